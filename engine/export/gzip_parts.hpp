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
    // Comes behind `text`.
    void add_piece(std::string_view piece);
    // All of it, compressed, as members of gzip behind one another.
    std::string take();

private:
    void compress();
    std::string compressed_;
};
using PartWriter = std::function<void(std::size_t part, GzipText& out)>;

// Writes `first`, the parts in their order and `last`, compressed. Parts run on all threads; at most 32 of them are in memory at once, compressed.
// The file is complete or absent, and the same on any number of threads. Throws CannotWrite.
void write_gzip_parts(std::filesystem::path const& path, std::string const& first, std::size_t parts,
                      PartWriter const& writer, std::string const& last);

}  // namespace halong::exporting
