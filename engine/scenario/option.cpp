#include "scenario/option.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>

namespace halong::scenario {
namespace {

bool share_a_word(std::vector<std::string> const& a, std::vector<std::string> const& b)
{
    return std::ranges::any_of(a, [&b](auto const& word) { return std::ranges::find(b, word) != b.end(); });
}

// Both say a value of at least 0, and not the same.
template <class Number>
bool differ(Number a, Number b)
{
    return a >= 0 && b >= 0 && a != b;
}

bool contradict(PlaceChange const& a, PlaceChange const& b)
{
    if (!share_a_word(a.ids, b.ids) && !share_a_word(a.kinds, b.kinds)) return false;
    return differ(a.opens_h, b.opens_h) || differ(a.closes_h, b.closes_h) || differ(a.gates, b.gates) ||
           differ(a.gate_s_per_person, b.gate_s_per_person) || differ(a.capacity, b.capacity) ||
           differ(a.slot_min, b.slot_min) || differ(a.slot_persons, b.slot_persons) || differ(a.fee_vnd, b.fee_vnd) ||
           differ(a.posts, b.posts) || differ(a.beds, b.beds) || differ(a.rooms, b.rooms);
}

bool contradict(SiteChange const& a, SiteChange const& b)
{
    if (!share_a_word(a.sites, b.sites)) return false;
    bool const both_move = !a.move_to_lon_lat.empty() && !b.move_to_lon_lat.empty();
    return a.remove != b.remove || (both_move && a.move_to_lon_lat != b.move_to_lon_lat) ||
           differ(a.heading_deg, b.heading_deg) || differ(a.height_m, b.height_m) ||
           differ(a.uplink_mbps, b.uplink_mbps) || differ(a.association_cap, b.association_cap);
}

bool contradict(LineChange const& a, LineChange const& b)
{
    if (!share_a_word(a.routes, b.routes)) return false;
    return a.cancel != b.cancel || (a.capacity > 0 && b.capacity > 0 && a.capacity != b.capacity);
}

bool is_same_junction(SignalChange const& a, SignalChange const& b)
{
    return (a.node >= 0 && a.node == b.node) || (!a.place.empty() && a.place == b.place) ||
           (!a.at_lon_lat.empty() && a.at_lon_lat == b.at_lon_lat);
}

bool contradict(SignalChange const& a, SignalChange const& b)
{
    if (!is_same_junction(a, b)) return false;
    if (a.add && b.add) return true;  // the second would stand at the next junction
    auto const both_say = [](double x, double y) { return x > 0 && y > 0 && x != y; };
    return a.remove != b.remove || both_say(a.cycle_s, b.cycle_s) || differ(a.offset_s, b.offset_s) ||
           both_say(a.main_green_share, b.main_green_share);
}

// Whether no link leads both ways: each is taken to within 90 degrees.
bool are_opposite(double a_deg, double b_deg)
{
    return a_deg >= 0 && b_deg >= 0 && std::abs(std::abs(a_deg - b_deg) - 180) < 1e-9;
}

// Lanes that both change add up; two speed limits do not.
bool contradict(RoadChange const& a, RoadChange const& b)
{
    bool const same_part = (a.box_lon_lat.empty() || b.box_lon_lat.empty() || a.box_lon_lat == b.box_lon_lat) &&
                           !are_opposite(a.heading_deg, b.heading_deg);
    return a.name == b.name && same_part && a.speed_limit_kmh > 0 && b.speed_limit_kmh > 0 &&
           a.speed_limit_kmh != b.speed_limit_kmh;
}

// Finds what two parts of a combination cannot both have.
class PartsCheck {
public:
    PartsCheck(Option const& whole, Option const& a, Option const& b) : whole_(whole), a_(a), b_(b) {}

    std::vector<core::Diagnostic> findings()
    {
        for (auto const& found : contradictions(a_.scenario, b_.scenario)) {
            add(fmt::format("of the scenario, {}", found));
        }
        compare(a_.places, b_.places,
                [](auto const& c) { return "place " + fmt::format("{}", fmt::join(c.ids, ", ")); });
        compare(a_.change_sites, b_.change_sites,
                [](auto const& c) { return fmt::format("sites {}", fmt::join(c.sites, ", ")); });
        compare(a_.lines, b_.lines, [](auto const& c) { return fmt::format("routes {}", fmt::join(c.routes, ", ")); });
        compare(a_.roads, b_.roads, [](auto const& c) { return fmt::format("the speed limit of '{}'", c.name); });
        compare(a_.signals, b_.signals, [](SignalChange const& c) { return "the signal of " + junction_named_by(c); });
        compare_ids(a_.tolls, b_.tolls, "toll");
        compare_ids(a_.new_places, b_.new_places, "new place");
        compare_ids(a_.add_sites, b_.add_sites, "site rule");
        compare_ids(a_.new_roads, b_.new_roads, "new road");
        compare_ids(a_.new_lines, b_.new_lines, "new line");
        return std::move(findings_);
    }

private:
    void add(std::string const& what)
    {
        findings_.push_back({fmt::format("option '{}'", whole_.id), 0, 0,
                             fmt::format("'{}' and '{}' contradict each other: {}", a_.id, b_.id, what),
                             "combine options that go together, or change one of them"});
    }

