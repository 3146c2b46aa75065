#include "study/variants.hpp"

#include "city/apply.hpp"
#include "core/error.hpp"
#include "core/findings.hpp"
#include "study/same_network.hpp"

#include <fmt/format.h>

namespace halong::study {
namespace {

Variant base_on(scenario::Scenario const& scenario, city::City const& city)
{
    return {"base", nullptr, scenario, std::make_shared<city::City const>(city::on_day(scenario, city))};
}

Variant variant_of(scenario::Option const& option, scenario::Study const& study, Variant const& base,
                   city::City const& city)
{
    scenario::Option const whole = scenario::whole_option(option, study.options);
    Variant variant{option.id, &option, scenario::with_option(base.scenario, whole), nullptr};
    variant.city = std::make_shared<city::City const>(city::on_day(variant.scenario, city, whole));
    variant.has_base_people =
        without_services(variant.scenario) == without_services(base.scenario) && !changes_plans(whole);
    variant.has_base_routes =
        variant.has_base_people && !changes_routes(whole) && is_same_network(base.city->network, variant.city->network);
    check_somebody_looks(variant.scenario, whole, fmt::format("option '{}'", variant.id));
    return variant;
}

}  // namespace

scenario::Scenario without_services(scenario::Scenario scenario)
{
    scenario::Scenario const plain;
    scenario.wifi = plain.wifi;
    scenario.camera = plain.camera;
    scenario.operations = plain.operations;
    scenario.charging = plain.charging;
    scenario.chargers = plain.chargers;
    scenario.utilities = plain.utilities;
    return scenario;
}

bool changes_plans(scenario::Option const& option)
{
    return !option.places.empty() || !option.new_places.empty() || !option.lines.empty() || !option.new_lines.empty();
}

void check_somebody_looks(scenario::Scenario const& scenario, scenario::Option const& option, std::string const& where)
{
    scenario::ReplanningParameters const& replanning = scenario.replanning;
    bool const somebody_looks = replanning.days > 0 && replanning.routes;
    if (!changes_routes(option) || somebody_looks || replanning.warm_start.empty()) return;
    throw core::UserError(
        core::Diagnostic{where, 0, 0,
                         "it changes roads, tolls or signals, but replanning.warm_start puts ways back that had "
                         "settled without the change, and nobody looks for others: replanning.days is 0, or "
                         "replanning.routes is off",
                         "set replanning.days of the scenario to 1 or more with replanning.routes = true, or leave "
                         "warm_start out"});
}

bool changes_routes(scenario::Option const& option)
{
    return !option.roads.empty() || !option.new_roads.empty() || !option.tolls.empty() || !option.signals.empty();
}

DayVariants day_of(std::string id, scenario::Study const& study, scenario::Scenario const& scenario,
                   city::City const& city)
{
    DayVariants day{std::move(id), {base_on(scenario, city)}};
    core::Findings findings;
    for (scenario::Option const& option : study.options) {
        findings.collect([&] { day.variants.push_back(variant_of(option, study, day.variants.front(), city)); });
    }
    findings.throw_any();
    return day;
}

std::vector<DayVariants> days_of(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                                 city::City const& city)
{
    core::ensure(scenarios.size() == study.days.size() + 1, "a study needs one scenario for each kind of day");
    std::vector<DayVariants> days;
    core::Findings findings;
    for (std::size_t d = 0; d < scenarios.size(); ++d) {
        std::string const id = d == 0 ? "" : study.days[d - 1].id;
        findings.collect([&] { days.push_back(day_of(id, study, scenarios[d], city)); });
    }
    findings.throw_any();
    return days;
}

}  // namespace halong::study
