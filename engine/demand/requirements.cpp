#include "demand/requirements.hpp"

#include "demand/population.hpp"
#include "demand/spot.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::demand {
namespace {

using city::PlaceKind;

constexpr double share_tolerance = 0.01;
constexpr double most_people = 5e6;  // 32-bit ids of stays: 3 million residents is the stated limit of a machine

class Findings {
public:
    Findings(city::City const& city, scenario::Scenario const& scenario)
        : city_name_(city.folder.empty() ? fmt::format("city '{}'", city.name) : city.folder),
          scenario_name_(fmt::format("scenario '{}'", scenario.id))
    {}
    void in_city(std::string message, std::string help)
    {
        all_.push_back({city_name_, 0, 0, std::move(message), std::move(help)});
    }
    void in_scenario(std::string message, std::string help)
    {
        all_.push_back({scenario_name_, 0, 0, std::move(message), std::move(help)});
    }
    void add(std::vector<core::Diagnostic> const& more) { all_.insert(all_.end(), more.begin(), more.end()); }
    [[nodiscard]] std::string const& city_name() const { return city_name_; }
    std::vector<core::Diagnostic> take() { return std::move(all_); }

private:
    std::string city_name_;
    std::string scenario_name_;
    std::vector<core::Diagnostic> all_;
};

void check_zones(city::City const& city, Findings& findings)
{
    std::int64_t residents = 0;
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        city::Zone const& zone = city.zones[core::ZoneId{i}];
        if (zone.residents < 0 || zone.households < 0 || zone.jobs < 0 || zone.school_places < 0) {
            findings.in_city(fmt::format("zone '{}' has a negative number of residents, "
                                         "households, jobs or school places",
                                         zone.id),
                             "give counts of 0 or more in the zones layer");
        }
        bool const used = zone.residents > 0 || zone.jobs > 0 || zone.school_places > 0;
        if (used && city.zone_nodes[core::ZoneId{i}].empty()) {
            findings.in_city(fmt::format("zone '{}' has people, jobs or schools but no street", zone.id),
                             "add the zone's streets to the roads layer, or set its counts to 0");
        }
        residents += std::max<std::int64_t>(0, zone.residents);
    }
    if (residents == 0) {
        findings.in_city("no zone has residents",
                         "fill the column 'population' of the zones layer (or name it in city.toml)");
    }
}

std::int64_t sum_over(city::City const& city, std::int64_t city::Zone::*of_zone, std::int64_t city::Place::*of_place)
{
    std::int64_t sum = 0;
    for (city::Zone const& zone : city.zones) sum += std::max<std::int64_t>(0, zone.*of_zone);
    for (city::Place const& place : city.places) {
        if (is_usable(place)) sum += std::max<std::int64_t>(0, place.*of_place);
    }
    return sum;
}

void check_jobs_and_schools(city::City const& city, Findings& findings)
{
    if (sum_over(city, &city::Zone::jobs, &city::Place::jobs) == 0) {
        findings.in_city("neither zones nor places have jobs", "fill the column 'jobs' of the zones layer");
    }
    if (sum_over(city, &city::Zone::school_places, &city::Place::pupils) == 0) {
        findings.in_city("neither zones nor places have school places",
                         "fill the column 'school_places' of the zones layer or 'pupils' of the places layer");
    }
}

bool is_amount(double value) { return std::isfinite(value) && value >= 0; }

