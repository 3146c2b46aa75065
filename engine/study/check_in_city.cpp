#include "study/check_in_city.hpp"

#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/findings.hpp"
#include "demand/requirements.hpp"
#include "scenario/kind.hpp"
#include "scenario/load_calibration.hpp"
#include "scenario/load_sweep.hpp"
#include "scenario/parse_file.hpp"
#include "study/located.hpp"
#include "study/sensitivity.hpp"
#include "study/study.hpp"
#include "study/study_inputs.hpp"
#include "study/variants.hpp"

#include <utility>

namespace halong::study {
namespace {

using scenario::Kind;

// What a day needs of the city; of a route file, which brings its own people, nothing.
void check_day(city::City const& city, scenario::Scenario const& scenario)
{
    if (!scenario.demand.route_file.empty()) return;
    auto findings = demand::missing_for_a_day(city, scenario);
    if (!findings.empty()) throw core::UserError(std::move(findings));
}

void check_scenario(scenario::Scenario const& scenario)
{
    check_day(city::on_day(scenario, city::load_city(scenario.city)), scenario);
}

void check_whole_study(std::filesystem::path const& file)
{
    auto const study = scenario::load_study(file);
    check_study(study);
    auto const scenarios = scenarios_of(study, {}, {});
    core::Findings findings;
    for (DayVariants const& day : days_of(study, scenarios, city::load_city(scenarios.front().city))) {
        for (Variant const& variant : day.variants) {
            findings.collect([&] { check_day(*variant.city, variant.scenario); });
        }
    }
    findings.collect([&] { check_uncertain_keys(study, scenarios.front()); });
    findings.throw_any();
}

// Its tasks may change what the scenario says; what the options name, each of them asks for.
void check_sweep(scenario::LoadedSweep const& loaded)
{
    auto const city = city::load_city(loaded.scenario.city);
    core::Findings findings;
    if (!findings.collect([&] { check_day(city::on_day(loaded.scenario, city), loaded.scenario); }))
        findings.throw_any();
    for (scenario::Option const& option : loaded.sweep.options) {
        findings.collect([&] {
            auto const whole = scenario::whole_option(option, loaded.sweep.options);
            static_cast<void>(city::on_day(scenario::with_option(loaded.scenario, whole), city, whole));
        });
    }
    findings.throw_any();
}

void check(Kind kind, std::filesystem::path const& file)
{
    switch (kind) {
        case Kind::scenario:
            return check_scenario(scenario::load_scenario(file));
        case Kind::study:
            return check_whole_study(file);
        case Kind::sweep:
            return check_sweep(scenario::load_sweep(file));
        case Kind::calibration:
            return check_scenario(scenario::load_scenario(scenario::load_calibration(file).scenario));
        case Kind::option:
        case Kind::sites:
            return;
    }
}

}  // namespace

std::vector<core::Diagnostic> check_in_city(std::filesystem::path const& file)
{
    try {
        check(scenario::kind_of_file(file), file);
    } catch (core::UserError const& error) {
        return located(error, file).diagnostics();
    }
    return {};
}

city::CityCheck check_whole(std::filesystem::path const& path)
{
    if (city::is_city(path)) return city::check_city(path);
    auto faults = scenario::check_file(path);
    if (faults.empty()) faults = check_in_city(path);
    return {std::move(faults), {}};
}

}  // namespace halong::study
