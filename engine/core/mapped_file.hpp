// Files whose bytes are used where they lie: in memory once for all processes that map them, and only while they are used.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace halong::core {

// Bytes that may be changed without anybody else's seeing it, for as long as `lender` lives.
struct LentBytes {
    char* data = nullptr;
    std::size_t size = 0;
    std::shared_ptr<void const> lender;

    [[nodiscard]] std::string_view text() const { return {data, size}; }
};

// Bytes in memory, as if they had been mapped.
LentBytes lent(std::string bytes);

// The whole file. It may be removed or replaced meanwhile where it lies on a disk of this machine; whoever cuts it short
// ends the processes that use it. Throws UserError when it cannot be opened or mapped.
LentBytes map_file(std::filesystem::path const& path);

// Whether the path lies on a file system that is known to be of this machine alone: there, what is removed stays for those
// who use it. False also where nothing is.
bool is_on_local_disk(std::filesystem::path const& path);

}  // namespace halong::core
