#include "core/compiled_cache.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <vector>

namespace halong::core {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> cache_folder()
{
    if (char const* own = std::getenv("HALONG_CACHE")) {
        if (*own == '\0') return std::nullopt;
        return fs::path(own);
    }
    if (char const* all = std::getenv("XDG_CACHE_HOME"); all != nullptr && *all != '\0')
        return fs::path(all) / "halong";
    if (char const* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
        return fs::path(home) / ".cache" / "halong";
    }
    return std::nullopt;
}

// Another build may make something else of the same files, or lay it out otherwise.
std::string const& own_hash()
{
    static std::string const hash = [] {
        try {
            return hash_of_file("/proc/self/exe");
        } catch (UserError const&) {
            return std::string();
        }
    }();
    return hash;
}

// The mark without the blanks that fill it up.
std::string_view short_name(SealedKind const& kind) { return kind.mark.substr(0, kind.mark.find(' ')); }

std::string name_of(SealedKind const& kind, std::string_view rest)
{
    return fmt::format("{}-{}.{}", short_name(kind), rest, kind.version);
}

struct Entry {
    fs::file_time_type used;
    fs::path path;
};

void drop_oldest(fs::path const& folder, SealedKind const& kind, std::size_t kept)
{
    std::error_code error;
    std::vector<Entry> entries;
    for (auto const& file : fs::directory_iterator(folder, error)) {
        if (!file.path().filename().string().starts_with(fmt::format("{}-", short_name(kind)))) continue;
        entries.push_back({file.last_write_time(error), file.path()});
    }
    std::ranges::sort(entries, [](Entry const& a, Entry const& b) { return a.used > b.used; });
    for (std::size_t i = kept; i < entries.size(); ++i) fs::remove(entries[i].path, error);
}

}  // namespace

CompiledKey::CompiledKey(SealedKind kind, std::size_t kept) : kind_(kind), kept_(kept), is_usable_(!own_hash().empty())
{
    add_text(own_hash());
}

void CompiledKey::add_text(std::string_view text) { add_number(hash_of(text)); }

void CompiledKey::add_file(fs::path const& path) { add_text(hash_of_file(path)); }

std::optional<fs::path> CompiledKey::path() const
{
    auto const folder = is_usable_ ? cache_folder() : std::nullopt;
    if (!folder) return std::nullopt;
    return *folder / name_of(kind_, hex(hash_));
}

std::optional<LentBytes> find_compiled(CompiledKey const& key)
{
    auto const path = key.path();
    std::error_code error;
    if (!path || !fs::exists(*path, error)) return std::nullopt;
    try {
        // Entries are removed while others use them, which disks of other machines may not bear.
        LentBytes content =
            is_on_local_disk(*path) ? map_sealed(*path, key.kind()) : lent(read_sealed(*path, key.kind()));
        fs::last_write_time(*path, fs::file_time_type::clock::now(), error);  // used just now
        return content;
    } catch (UserError const&) {  // damaged: made afresh, and replaced
        return std::nullopt;
    }
}

void keep_compiled(CompiledKey const& key, std::string_view content)
{
    auto const path = key.path();
    if (!path || content.size() > most_compiled_bytes) return;
    std::error_code error;
    fs::create_directories(path->parent_path(), error);
    if (error) return;
    try {
        write_sealed(*path, key.kind(), content);
    } catch (CannotWrite const&) {
        return;
    }
    drop_oldest(path->parent_path(), key.kind(), key.kept());
}

}  // namespace halong::core
