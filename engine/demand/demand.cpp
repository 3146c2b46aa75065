#include "demand/demand.hpp"

#include "core/error.hpp"
#include "demand/commitments.hpp"
#include "demand/connections.hpp"
#include "demand/errands.hpp"
#include "demand/event_crowds.hpp"
#include "demand/freight_and_through.hpp"
#include "demand/hotels.hpp"
#include "demand/plan_writer.hpp"
#include "demand/population.hpp"
#include "demand/recount.hpp"
#include "demand/requirements.hpp"
#include "demand/resident_plans.hpp"
#include "demand/routed_legs.hpp"
#include "demand/taxi_service.hpp"
#include "demand/tour_modes.hpp"
#include "demand/transit_plans.hpp"
#include "demand/visitor_groups.hpp"
#include "demand/visitor_plans.hpp"
#include "demand/zone_geometry.hpp"

#include <iterator>
#include <optional>
#include <utility>

namespace halong::demand {
namespace {

using Parts = std::vector<city::Plans>;

void append(Parts& all, Parts more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Who comes, where they sleep, and who goes to an event.
std::vector<VisitorGroup> groups_of_day(city::City const& city, scenario::Scenario const& scenario,
                                        core::Random const& random)
{
    auto groups = visitor_groups(city, scenario.demand, random);
    assign_hotels(city, random, groups);
    send_groups_to_events(crowd_events(city, scenario), random, groups);
    return groups;
}

Parts plans_of_groups(city::City const& city, scenario::Scenario const& scenario, DestinationChoice const& jobs,
                      std::vector<VisitorGroup> const& groups, core::Random const& random,
                      city::Experience const& experience)
{
    if (groups.empty()) return {};
    auto const events = crowd_events(city, scenario);
    VisitorPlans const visitors(city, scenario, jobs, events, random, experience);
    return write_in_blocks(groups.size(),
                           [&](std::size_t i, PlanWriter& writer) { visitors.write(groups[i], writer); });
}

void require_fitting(city::Experience const& experience, city::City const& city)
{
    core::ensure(experience.empty() || experience.wait_ms.size() == city.places.size() * core::hours_per_day,
                 "experience is of another city");
}

}  // namespace

city::Plans make_visitor_plans(city::City const& city, scenario::Scenario const& scenario, core::Random random,
                               city::Experience const& experience)
{
    if (!scenario.demand.route_file.empty()) return {};
    require_fitting(experience, city);
    DestinationChoice const jobs = job_choice(city, zone_geometry(city), scenario.demand.gravity_decay_per_km);
    auto const groups = groups_of_day(city, scenario, random);
    return with_transit(joined(plans_of_groups(city, scenario, jobs, groups, random, experience)), city, scenario);
}

city::Plans make_plans(city::City const& city, scenario::Scenario const& scenario, core::Random random,
                       city::Experience const& experience)
{
    if (!scenario.demand.route_file.empty()) {
        return plans_of(read_route_file(scenario.demand.route_file, city.network), city);
    }
    auto missing = missing_for_a_day(city, scenario);
    if (!missing.empty()) throw core::UserError(std::move(missing));

    require_fitting(experience, city);
    ZoneGeometry const geometry = zone_geometry(city);
    Population const population = synthesise(city, scenario.demand, random);
    Commitments const commitments(city, scenario, geometry, population, random);
    std::optional<Connections> buses;
    if (!city.transit.empty() && scenario.transit.on) buses.emplace(city.transit, scenario.day, scenario.transit);
    TourModes const modes(scenario, buses ? &*buses : nullptr, random);
    Errands const errands(city, scenario, geometry, population, modes, random);
    EventCrowds const crowds(city, scenario, population, commitments, random);
    ResidentPlans const residents(city, scenario, population, commitments, errands, modes, crowds, random);
    Parts parts = write_in_blocks(population.household_count(),
                                  [&](std::size_t h, PlanWriter& writer) { residents.write(h, writer); });

    DestinationChoice const jobs = job_choice(city, geometry, scenario.demand.gravity_decay_per_km);
    auto const groups = groups_of_day(city, scenario, random);
    append(parts, plans_of_groups(city, scenario, jobs, groups, random, experience));
    auto const vehicles = vehicle_trips(city, scenario, jobs, groups, random);
    append(parts, write_in_blocks(vehicles.size(), [&](std::size_t i, PlanWriter& writer) {
               write_vehicle_trip(city, random, vehicles[i], writer);
           }));
    Parts all;
    all.push_back(joined(std::move(parts)));
    if (!scenario.demand.change_file.empty()) {
        auto const changes = read_demand_changes(scenario.demand.change_file, city);
        all.front() = with_changes(all.front(), changes, random);
    }
    all.push_back(taxi_runs(city, all.front(), random));
    return with_transit(joined(std::move(all)), city, scenario);
}

}  // namespace halong::demand
