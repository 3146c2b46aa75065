#include "app/report_run.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <set>

namespace halong::app {
namespace {

std::string grouped(std::int64_t value)
{
    std::string const digits = fmt::format("{}", value < 0 ? -value : value);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return value < 0 ? "-" + text : text;
}

std::string road_names(city::City const& city, std::vector<core::LinkId> const& links)
{
    std::set<std::string> names;
    for (auto const link : links) {
        auto const& name = city.network.name(link);
        names.insert(name.empty() ? "(no name)" : name);
    }
    std::string text;
    for (auto const& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string informed_line(simulation::RunResult const& run)
{
    traffic::Reroutings const& made = run.reroutings;
    auto const sum = [](auto const& hours) { return std::accumulate(hours.begin(), hours.end(), std::int64_t{0}); };
    auto const mean_min = [](std::int64_t sum_ms, simulation::DrivenLegs const& driven) {
        return static_cast<double>(sum_ms) / static_cast<double>(std::max<std::int64_t>(1, driven.legs)) /
               core::ms_per_minute;
    };
    auto const delay_min = [&](simulation::DrivenLegs const& driven) {
        return mean_min(driven.time_ms - driven.free_ms, driven);
    };
    std::int64_t const under_way = sum(made.changed_under_way);
    auto const busiest = std::ranges::max_element(made.changed_under_way) - made.changed_under_way.begin();
    return fmt::format(
        "{} legs of informed drivers: {} began by another way than planned, {} times one changed under way (most from "
        "{:02}:00 on: {}), {} legs in all; mean delay {:.2f} min, {:.2f} min of all other drivers",
        grouped(sum(made.started)), grouped(sum(made.changed_at_start)), grouped(under_way), busiest,
        grouped(made.changed_under_way[static_cast<std::size_t>(busiest)]), grouped(made.legs_changed),
        delay_min(run.informed), delay_min(run.uninformed));
}

}  // namespace

std::string city_line(city::City const& city)
{
    auto const count = [&](scenario::ServiceKind service) {
        return std::ranges::count(city.sites, service, &city::Site::service);
    };
    std::string const buildings =
        city.buildings.empty()
            ? ""
            : fmt::format(", {} buildings", grouped(static_cast<std::int64_t>(city.buildings.size())));
    return fmt::format("{}{}: {} residents in {} zones, {} places, {} hotspots, {} cameras, {} nodes, {} links{}",
                       city.name, city.schematic ? " (schematic, not surveyed)" : "", grouped(city.resident_count()),
                       city.zones.size(), city.places.size(), grouped(count(scenario::ServiceKind::wifi)),
                       grouped(count(scenario::ServiceKind::camera)),
                       grouped(static_cast<std::int64_t>(city.network.node_count())),
                       grouped(static_cast<std::int64_t>(city.network.link_count())), buildings);
}

std::string gap_line(results::RouteGap const& gap)
{
    auto const percent = [](results::GapSums const& sums) { return 100 * sums.relative(); };
    std::string users;
    for (int i = 0; i < network::route_user_count; ++i) {
        auto const user = static_cast<network::RouteUser>(i);
        if (gap.of_user(user).legs == 0) continue;
        users +=
            fmt::format("{}{} {:.2f}", users.empty() ? "" : ", ", results::name_of(user), percent(gap.of_user(user)));
    }
    int worst = 0;
    for (int hour = 1; hour < core::hours_per_day; ++hour) {
        auto const excess_ms = [&](int h) { return gap.of_hour(h).driven_ms - gap.of_hour(h).best_ms; };
        if (excess_ms(hour) > excess_ms(worst)) worst = hour;
    }
    std::string choices;
    for (std::size_t i = 0; i < results::plan_choice_count; ++i) {
        results::PlanSums const& plans = gap.plans[i];
        if (plans.looked == 0) continue;
        choices += fmt::format("; {}: {} tried another, which would save {:.2f} %, {} change",
                               results::name_of(static_cast<results::PlanChoice>(i)), grouped(plans.looked),
                               100 * plans.relative(), grouped(plans.changed));
    }
    return fmt::format(
        "day {}: gap {:.3f} % ({}); most is lost from {:02}:00 on ({:.2f} %); {} of {} legs looked, {} "
        "change, {} held{}",
        gap.day, percent(gap.of_all()), users, worst, percent(gap.of_hour(worst)), grouped(gap.of_all().legs),
        grouped(gap.vehicles), grouped(gap.changed), grouped(gap.held), choices);
}

std::string speed_line(simulation::RunResult const& run)
{
    double const simulated_s = static_cast<double>(run.end_ms) / 1000;
    double const moves = static_cast<double>(run.counters.link_moves + run.counters.free_moves);
    double const move_s = run.phase_wall_s[static_cast<std::size_t>(simulation::Phase::move)];
    std::string text = fmt::format(
        "{} agent steps, {:.2f} million link moves/s in the traffic phase, {:.0f} times real time ({:.1f} s)",
        grouped(run.agent_steps), moves / std::max(1e-9, move_s) / 1e6, simulated_s / std::max(1e-9, run.wall_s),
        run.wall_s);
    if (run.unreachable_legs > 0) {
        text +=
            fmt::format("\n  {} legs have no way for their vehicle and were not made", grouped(run.unreachable_legs));
    }
    if (run.counters.squeezes > 0) {
        text += fmt::format("\n  {} times a vehicle squeezed into a full link after a long wait",
                            grouped(run.counters.squeezes));
    }
    if (run.informed.legs > 0) text += "\n  " + informed_line(run);
    if (run.counters.banned_entries > 0) {
        text += fmt::format(
            "\n  {} times a vehicle entered a link from which it is banned at that hour: it was under "
            "way, or takes the routes of another class",
            grouped(run.counters.banned_entries));
    }
    if (!run.valid) {
        text += fmt::format("\n  NOT VALID: {} legs had not ended at the hard end", grouped(run.held_legs));
    }
    return text;
}

std::string hotel_text(demand::HotelNights const& nights)
{
    std::int64_t const taken = nights.taken_tonight();
    if (taken == 0 && nights.persons_without_room == 0) return "";
    double const share = static_cast<double>(taken) / static_cast<double>(std::max<std::int64_t>(1, nights.rooms));
    std::string text = fmt::format("  khách sạn / hotels: {} of {} rooms taken tonight ({:.0f} %)\n", grouped(taken),
                                   grouped(nights.rooms), 100.0 * share);
    if (nights.persons_without_room > 0) {
        text += fmt::format("  WARNING: the city is full: {} guests found no room and go home in the evening\n",
                            grouped(nights.persons_without_room));
    }
    return text;
}

std::string gridlock_text(city::City const& city, simulation::RunResult const& run)
{
    constexpr std::size_t most = 5;
    std::string text;
    auto by_size = run.gridlocks;
    std::ranges::stable_sort(by_size, [](auto const& a, auto const& b) {  // those that stood first
        return std::pair(a.turns == 0, a.vehicles_held) > std::pair(b.turns == 0, b.vehicles_held);
    });
    for (std::size_t i = 0; i < std::min(most, by_size.size()); ++i) {
        auto const& ring = by_size[i];
        text += fmt::format("  gridlock from {}: up to {} vehicles on a ring of {} links, {}: {}\n",
                            core::clock_text(ring.first_seen_ms), grouped(ring.vehicles_held), ring.links.size(),
                            ring.turns > 0 ? fmt::format("moved on {} times", grouped(ring.turns))
                                           : fmt::format("stood, last seen {}", core::clock_text(ring.last_seen_ms)),
                            road_names(city, ring.links));
    }
    if (run.gridlocks.size() > most) {
        text += fmt::format("  and {} more rings (layer gridlock of results.gpkg, group /gridlock of run.h5)\n",
                            run.gridlocks.size() - most);
    }
    return text;
}

std::string stranded_text(city::City const& city, simulation::RunResult const& run)
{
    constexpr std::size_t most = 5;
    auto by_size = run.stranded;
    std::ranges::stable_sort(by_size, std::ranges::greater(),
                             [](auto const& sums) { return sums.held + sums.unreachable; });
    std::string text;
    for (std::size_t i = 0; i < std::min(most, by_size.size()); ++i) {
        auto const& sums = by_size[i];
        std::string where = city.zones[sums.zone].name;
        if (sums.place.valid()) where = fmt::format("{} ({})", city.places[sums.place].name, where);
        text += fmt::format("  at {}: {} legs held, {} without a way\n", where, grouped(sums.held),
                            grouped(sums.unreachable));
    }
    if (by_size.size() > most) {
        text += fmt::format("  and at {} more places and zones (layer zones of results.gpkg)\n", by_size.size() - most);
    }
    return text;
}

}  // namespace halong::app
