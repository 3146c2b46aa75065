// A text that planners read.
#pragma once

#include <string>

namespace halong::scenario {

// In Vietnamese and English.
struct Text {
    std::string vi;
    std::string en;
    bool operator==(Text const&) const = default;
};

}  // namespace halong::scenario
