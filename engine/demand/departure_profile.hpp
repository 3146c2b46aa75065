// When things begin: cumulative distributions of the time of day, piecewise linear between stated points.
#pragma once

#include "core/time.hpp"

#include <span>
#include <string_view>

namespace halong::demand {

// By `hour` (of the day, 0 … 30), this share of everybody has begun. Hours and shares rise; the first share is 0, the
// last is 1.
struct ProfilePoint {
    double hour = 0;
    double share = 0;
};

struct DepartureProfile {
    std::string_view name;
    std::span<ProfilePoint const> points;
};

// The time at which a share `u` in [0, 1) has begun: inverse of the table, to the millisecond below.
core::Millis time_at(DepartureProfile const& profile, double u);
// The share that has begun by `time`: 0 before the table, 1 after it.
double share_by(DepartureProfile const& profile, core::Millis time);
// The time for `u` among those who begin no later than `latest` (the first hour of the table when nobody does).
core::Millis time_until(DepartureProfile const& profile, core::Millis latest, double u);

// No departure table of a Vietnamese city could be read (data/halong/SOURCES.md §2 names only the peaks 06:45-08:00 and
// 16:30-18:30, from memory). Every table below is an estimate that keeps to those peaks, to the opening hours of
// offices, schools and markets, and to the habits named in this room's README.
namespace profiles {
extern DepartureProfile const office_start;  // beginning of work, offices, works and services
extern DepartureProfile const office_end;
extern DepartureProfile const commerce_start;  // beginning of work in trade and tourism
extern DepartureProfile const commerce_end;
extern DepartureProfile const lunch_out;       // leaving work to eat at home
extern DepartureProfile const shopping_start;  // leaving home
extern DepartureProfile const leisure_start;
extern DepartureProfile const health_start;
extern DepartureProfile const one_stop_start;
extern DepartureProfile const online_filing;
extern DepartureProfile const day_visitor_arrival;  // passing the gateway
extern DepartureProfile const guest_arrival;        // visitors who stay the night
extern DepartureProfile const day_visitor_return;   // setting out for the gateway
extern DepartureProfile const guest_return;
extern DepartureProfile const through;  // cars and vans passing through
extern DepartureProfile const lorry;
extern DepartureProfile const delivery;  // vans setting out
}  // namespace profiles

// Every table above, for inspection and tests.
std::span<DepartureProfile const* const> all_profiles();

}  // namespace halong::demand
