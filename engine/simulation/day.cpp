#include "simulation/day.hpp"

#include <algorithm>
#include <utility>

namespace halong::simulation {

using city::Mode;
using core::Millis;

namespace {

constexpr Millis ms_per_milliminute = core::ms_per_minute / 1000;

}  // namespace

Day::Day(city::Plans const& plans, network::Routes const& routes, std::vector<std::uint8_t> doors)
    : plans_(plans),
      routes_(routes),
      doors_(std::move(doors)),
      traveller_of_stay_(city::travellers_by_stay(plans)),
      is_bus_(plans.traveller_count(), 0),
      legs_(plans.stay_count())
{
    for (city::BusRun const& run : plans.bus_runs) is_bus_[run.traveller] = 1;
}

bool Day::is_unreachable(std::uint32_t stay) const
{
    if (plans_.mode[stay] == Mode::none) return false;
    return plans_.mode[stay] != Mode::transit && routes_[stay].empty() && plans_.node[stay] != plans_.node[stay + 1];
}

Millis Day::planned_departure(std::uint32_t traveller, std::uint32_t stay, Millis from_ms) const
{
    if (plans_.mode[stay] == Mode::none || is_unreachable(stay)) return core::never;
    Millis const least_ms = stay == plans_.stays_begin(traveller) ? 0 : least_stay_ms;
    return std::max(plans_.planned_end[stay], from_ms + std::max(least_ms, plans_.min_duration[stay]));
}

void Day::begin_stay(std::uint32_t traveller, std::uint32_t stay, Millis from_ms,
                     std::vector<traffic::Departure>& departures, std::vector<city::Presence>& presences)
{
    if (is_bus_[traveller] != 0) {
        ++stays_begun_;
        begin_halt(stay, from_ms, departures);
        return;
    }
    city::Presence const presence{traveller, stay, from_ms, planned_departure(traveller, stay, from_ms)};
    bool const has_door = !doors_.empty() && doors_[stay] != 0 && stay != plans_.stays_begin(traveller);
    if (has_door) {
        coming_.push_back({presence, doors_[stay]});
    } else {
        admit(presence, departures, presences);
    }
}

std::vector<Day::Coming> Day::take_coming()
{
    std::ranges::sort(coming_, {},
                      [](Coming const& coming) { return std::pair(coming.presence.from_ms, coming.presence.stay); });
    return std::exchange(coming_, {});
}

void Day::admit(city::Presence presence, std::vector<traffic::Departure>& departures,
                std::vector<city::Presence>& presences)
{
    keep(presence, presences);
    release(presence.stay, presence.to_ms, departures);
}

bool Day::leaves(std::uint32_t stay) const { return plans_.mode[stay] != Mode::none && !is_unreachable(stay); }

void Day::keep(city::Presence presence, std::vector<city::Presence>& presences)
{
    ++stays_begun_;
    std::uint32_t const stay = presence.stay;
    if (leaves(stay)) {
        ++open_legs_;
    } else {
        if (plans_.mode[stay] != Mode::none) ++unreachable_;
        presence.to_ms = core::never;
    }
    presences.push_back(presence);
}

void Day::release(std::uint32_t stay, Millis leave_ms, std::vector<traffic::Departure>& departures)
{
    if (!leaves(stay)) return;
    if (leave_ms == core::never) {
        --open_legs_;
        overnight_.push_back(stay);
        return;
    }
    departures.push_back({stay, leave_ms});
    legs_[stay].departure_ms = leave_ms;
}

// Nobody else has begun a stay that a leg follows, and no time to leave, but who stays for the night.
std::vector<std::uint32_t> Day::kept_stays() const
{
    std::vector<std::uint32_t> found;
    if (doors_.empty()) return found;
    for (std::uint32_t stay = 1; stay < legs_.size(); ++stay) {
        bool const begun = doors_[stay] != 0 && legs_[stay - 1].arrival_ms != core::never;
        if (begun && legs_[stay].departure_ms == core::never && leaves(stay)) found.push_back(stay);
    }
    std::erase_if(found, [&](std::uint32_t stay) { return std::ranges::find(overnight_, stay) != overnight_.end(); });
    return found;
}

// A bus without a way to its next stop is there at once, and counted: its riders are not to wait for ever.
void Day::begin_halt(std::uint32_t stay, Millis from_ms, std::vector<traffic::Departure>& departures)
{
    if (is_unreachable(stay)) ++unreachable_;
    bool const goes_on = plans_.mode[stay] != Mode::none;
    if (goes_on) ++open_legs_;
    departures.push_back({stay, from_ms});
}

void Day::begin(std::vector<traffic::Departure>& departures, std::vector<city::Presence>& presences)
{
    for (std::uint32_t traveller = 0; traveller < plans_.traveller_count(); ++traveller) {
        begin_stay(traveller, plans_.stays_begin(traveller), 0, departures, presences);
    }
}

void Day::end_leg(traffic::Arrival const& arrival)
{
    --open_legs_;
    legs_[arrival.leg] = {arrival.departure_ms, arrival.time_ms, arrival.free_ms, arrival.after_road_ms};
}

void Day::turn_away(std::span<traffic::Arrival const> arrivals, std::vector<traffic::Departure>& departures,
                    std::vector<city::Presence>& presences)
{
    for (traffic::Arrival const& arrival : arrivals) {
        end_leg(arrival);
        std::uint32_t const stay = arrival.leg + 1;
        admit({traveller_of_stay_[stay], stay, arrival.time_ms, arrival.time_ms + core::ms_per_minute, true},
              departures, presences);
    }
}

void Day::arrive(std::span<traffic::Arrival const> arrivals, std::vector<traffic::Departure>& departures,
                 std::vector<city::Presence>& presences)
{
    for (traffic::Arrival const& arrival : arrivals) {
        end_leg(arrival);
        begin_stay(traveller_of_stay_[arrival.leg], arrival.leg + 1, arrival.time_ms, departures, presences);
    }
}

// Those that were reached: a traveller makes no plans beyond a leg that he cannot make.
std::vector<std::uint32_t> Day::unreachable_stays() const
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t traveller = 0; traveller < plans_.traveller_count(); ++traveller) {
        std::uint32_t stay = plans_.stays_begin(traveller);
        while (stay + 1 < plans_.stays_end(traveller) && legs_[stay].arrival_ms != core::never) ++stay;
        bool const wants_on = plans_.mode[stay] != Mode::none;
        if (wants_on && legs_[stay].departure_ms == core::never && is_unreachable(stay)) found.push_back(stay);
    }
    return found;
}

