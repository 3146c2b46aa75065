// A large compressed text, made of parts that are formatted and compressed at the same time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace halong::exporting {

// The text of one part: append to `text`, and call step() now and then, which compresses what has come together. Or hand over
// pieces of about piece_bytes that were put together elsewhere.
class GzipText {
public:
    static constexpr std::size_t piece_bytes = std::size_t{1} << 18U;  // stays in a processor's own cache

    std::string text;
    void step()
    {
        if (text.size() >= piece_bytes) compress();
    }
    // Whole members of gzip, put together elsewhere; they come behind `text`. What is appended is theirs.
    std::string& members();
    // All of it, compressed, as members of gzip behind one another.
    std::string take();

private:
    void compress();
    std::string compressed_;
};
using PartReader = std::function<void(std::size_t part)>;
using PartWriter = std::function<void(std::size_t part, GzipText& out)>;

// Parts that have been read and are not yet in the file: at most so many. What one needs may lie at its number modulo this.
inline constexpr std::size_t most_gzip_parts_at_once = 16;

// Writes `first`, the parts in their order and `last`, compressed. Parts are written on all threads; before each of them
// `reader` is called, for one part after another, in their order. The file is complete or absent, and the same on any number
// of threads. Throws CannotWrite.
void write_gzip_parts(std::filesystem::path const& path, std::string const& first, std::size_t parts,
                      PartWriter const& writer, std::string const& last, PartReader const& reader = nullptr);

}  // namespace halong::exporting
