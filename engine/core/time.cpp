#include "core/time.hpp"

#include <cmath>
#include <fmt/format.h>

namespace halong::core {

Millis millis(double amount, Millis unit) { return static_cast<Millis>(std::lround(amount * unit)); }

std::string clock_text(Millis time)
{
    int const seconds = time / ms_per_second;
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace halong::core
