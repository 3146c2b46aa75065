#include "equilibrium/link_times.hpp"

#include "core/time.hpp"

#include <algorithm>

namespace halong::equilibrium {
namespace {

constexpr int profile_hours = core::hours_per_day + 6;  // a run may go on until 06:00 and later

}  // namespace

std::vector<std::vector<std::uint32_t>> mean_delays_ms(traffic::LinkHours const& hours)
{
    std::vector<std::vector<std::uint32_t>> delays(core::hours_per_day,
                                                   std::vector<std::uint32_t>(hours.link_count, 0));
    for (std::size_t link = 0; link < hours.link_count; ++link) {
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            std::size_t const cell = hours.cell(core::LinkId(static_cast<std::uint32_t>(link)), hour);
            std::int64_t vehicles = 0;
            for (std::size_t c = 0; c < network::vehicle_class_count; ++c) {
                vehicles += hours.vehicles[cell * network::vehicle_class_count + c];
            }
            if (vehicles == 0) continue;
            std::int64_t const lost_ms = std::max<std::int64_t>(0, hours.time_ms[cell] - hours.free_time_ms[cell]);
            delays[static_cast<std::size_t>(hour)][link] =
                static_cast<std::uint32_t>(std::min<std::int64_t>(lost_ms / vehicles, core::ms_per_day));
        }
    }
    return delays;
}

network::TimeProfiles link_times(network::UserGraph const& user, network::BanSlots const& slots,
                                 std::vector<std::vector<std::uint32_t>> const& delays_ms)
{
    std::vector<std::uint32_t> costs_ms;
    costs_ms.reserve(user.free_costs.size() * profile_hours);
    for (int hour = 0; hour < profile_hours; ++hour) {
        auto const& delays = delays_ms[static_cast<std::size_t>(hour % core::hours_per_day)];
        auto const of_hour = user.costs_in(slots.slot_of(hour * core::ms_per_hour), delays);
        costs_ms.insert(costs_ms.end(), of_hour.begin(), of_hour.end());
    }
    return network::TimeProfiles(user.free_costs.size(), 0, core::ms_per_hour, std::move(costs_ms),
                                 network::ProfileShape::step);
}

}  // namespace halong::equilibrium
