#include "study/kept_day.hpp"

#include "core/compiled_cache.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "scenario/save.hpp"
#include "study/variants.hpp"

#include <utility>

namespace halong::study {
namespace {

constexpr core::SealedKind people_kind{"HLPEOPLE", "people of a day", 1};
constexpr core::SealedKind ways_kind{"HLWAYS  ", "ways of a day", 1};
constexpr std::size_t kept_days = 4;  // 170 MB each for 330,000 residents

// Of what people and ways follow from, wherever it lies.
std::uint64_t key_of(city::City city, scenario::Scenario scenario)
{
    // Hashes take the place of paths.
    for (std::string* path :
         {&scenario.demand.route_file, &scenario.demand.change_file, &scenario.replanning.warm_start}) {
        if (!path->empty()) *path = core::hash_of_file(*path);
    }
    scenario.city.clear();
    scenario.title = {};
    city.folder.clear();
    city.inputs.clear();
    return core::combine(core::hash_of(scenario::to_toml(without_services(std::move(scenario)))),
                         core::hash_of_archive(city));
}

core::CompiledKey key_of_entry(core::SealedKind const& kind, std::uint64_t day)
{
    core::CompiledKey key(kind, kept_days);
    key.add_number(day);
    return key;
}

}  // namespace

KeptDay::KeptDay(city::City const& city, scenario::Scenario const& scenario)
    : city_(city), scenario_(scenario), key_(key_of(city, scenario)), is_read_(!scenario.demand.route_file.empty())
{}

city::Plans KeptDay::plans() const
{
    auto const make = [&] { return demand::make_plans(city_, scenario_, core::Random(scenario_.seed)); };
    return is_read_ ? make() : core::compiled<city::Plans>(key_of_entry(people_kind, key_), make);
}

equilibrium::Replanned KeptDay::settled(city::Plans const& plans, equilibrium::DayWatcher const& watcher) const
{
    auto const make = [&] { return equilibrium::settled_day(city_, scenario_, plans, watcher); };
    return core::compiled<equilibrium::Replanned>(key_of_entry(ways_kind, key_), make);
}

}  // namespace halong::study
