// Bytes compressed as gzip (RFC 1952). libdeflate and ISA-L stay inside the .cpp.
#pragma once

#include <string>
#include <string_view>

namespace halong::geo {

// All bytes as one gzip member. `level` 1 (fast) … 12 (small). Members behind one another are a gzip file, too (RFC 1952, 2.2),
// so that parts of a large file can be compressed at the same time.
std::string gzip(std::string_view bytes, int level = 6);

// The same in two fifths of the time of level 1 and about 5 % larger, by ISA-L: for texts of gigabytes. Bytes may differ between processors,
// never between calls.
std::string quick_gzip(std::string_view bytes);

}  // namespace halong::geo
