#include "app/run_folder.hpp"

#include "core/durable_file.hpp"
#include "core/folder_lock.hpp"
#include "core/hash.hpp"

#include <chrono>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace halong::app {
namespace {

std::tm utc_time() { return fmt::gmtime(std::time(nullptr)); }

}  // namespace

std::filesystem::path make_run_folder(std::filesystem::path const& out, std::string const& name,
                                      std::string const& text, bool force)
{
    namespace fs = std::filesystem;
    fs::path folder = out;
    if (folder.empty()) {
        std::string const stamp = fmt::format("{:%Y%m%dT%H%M%SZ}", utc_time());
        std::string const hash = core::hex(core::hash_of(text)).substr(0, 8);
        folder = fs::path("runs") / name / fmt::format("{}-{}", stamp, hash);
    } else if (!force) {
        core::require_unused_folder(folder, "choose another --out, or write into it with --force");
    }
    core::require_writable_folder(folder);
    return folder;
}

void link_latest(std::filesystem::path const& folder)
{
    std::error_code ignored;
    auto const link = folder.parent_path() / "latest";
    if (folder.parent_path().empty() || folder.parent_path().parent_path().filename() != "runs") return;
    if (std::filesystem::is_symlink(link, ignored)) std::filesystem::remove(link, ignored);
    std::filesystem::create_directory_symlink(folder.filename(), link, ignored);
}

}  // namespace halong::app
