#include "demand/event_crowds.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace halong::demand {
namespace {

using core::ms_per_hour;
using core::ms_per_minute;
using core::Stream;

constexpr int least_age = 6;
constexpr Millis from_duty_to_event = 75 * ms_per_minute;  // home, a rest, and the way there
constexpr Millis leaves_within = 20 * ms_per_minute;
constexpr std::uint32_t event_ordinal = 1000;  // of tours: beyond all errands

double uniform(core::Random const& random, std::uint64_t key, Decision decision, CrowdEvent const& event)
{
    return random.uniform(Stream::visitor, {core::combine(key, event.stable_id), purpose_of(decision), 0});
}

// Whether work or school leaves time to go home first and to come before the event is half over.
bool is_free(CrowdEvent const& event, Resident const& resident, Commitments const& commitments)
{
    auto const duty = commitments.duty_of(resident);
    return !duty || (!duty->overnight && duty->end + from_duty_to_event <= event.from + (event.to - event.from) / 2);
}

}  // namespace

std::vector<CrowdEvent> crowd_events(city::City const& city, scenario::Scenario const& scenario)
{
    std::vector<CrowdEvent> events;
    for (scenario::Event const& row : scenario.events) {
        if (row.attendance == 0) continue;
        CrowdEvent event;
        event.stable_id = core::hash_of(row.id);
        for (std::uint32_t i = 0; i < city.places.size(); ++i) {
            if (city.places[PlaceId{i}].id == row.place) event.place = PlaceId{i};
        }
        core::ensure(event.place.valid(), "an event is at no place of the city");
        event.from = static_cast<Millis>(row.from_h * ms_per_hour);
        event.to = static_cast<Millis>(row.to_h * ms_per_hour);
        event.residents = std::llround(static_cast<double>(row.attendance) * row.residents_share);
        event.visitors = row.attendance - event.residents;
        events.push_back(event);
    }
    return events;
}

EventTimes event_times(CrowdEvent const& event, core::Random const& random, std::uint64_t key)
{
    double const early = uniform(random, key, Decision::event_arrival, event);
    double const late = uniform(random, key, Decision::event_departure, event);
    return {std::max<Millis>(0, event.from - static_cast<Millis>(early * ms_per_hour)),
            event.to + static_cast<Millis>(late * leaves_within)};
}

EventCrowds::EventCrowds(city::City const& city, scenario::Scenario const& scenario, Population const& population,
                         Commitments const& commitments, core::Random const& random)
    : city_(city), random_(random), events_(crowd_events(city, scenario))
{
    core::ensure(events_.size() < std::numeric_limits<std::uint8_t>::max(), "more than 254 events with crowds");
    if (!events_.empty()) event_of_person_.assign(population.person_count(), 0);
    for (std::uint32_t event = 0; event < events_.size(); ++event) choose(event, population, commitments);
}

void EventCrowds::choose(std::uint32_t event, Population const& population, Commitments const& commitments)
{
    CrowdEvent const& crowd = events_[event];
    geo::PointMetric const where = city_.places[crowd.place].position;
    struct Ranked {
        double time = 0;
        std::uint32_t person = 0;
    };
    std::vector<Ranked> ranked;
    for (std::uint32_t i = 0; i < population.person_count(); ++i) {
        if (population.age[i] < least_age || event_of_person_[i] != 0) continue;
        double const km = geo::distance_m(population.home_point[population.household[i]], where) / 1000;
        double const pull = core::exact_exp(-parameter::leisure_decay_per_km * km);
        core::Draw const draw{core::combine(population.key[i], crowd.stable_id), purpose_of(Decision::event_rank), 0};
        ranked.push_back({random_.exponential(Stream::activity, draw) / pull, i});
    }
    std::ranges::sort(ranked, {}, [](Ranked const& rank) { return std::pair(rank.time, rank.person); });
    std::int64_t left = crowd.residents;
    for (Ranked const& rank : ranked) {
        if (left == 0) break;
        if (!is_free(crowd, resident_of(population, rank.person), commitments)) continue;
        event_of_person_[rank.person] = static_cast<std::uint8_t>(event + 1);
        --left;
    }
}

Tour EventCrowds::tour_to(CrowdEvent const& event, Resident const& resident) const
{
    Tour tour;
    tour.activity = city::Activity::leisure;
    tour.ordinal = event_ordinal;
    tour.spot = spot_in_place(city_, random_, resident.key, event_ordinal, event.place);
    auto const times = event_times(event, random_, resident.key);
    tour.arrive_by = times.come;
    tour.end = times.leave;
    return tour;
}

std::optional<Tour> EventCrowds::tour_of(std::size_t person, Resident const& resident) const
{
    if (event_of_person_.empty() || event_of_person_[person] == 0) return std::nullopt;
    return tour_to(events_[event_of_person_[person] - std::size_t{1}], resident);
}

void send_groups_to_events(std::vector<CrowdEvent> const& events, core::Random const& random,
                           std::vector<VisitorGroup>& groups)
{
    for (std::uint32_t event = 0; event < events.size(); ++event) {
        struct Ranked {
            double u = 0;
            std::size_t group = 0;
        };
        std::vector<Ranked> ranked;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            bool const may_come = groups[i].type != GroupType::business && groups[i].kind != VisitKind::leaving_guest &&
                                  groups[i].event == no_event;
            if (may_come) ranked.push_back({uniform(random, groups[i].key, Decision::event_rank, events[event]), i});
        }
        std::ranges::sort(ranked, {}, [](Ranked const& rank) { return std::pair(rank.u, rank.group); });
        std::int64_t left = events[event].visitors;
        for (Ranked const& rank : ranked) {
            VisitorGroup& group = groups[rank.group];
            if (group.persons > left) continue;
            group.event = event;
            left -= group.persons;
        }
    }
}

}  // namespace halong::demand
