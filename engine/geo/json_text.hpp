// Text inside JSON. Internal to the room.
#pragma once

#include <string>
#include <string_view>

namespace halong::geo {

// In quotes, with what RFC 8259 wants escaped. The text is UTF-8.
std::string json_text(std::string_view text);

}  // namespace halong::geo
