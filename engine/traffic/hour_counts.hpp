// Reading the links' meters out into sums by hour.
#pragma once

#include "traffic/streets.hpp"
#include "traffic/traffic.hpp"

namespace halong::traffic {

// Sums of the right size, all 0.
LinkHours empty_link_hours(std::size_t link_count);
// Adds what the meters have counted to one hour of the day and sets them back.
void read_meters(Streets& streets, int hour, LinkHours& hours);
// That the sums take in memory.
std::int64_t bytes_of(LinkHours const& hours);

}  // namespace halong::traffic