void check_place(city::Place const& place, Findings& findings)
{
    bool const hours_are_right = place.opens_h >= 0 && place.opens_h <= 24 && place.closes_h >= 0 &&
                                 place.closes_h <= 30 && place.opens_h != place.closes_h;
    if (!hours_are_right) {
        findings.in_city(
            fmt::format("place '{}' opens at {} h and closes at {} h", place.id, place.opens_h, place.closes_h),
            "give opens_h in 0 … 24 and closes_h in 0 … 30, not the same; past "
            "midnight, 25 is 01:00");
    }
    if ((place.gates > 0) != (place.gate_s_per_person > 0) || (place.slot_min > 0) != (place.slot_persons > 0) ||
        place.gates < 0 || place.capacity < 0 || place.slot_persons < 0 || place.fee_vnd < 0) {
        findings.in_city(
            fmt::format("place '{}' has an entrance with gates = {}, gate_s_per_person = {}, capacity = {}, "
                        "slot_min = {}, slot_persons = {}",
                        place.id, place.gates, place.gate_s_per_person, place.capacity, place.slot_min,
                        place.slot_persons),
            "gates need gate_s_per_person and slots need slot_persons; nothing is below 0");
    }
    bool const amounts_are_right =
        is_amount(place.visits_per_day) && is_amount(place.peak_visits_per_day) && is_amount(place.visitor_share) &&
        is_amount(place.through_veh_per_day) && is_amount(place.lorries_per_day) && is_amount(place.radius_m) &&
        is_amount(place.stay_median_min) && place.jobs >= 0 && place.rooms >= 0 && place.beds >= 0 &&
        place.pupils >= 0 && place.outdoor_share >= 0 && place.outdoor_share <= 1;
    if (!amounts_are_right) {
        findings.in_city(fmt::format("place '{}' has a negative amount, an outdoor_share outside 0 "
                                     "… 1, or a value that is "
                                     "not a number",
                                     place.id),
                         "correct its row in the places layer");
    }
    if (!is_usable(place) && (place.visitor_share > 0 || place.through_veh_per_day > 0)) {
        findings.in_city(fmt::format("gateway '{}' lies at no street", place.id),
                         "move it to the end of its road, or connect that road");
    }
}

bool has_kind(city::City const& city, std::initializer_list<PlaceKind> kinds, bool with_visits)
{
    return std::ranges::any_of(city.places, [&](city::Place const& place) {
        return is_usable(place) && std::ranges::find(kinds, place.kind) != kinds.end() &&
               (!with_visits || place.visits_per_day > 0);
    });
}

void check_visitors(city::City const& city, scenario::DemandParameters const& demand, Findings& findings)
{
    if (!(demand.visitors_per_day >= 0.5)) return;
    double shares = 0;
    for (city::Place const& place : city.places) shares += is_usable(place) ? place.visitor_share : 0.0;
    if (!(shares > 0)) {
        findings.in_city(fmt::format("{:.0f} visitors a day have no gateway to come by", demand.visitors_per_day),
                         "give places of kind 'gateway' a visitor_share, or set demand.visitors_per_day = 0");
    } else if (std::abs(shares - 1) > share_tolerance) {
        findings.in_city(fmt::format("the visitor_share of all gateways sums to {:.4g}, not 1", shares),
                         "change the shares in the places layer so that they sum to 1 (0.99 … 1.01)");
    }
    if (!has_kind(city,
                  {PlaceKind::attraction, PlaceKind::beach, PlaceKind::museum, PlaceKind::night_market,
                   PlaceKind::cable_car, PlaceKind::square},
                  true)) {
        findings.in_city("visitors have nothing to visit",
                         "give an attraction, beach, museum, night_market, cable_car or square its "
                         "visits_per_day");
    }
    if (demand.overnight_share > 0 && !has_kind(city, {PlaceKind::hotel}, false)) {
        findings.in_city("visitors who stay the night find no hotel",
                         "add places of kind 'hotel', or set demand.overnight_share = 0");
    }
    if (demand.bay_share > 0 && !has_kind(city, {PlaceKind::pier, PlaceKind::cruise_port}, false)) {
        findings.in_city("visitors who want a bay cruise find no pier",
                         "add places of kind 'pier', or set demand.bay_share = 0");
    }
}

