// The bytes of a file as a stream, whether it is plain or compressed by gzip or xz.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace halong::city {

class ByteSource {
public:
    ByteSource() = default;
    ByteSource(ByteSource const&) = delete;
    ByteSource& operator=(ByteSource const&) = delete;
    virtual ~ByteSource() = default;

    // Fills the buffer from its beginning and returns how many bytes there are, 0 only at the end of the file.
    // Throws UserError when the file is damaged or ends too early.
    virtual std::size_t read(std::span<char> buffer) = 0;
};

// Opens a file; its first bytes, not its name, tell how it is compressed (gzip: RFC 1952; xz: file format 1.1.0).
// Throws UserError when it is not there or cannot be read; reading it, when it unpacks to more than 64 MiB and more than 300
// times its size.
std::unique_ptr<ByteSource> open_bytes(std::filesystem::path const& path);

}  // namespace halong::city
