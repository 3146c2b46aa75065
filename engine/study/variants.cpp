#include "study/variants.hpp"

#include "city/apply.hpp"
#include "core/error.hpp"
#include "study/same_network.hpp"

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
