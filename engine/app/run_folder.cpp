#include "app/run_folder.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"

#include <cerrno>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

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
    } else if (fs::exists(folder) && !force && (!fs::is_directory(folder) || !fs::is_empty(folder))) {
        throw core::UserError(core::Diagnostic{folder.string(), 0, 0, "exists and is not empty",
                                               "choose another --out, or write into it with --force"});
    }
    core::require_writable_folder(folder);
    return folder;
}

// The kernel lets the lock go when the process ends, however it ends. Where a file system knows no locks, there is none.
FolderLock::FolderLock(std::filesystem::path const& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    if (descriptor_ < 0) return;
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
        core::remove_leftovers(folder);
        return;
    }
    if (errno != EWOULDBLOCK) return;
    ::close(descriptor_);
    throw core::UserError(core::Diagnostic{folder.string(), 0, 0, "is in use by another run",
                                           "wait until it has ended, or choose another --out"});
}

FolderLock::~FolderLock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
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
