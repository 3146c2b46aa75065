// What takes long to make, kept as bytes: made once, and read back until something changes that it follows from.
//
// Entries lie in $HALONG_CACHE, else $XDG_CACHE_HOME/halong, else ~/.cache/halong. They may be removed at any time; with
// HALONG_CACHE set to nothing, or where the folder cannot be written, everything is made afresh. The name of an entry is
// the hash of all that it was made of and of this very program, so that no entry is ever out of date.
#pragma once

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/sealed_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace halong::core {

// Entries of one kind that stay when another is added, unless its key says otherwise; the oldest go first.
inline constexpr std::size_t compiled_entries_kept = 8;
// Content of more bytes is not kept: a cache is not to fill the user's disk.
inline constexpr std::size_t most_compiled_bytes = std::size_t{512} << 20U;

class CompiledKey {
public:
    // A key of this kind of entry, made by this very program. So many stay when another is added, >= 1.
    explicit CompiledKey(SealedKind kind, std::size_t kept = compiled_entries_kept);
    // Everything that the entry depends on. Throws UserError when the file cannot be read.
    void add_text(std::string_view text);
    void add_file(std::filesystem::path const& path);
    void add_number(std::uint64_t value) { hash_ = combine(hash_, value); }

    [[nodiscard]] SealedKind const& kind() const { return kind_; }
    [[nodiscard]] std::size_t kept() const { return kept_; }
    // Where the entry lies; nothing when no cache is wanted or this program cannot say what it is.
    [[nodiscard]] std::optional<std::filesystem::path> path() const;

private:
    SealedKind kind_;
    std::size_t kept_;
    std::uint64_t hash_ = 0;
    bool is_usable_ = true;
};

// The content, if the entry is there and whole; mapped where the cache lies on a disk of this machine.
std::optional<LentBytes> find_compiled(CompiledKey const& key);
// Keeps the content, and drops the oldest entries of its kind. Says nothing when that is not possible: only time is lost.
void keep_compiled(CompiledKey const& key, std::string_view content);

// The hash of all that takes part in an archive of the value.
template <class T>
std::uint64_t hash_of_archive(T const& value)
{
    return hash_of(archive_of(value));
}

// What `make` returns: read back when it was made before from the same, else made and kept. T takes part in archives.
template <class T, class Make>
T compiled(CompiledKey const& key, Make const& make)
{
    if (auto const content = find_compiled(key)) {
        try {
            T value;
            ArchiveReader reader(*content, "an entry of the cache");
            reader(value);
            reader.finish();
            return value;
        } catch (UserError const&) {  // another layout under the same name: made afresh
        }
    }
    T value = make();
    if (key.path()) keep_compiled(key, archive_of(value));
    return value;
}

}  // namespace halong::core
