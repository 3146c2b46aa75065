#include "app/assign_scenario.hpp"

#include "app/report_run.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/settled_file.hpp"
#include "results/hdf5_file.hpp"
#include "scenario/parse_file.hpp"
#include "simulation/simulation.hpp"
#include "study/kept_day.hpp"

#include <fmt/format.h>

namespace halong::app {
namespace {

[[noreturn]] void refuse(std::string where, std::string what, std::string help)
{
    throw core::UserError(core::Diagnostic{std::move(where), 0, 0, std::move(what), std::move(help)});
}

// Mean PCU/h by link in the hours, of a run's result.
std::vector<double> run_flows(AssignSettings const& settings, network::Network const& roads)
{
    results::Hdf5Reader const file(settings.run);
    auto const ids = file.texts("/links/id");
    bool same = ids.size() == roads.link_count();
    for (core::LinkId const link : roads.links()) {
        same = same && ids[link.value()] == core::hex(roads.stable_id(link));
    }
    if (!same) {
        refuse(settings.run.string(), "is a result of another network",
               "give the run.h5 of a run of the same scenario and city");
    }
    auto const vehicles = file.numbers("/link_volume_by_class");  // [class][hour][link]
    std::vector<double> flows(ids.size(), 0);
    for (std::size_t vehicle = 0; vehicle < network::vehicle_classes.size(); ++vehicle) {
        double const pcu = network::vehicle_classes[vehicle].pcu_milli / 1'000.0 / (settings.to_h - settings.from_h);
        for (int hour = settings.from_h; hour < settings.to_h; ++hour) {
            std::size_t const first = (vehicle * core::hours_per_day + static_cast<std::size_t>(hour)) * flows.size();
            for (std::size_t link = 0; link < flows.size(); ++link) flows[link] += vehicles[first + link] * pcu;
        }
    }
    return flows;
}

}  // namespace

bool is_scenario(AssignSettings const& settings) { return settings.network.extension() == ".toml"; }

AssignedDay assigned_day(AssignSettings const& settings)
{
    if (!settings.trips.empty() || !settings.flows.empty() || settings.toll_weight > 0 ||
        settings.distance_weight > 0) {
        refuse(settings.network.string(),
               "--trips, --flows and the weights of toll and distance go with a TNTP network",
               "a scenario makes its own trips, and its roads cost time alone; leave them out");
    }
    if (settings.from_h >= settings.to_h) {
        refuse("halong assign", fmt::format("from {} h to {} h is no time", settings.from_h, settings.to_h),
               "write hours of the day, e.g. --from-h 7 --to-h 8");
    }
    AssignedDay day;
    day.scenario = scenario::load_scenario(settings.network, settings.overrides);
    if (!settings.city.empty()) day.scenario.city = settings.city.string();
    day.city = city::on_day(day.scenario, city::load_city(day.scenario.city));
    day.plans = study::KeptDay(day.city, day.scenario).plans();
    day.problem = equilibrium::road_problem(day.city, day.scenario, day.plans,
                                            {settings.from_h * core::ms_per_hour, settings.to_h * core::ms_per_hour});
    if (!settings.quiet) {
        fmt::print(
            "{}\n{} legs with vehicles are planned to leave from {:02}:00 to {:02}:00, and {} more have no way for "
            "cars and are left out\n",
            city_line(day.city), day.problem.legs, settings.from_h, settings.to_h, day.problem.legs_without_way);
    }
    return day;
}

void write_settled(std::filesystem::path const& path, AssignedDay const& day, equilibrium::Assignment const& assignment)
{
    auto const routes = simulation::route_plans(day.city, day.plans, day.scenario);
    auto const assigned = equilibrium::with_assigned_ways(routes, day.plans, day.problem, assignment);
    equilibrium::save_settled_day(path, equilibrium::settled_day_of(day.city.network, day.plans, assigned));
}

void print_run_fit(AssignSettings const& settings, AssignedDay const& day, equilibrium::Assignment const& assignment)
{
    auto const others = run_flows(settings, day.city.network);
    std::vector<double> const flows(assignment.flow.begin(),
                                    assignment.flow.begin() + static_cast<std::ptrdiff_t>(day.problem.link_count));
    auto const fit = equilibrium::fit_of(flows, others);
    fmt::print(
        "against {}: {} links with flow, correlation {:.3f}, GEH below 5 on {:.1f} % of them, sum of flows {:.0f} "
        "PCU/h, of the run {:.0f} PCU/h\n",
        settings.run.string(), fit.links, fit.correlation, 100 * fit.geh_below_5, fit.own_sum, fit.other_sum);
}

}  // namespace halong::app