// Margins are compared once the counts and the factor that they are scaled by are sound.
void check_population(city::City const& city, double residents_factor, Findings& findings)
{
    bool const counts_are_sound = std::ranges::all_of(
        city.zones, [](city::Zone const& zone) { return zone.residents >= 0 && zone.households >= 0; });
    double const people = static_cast<double>(city.resident_count()) * residents_factor;
    if (!counts_are_sound || !(residents_factor >= 0 && people <= most_people)) return;
    findings.add(population_findings(city, residents_factor, findings.city_name()));
}

// Crowds that are larger than the people who could make them.
void check_events(city::City const& city, scenario::Scenario const& scenario, Findings& findings)
{
    double const residents = static_cast<double>(city.resident_count()) * scenario.demand.residents_factor;
    for (scenario::Event const& event : scenario.events) {
        double const from_here = static_cast<double>(event.attendance) * event.residents_share;
        double const visitors = static_cast<double>(event.attendance) - from_here;
        if (from_here > residents / 2 || visitors > scenario.demand.visitors_per_day) {
            findings.in_scenario(
                fmt::format("event '{}' wants {:.0f} residents and {:.0f} visitors, but {:.0f} live here "
                            "and {:.0f} come",
                            event.id, from_here, visitors, residents, scenario.demand.visitors_per_day),
                "lower attendance, or change residents_share or demand.visitors_per_day; at most half of "
                "the residents go");
        }
    }
}

void check_parameters(scenario::DemandParameters const& demand, Findings& findings)
{
    struct Range {
        char const* name;
        double value;
        double least;
        double most;
    };
    for (Range const& range :
         {Range{"residents_factor", demand.residents_factor, 0, 100},
          Range{"visitors_per_day", demand.visitors_per_day, 0, most_people},
          Range{"foreign_share", demand.foreign_share, 0, 1}, Range{"overnight_share", demand.overnight_share, 0, 1},
          Range{"bay_share", demand.bay_share, 0, 1}, Range{"trips_factor", demand.trips_factor, 0, 10},
          Range{"worker_share", demand.worker_share, 0, 1},
          Range{"motorbike_constant", demand.motorbike_constant, -50, 50},
          Range{"car_constant", demand.car_constant, -50, 50}, Range{"walk_constant", demand.walk_constant, -50, 50},
          Range{"bicycle_constant", demand.bicycle_constant, -50, 50},
          Range{"passenger_constant", demand.passenger_constant, -50, 50},
          Range{"time_utility_per_min", demand.time_utility_per_min, -10, 0},
          Range{"walk_time_utility_per_min", demand.walk_time_utility_per_min, -10, 0},
          Range{"gravity_decay_per_km", demand.gravity_decay_per_km, 0, 10},
          Range{"through_factor", demand.through_factor, 0, 100}}) {
        if (!(range.value >= range.least && range.value <= range.most)) {
            findings.in_scenario(fmt::format("demand.{} is {}", range.name, range.value),
                                 fmt::format("give a value in {} … {}", range.least, range.most));
        }
    }
}

}  // namespace

std::vector<core::Diagnostic> missing_for_a_day(city::City const& city, scenario::Scenario const& scenario)
{
    Findings findings(city, scenario);
    core::ensure(city.zone_nodes.size() == city.zones.size(), "every zone has its list of street nodes");
    check_zones(city, findings);
    check_population(city, scenario.demand.residents_factor, findings);
    check_jobs_and_schools(city, findings);
    for (city::Place const& place : city.places) check_place(place, findings);
    check_visitors(city, scenario.demand, findings);
    check_events(city, scenario, findings);
    check_parameters(scenario.demand, findings);
    double const people = static_cast<double>(city.resident_count()) * scenario.demand.residents_factor;
    if (people > most_people) {
        findings.in_scenario(fmt::format("demand.residents_factor makes {:.0f} residents", people),
                             fmt::format("at most {:.0f} fit", most_people));
    }
    return findings.take();
}

}  // namespace halong::demand
