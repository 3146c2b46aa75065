#include "app/site_files.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace halong::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view list_format = "halong-site/1";

// By path within the folder, with slashes: the hash of what was written.
using Files = std::map<std::string, std::string>;

Files listed(std::string_view text)
{
    auto const list = json::parse(text, nullptr, false);  // without exceptions
    Files files;
    if (!list.is_object() || list.value("format", json()) != list_format) return files;
    auto const entries = list.find("files");
    if (entries == list.end() || !entries->is_object()) return files;
    for (auto const& [path, hash] : entries->items()) {
        if (hash.is_string()) files.emplace(path, hash.get<std::string>());
    }
    return files;
}

// Whether a listed path names a file below the folder, and no link leads elsewhere.
bool is_own(fs::path const& folder, fs::path const& path)
{
    bool const is_below = path.is_relative() && !path.empty() && path == path.lexically_normal() &&
                          std::ranges::none_of(path, [](fs::path const& step) { return step == ".."; });
    if (!is_below) return false;
    fs::path at = folder;
    std::error_code unknown;
    for (fs::path const& step : path.parent_path()) {
        at /= step;
        if (!fs::is_directory(fs::symlink_status(at, unknown))) return false;
    }
    return fs::is_regular_file(fs::symlink_status(folder / path, unknown));
}

// Up to the folder itself, which stays.
void remove_empty_above(fs::path const& folder, fs::path const& path)
{
    std::error_code is_used;  // by other files: then it stays
    for (fs::path above = path.parent_path(); !above.empty(); above = above.parent_path()) {
        if (!fs::remove(folder / above, is_used) || is_used) return;
    }
}

}  // namespace

void write_site_list(fs::path const& folder)
{
    json files = json::object();
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        auto const path = entry.path().lexically_relative(folder).generic_string();
        if (path != site_list_file) files[path] = core::hash_of_file(entry.path());
    }
    json const list{{"format", list_format}, {"files", std::move(files)}};
    core::write_file(folder / site_list_file, list.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

std::string read_site_list(fs::path const& folder)
{
    std::ifstream file(folder / site_list_file, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

EarlierFiles remove_earlier_files(fs::path const& folder, std::string_view earlier)
{
    auto const now = listed(read_site_list(folder));
    EarlierFiles result;
    for (auto const& [path, hash] : listed(earlier)) {
        if (now.contains(path) || path == site_list_file || !is_own(folder, path)) continue;
        if (core::hash_of_file(folder / path) != hash) {
            ++result.kept;
            continue;
        }
        std::error_code failed;
        fs::remove(folder / path, failed);
        if (failed) {
            throw core::CannotWrite((folder / path).string(), "cannot be removed: " + failed.message(),
                                    "it is of an earlier map; remove it yourself");
        }
        ++result.removed;
        remove_empty_above(folder, path);
    }
    return result;
}

}  // namespace halong::app
