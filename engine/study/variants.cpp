#include "study/variants.hpp"

#include "city/apply.hpp"
#include "core/error.hpp"
#include "study/same_network.hpp"

#include <fmt/format.h>

namespace halong::study {
namespace {

Variant base_on(scenario::Scenario const& scenario, city::City const& city)
{
    return {"base", nullptr, scenario, std::make_shared<city::City const>(city::on_day(scenario, city))};
}

// Ways that had settled on other roads, and nobody who looks for others: a new bridge would stay empty.
void check_somebody_looks(Variant const& variant, scenario::Option const& whole)
{
    scenario::ReplanningParameters const& replanning = variant.scenario.replanning;
    if (!changes_routes(whole) || replanning.days > 0 || replanning.warm_start.empty()) return;
    throw core::UserError(
        core::Diagnostic{fmt::format("option '{}'", variant.id), 0, 0,
                         "it changes roads, tolls or signals, but replanning.warm_start puts ways back that had "
                         "settled without the change, "
                         "and replanning.days = 0 lets nobody look for others",
                         "set replanning.days of the scenario to 1 or more, or leave warm_start out"});
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
    check_somebody_looks(variant, whole);
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

bool changes_routes(scenario::Option const& option)
{
    return !option.roads.empty() || !option.new_roads.empty() || !option.tolls.empty() || !option.signals.empty();
}

DayVariants day_of(std::string id, scenario::Study const& study, scenario::Scenario const& scenario,
                   city::City const& city)
{
    DayVariants day{std::move(id), {base_on(scenario, city)}};
    for (scenario::Option const& option : study.options) {
        day.variants.push_back(variant_of(option, study, day.variants.front(), city));
    }
    return day;
}

std::vector<DayVariants> days_of(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                                 city::City const& city)
{
    core::ensure(scenarios.size() == study.days.size() + 1, "a study needs one scenario for each kind of day");
    std::vector<DayVariants> days{day_of("", study, scenarios.front(), city)};
    for (std::size_t d = 0; d < study.days.size(); ++d) {
        days.push_back(day_of(study.days[d].id, study, scenarios[d + 1], city));
    }
    return days;
}

}  // namespace halong::study