std::vector<std::uint32_t> Day::legs_not_begun(Millis end_ms) const
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t stay = 0; stay < legs_.size(); ++stay) {
        Millis const departure_ms = legs_[stay].departure_ms;
        if (departure_ms != core::never && departure_ms >= end_ms) found.push_back(stay);
    }
    return found;
}

// Who comes through a gateway later, or has left through one, stands there in the plans alone.
bool Day::is_in_city(std::uint32_t stay) const { return plans_.activity[stay] != city::Activity::outside; }

std::vector<std::int64_t> Day::persons_by_zone(std::size_t zone_count, Millis now_ms) const
{
    std::vector<std::int64_t> persons(zone_count);
    for (std::uint32_t traveller = 0; traveller < plans_.traveller_count(); ++traveller) {
        if (is_bus_[traveller] != 0) continue;
        std::uint32_t stay = plans_.stays_begin(traveller);
        while (stay + 1 < plans_.stays_end(traveller) && legs_[stay].arrival_ms != core::never) ++stay;
        bool const has_left = legs_[stay].departure_ms <= now_ms;
        if (!has_left && is_in_city(stay)) persons[plans_.zone[stay].value()] += plans_.persons[traveller];
    }
    return persons;
}

template <class Visit>
void Day::for_each_hour_of_stays(Millis end_ms, Visit const& visit) const
{
    Millis const last_ms = std::min(end_ms, core::ms_per_day);
    for (std::uint32_t traveller = 0; traveller < plans_.traveller_count(); ++traveller) {
        if (is_bus_[traveller] != 0) continue;
        Millis from_ms = 0;
        for (std::uint32_t stay = plans_.stays_begin(traveller); stay < plans_.stays_end(traveller); ++stay) {
            Millis const to_ms = is_in_city(stay) ? std::min(legs_[stay].departure_ms, last_ms) : from_ms;
            std::size_t const row = plans_.zone[stay].value() * std::size_t{core::hours_per_day};
            for (Millis t = from_ms; t < to_ms;) {
                Millis const next = std::min(to_ms, (t / core::ms_per_hour + 1) * core::ms_per_hour);
                visit(traveller, row + static_cast<std::size_t>(core::hour_of(t)),
                      static_cast<std::int64_t>(next - t) * plans_.persons[traveller]);
                t = next;
            }
            if (legs_[stay].arrival_ms == core::never) break;
            from_ms = legs_[stay].arrival_ms;
        }
    }
}

std::vector<std::int64_t> Day::presence_by_zone_hour(std::size_t zone_count, Millis end_ms) const
{
    std::vector<std::int64_t> sums(zone_count * core::hours_per_day, 0);
    for_each_hour_of_stays(end_ms,
                           [&](std::uint32_t, std::size_t cell, std::int64_t person_ms) { sums[cell] += person_ms; });
    for (std::int64_t& sum : sums) sum /= ms_per_milliminute;
    return sums;
}

std::vector<std::int64_t> Day::presence_by_class(std::size_t zone_count, Millis end_ms) const
{
    constexpr auto classes = static_cast<std::size_t>(city::person_class_count);
    std::vector<std::int64_t> sums(zone_count * core::hours_per_day * classes, 0);
    for_each_hour_of_stays(end_ms, [&](std::uint32_t traveller, std::size_t cell, std::int64_t person_ms) {
        sums[cell * classes + static_cast<std::size_t>(plans_.person_class[traveller])] += person_ms;
    });
    for (std::int64_t& sum : sums) sum /= ms_per_milliminute;
    return sums;
}

}  // namespace halong::simulation