    template <class Change, class Name>
    void compare(std::vector<Change> const& of_a, std::vector<Change> const& of_b, Name const& name)
    {
        for (Change const& one : of_a) {
            for (Change const& other : of_b) {
                if (contradict(one, other)) add(name(one));
            }
        }
    }

    template <class Item>
    void compare_ids(std::vector<Item> const& of_a, std::vector<Item> const& of_b, std::string_view noun)
    {
        for (Item const& one : of_a) {
            if (std::ranges::find(of_b, one.id, &Item::id) != of_b.end()) {
                add(fmt::format("both have a {} '{}'", noun, one.id));
            }
        }
    }

    Option const& whole_;
    Option const& a_;
    Option const& b_;
    std::vector<core::Diagnostic> findings_;
};

template <class Item>
void append(std::vector<Item>& all, std::vector<Item> const& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

Option const& option_named(std::string const& id, Option const& whole, std::vector<Option> const& options)
{
    auto const found = std::ranges::find(options, id, &Option::id);
    if (found != options.end()) return *found;
    std::vector<std::string> ids;
    ids.reserve(options.size());
    for (Option const& option : options) ids.push_back(option.id);
    std::string const near = core::nearest(id, ids);
    throw core::UserError({fmt::format("option '{}'", whole.id), 0, 0,
                           fmt::format("'combines' names an option '{}' that the study does not have", id),
                           near.empty() ? fmt::format("its options are: {}", fmt::join(ids, ", "))
                                        : fmt::format("did you mean '{}'?", near)});
}

void collect_parts(Option const& option, Option const& whole, std::vector<Option> const& options,
                   std::vector<Option const*>& parts, std::vector<std::string>& open)
{
    if (std::ranges::find(open, option.id) != open.end()) {
        open.push_back(option.id);
        throw core::UserError({fmt::format("option '{}'", whole.id), 0, 0,
                               fmt::format("'combines' goes in a circle: {}", fmt::join(open, " -> ")),
                               "take one of these out"});
    }
    if (std::ranges::find(parts, option.id, [](Option const* part) { return part->id; }) != parts.end()) return;
    open.push_back(option.id);
    for (std::string const& id : option.combines) {
        collect_parts(option_named(id, whole, options), whole, options, parts, open);
    }
    open.pop_back();
    parts.push_back(&option);
}

}  // namespace

std::string junction_named_by(SignalChange const& change)
{
    if (change.node >= 0) return fmt::format("node {}", change.node);
    if (!change.place.empty()) return fmt::format("the junction at place '{}'", change.place);
    return fmt::format("the junction at {}", fmt::join(change.at_lon_lat, ", "));
}

Scenario with_option(Scenario scenario, Option const& option)
{
    scenario = patched(scenario, option.scenario);
    OperationsParameters& room = scenario.operations;
    for (int* number : {&room.posts, &room.operators_morning, &room.operators_afternoon, &room.operators_night}) {
        *number = std::max(0, *number + option.operators_change);
    }
    scenario.chargers.insert(scenario.chargers.end(), option.chargers.begin(), option.chargers.end());
    return scenario;
}

Option changes_of(Option option)
{
    Option const plain;
    option.title = plain.title;
    option.capex_vnd = plain.capex_vnd;
    option.opex_vnd_per_year = plain.opex_vnd_per_year;
    option.cost_source = plain.cost_source;
    option.life_years = plain.life_years;
    option.start_year = plain.start_year;
    return option;
}

std::vector<Option const*> parts_of(Option const& option, std::vector<Option> const& options)
{
    std::vector<Option const*> parts;
    std::vector<std::string> open;
    collect_parts(option, option, options, parts, open);
    return parts;
}

Option whole_option(Option const& option, std::vector<Option> const& options)
{
    if (option.combines.empty()) return option;
    auto const parts = parts_of(option, options);
    std::vector<core::Diagnostic> findings;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) append(findings, PartsCheck(option, *parts[k], *parts[i]).findings());
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
    Option whole = *parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        Option const& part = *parts[i];
        append(whole.add_sites, part.add_sites);
        append(whole.change_sites, part.change_sites);
        append(whole.roads, part.roads);
        append(whole.new_roads, part.new_roads);
        append(whole.tolls, part.tolls);
        append(whole.signals, part.signals);
        append(whole.new_places, part.new_places);
        append(whole.places, part.places);
        append(whole.lines, part.lines);
        append(whole.new_lines, part.new_lines);
        append(whole.chargers, part.chargers);
        whole.operators_change += part.operators_change;
        whole.scenario = both_patches(whole.scenario, part.scenario);
    }
    whole.id = option.id;
    whole.title = option.title;
    whole.combines.clear();
    whole.capex_vnd = option.capex_vnd;
    whole.opex_vnd_per_year = option.opex_vnd_per_year;
    whole.cost_source = option.cost_source;
    whole.life_years = option.life_years;
    whole.start_year = option.start_year;
    return whole;
}

}  // namespace halong::scenario
