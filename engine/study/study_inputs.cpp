#include "study/study_inputs.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/version.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"

#include <fmt/format.h>

namespace halong::study {

std::vector<scenario::Scenario> scenarios_of(scenario::Study const& study, scenario::Overrides const& overrides,
                                             std::filesystem::path const& city)
{
    std::vector<scenario::Scenario> scenarios{scenario::load_scenario(study.scenario, overrides)};
    for (scenario::StudyDay const& day : study.days) {
        scenarios.push_back(scenario::load_scenario(day.scenario, overrides));
    }
    for (std::size_t d = 0; d < scenarios.size(); ++d) {
        if (!city.empty()) scenarios[d].city = city.string();
        if (scenarios[d].city == scenarios.front().city) continue;
        throw core::UserError(core::Diagnostic{study.days[d - 1].scenario, 0, 0,
                                               fmt::format("is of the city '{}', but the study's scenario is of '{}'",
                                                           scenarios[d].city, scenarios.front().city),
                                               "let all scenarios of a study name one city"});
    }
    return scenarios;
}

namespace {

// Files are what they hold, wherever they lie and however they are named.
std::string content_or_nothing(std::string const& file) { return file.empty() ? "" : core::hash_of_file(file); }

std::string without_places(scenario::Scenario scenario)
{
    scenario.city.clear();  // what lies there has hashes of its own
    for (std::string* file :
         {&scenario.demand.route_file, &scenario.demand.change_file, &scenario.replanning.warm_start}) {
        *file = content_or_nothing(*file);
    }
    return scenario::to_toml(scenario);
}

scenario::Option without_places(scenario::Option option)
{
    for (scenario::SiteRule& rule : option.add_sites) rule.layer = content_or_nothing(rule.layer);
    return option;
}

}  // namespace

std::uint64_t content_of(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                         city::City const& city)
{
    scenario::Study simulated;
    simulated.seed = study.seed;
    simulated.uncertain = study.uncertain;
    simulated.days = study.days;
    for (scenario::StudyDay& day : simulated.days) {
        day.days_per_year = 0;
        day.scenario.clear();  // in `scenarios`
    }
    for (scenario::Option const& option : study.options) {
        simulated.options.push_back(without_places(scenario::changes_of(option)));
    }
    core::Digest digest;
    digest.add(std::string(core::program_version) + std::string(core::git_commit()));
    digest.add(scenario::to_toml(simulated));
    for (scenario::Scenario const& scenario : scenarios) digest.add(without_places(scenario));
    for (city::InputFile const& input : city.inputs) digest.add(input.hash);
    return digest.value();
}

}  // namespace halong::study
