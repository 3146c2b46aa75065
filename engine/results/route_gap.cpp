#include "results/route_gap.hpp"

namespace halong::results {

std::string_view name_of(network::RouteUser user)
{
    constexpr std::array<std::string_view, network::route_user_count> names{"motorbike", "car",   "van",     "lorry",
                                                                            "bus",       "coach", "bicycle", "walker"};
    return names[static_cast<std::size_t>(user)];
}

std::string_view name_of(PlanChoice choice)
{
    constexpr std::array<std::string_view, plan_choice_count> names{"departure time", "mode", "itinerary"};
    return names[static_cast<std::size_t>(choice)];
}

double PlanSums::relative() const
{
    return cost_ms > 0 ? static_cast<double>(cost_ms - better_ms) / static_cast<double>(cost_ms) : 0.0;
}

GapSums& GapSums::operator+=(GapSums const& other)
{
    legs += other.legs;
    driven_ms += other.driven_ms;
    best_ms += other.best_ms;
    return *this;
}

double GapSums::relative() const
{
    return driven_ms > 0 ? static_cast<double>(driven_ms - best_ms) / static_cast<double>(driven_ms) : 0.0;
}

GapSums RouteGap::of_user(network::RouteUser user) const
{
    GapSums sum;
    for (GapSums const& hour : sums[static_cast<std::size_t>(user)]) sum += hour;
    return sum;
}

GapSums RouteGap::of_hour(int hour) const
{
    GapSums sum;
    for (auto const& hours : sums) sum += hours[static_cast<std::size_t>(hour)];
    return sum;
}

GapSums RouteGap::of_all() const
{
    GapSums sum;
    for (int hour = 0; hour < core::hours_per_day; ++hour) sum += of_hour(hour);
    return sum;
}

}  // namespace halong::results
