// What the links of a day cost a driver, by the hour in which he enters them.
#pragma once

#include "network/time_profiles.hpp"
#include "network/user_graph.hpp"
#include "traffic/traffic.hpp"

#include <cstdint>
#include <vector>

namespace halong::equilibrium {

// Mean time beyond the free one that vehicles lost on a link, ms, by [hour][link]; of those who left it in the hour.
// 0 where none did.
std::vector<std::vector<std::uint32_t>> mean_delays_ms(traffic::LinkHours const& hours);

// Free times of the user and the delays of the hour; links are shut while they are banned. Hours after midnight go on
// with those of the next day, which are the same.
network::TimeProfiles link_times(network::UserGraph const& user, network::BanSlots const& slots,
                                 std::vector<std::vector<std::uint32_t>> const& delays_ms);

}  // namespace halong::equilibrium
