#include "study/variants.hpp"

#include "city/apply.hpp"
#include "core/error.hpp"
#include "study/same_network.hpp"

namespace halong::study {
namespace {

// Whether people plan and drive alike: the scenarios differ in nothing but what services do with them.
bool is_same_day(scenario::Scenario a, scenario::Scenario const& b)
{
    a.wifi = b.wifi;
    a.camera = b.camera;
    a.operations = b.operations;
    a.charging = b.charging;
    a.chargers = b.chargers;
    a.utilities = b.utilities;
    return a == b;
}

// Hours, entrances and lines are what people plan with; roads they find on the day.
bool changes_plans(scenario::Option const& option)
{
    return !option.places.empty() || !option.lines.empty() || !option.new_lines.empty();
}

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
    variant.has_base_people = is_same_day(variant.scenario, base.scenario) && !changes_plans(whole);
    variant.has_base_routes = variant.has_base_people && whole.roads.empty() && whole.new_roads.empty() &&
                              is_same_network(base.city->network, variant.city->network);
    return variant;
}

}  // namespace

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
