// The seal at the end of an HDF5 file that this program wrote: HDF5 itself does not find all damage, and its library was
// made for files that are whole. Other programs do not look behind the end that HDF5 states, so they read the file as it is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace halong::results {

// What comes behind the content: "HALONGH5", the content's length and XXH3 (8 bytes each, little-endian), and XXH3 of these.
inline constexpr std::size_t seal_bytes = 32;
std::string seal_of(std::string_view content);

// Reads the file once from begin to end and returns how many bytes its content has. Throws UserError: it cannot be read, or
// is no such file, cut off, changed or damaged.
std::uintmax_t require_whole(std::filesystem::path const& path);

}  // namespace halong::results
