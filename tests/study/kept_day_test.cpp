// People and ways from the cache are those that would be made, and are made anew whenever something of them changes.
#include "study/kept_day.hpp"

#include "core/archive.hpp"
#include "core/compiled_cache.hpp"
#include "core/durable_file.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "study/small_city.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <unistd.h>

using namespace halong;
namespace fs = std::filesystem;

namespace {

// A cache of this test's own; that of the environment is back afterwards.
struct OwnCache {
    fs::path path = fs::temp_directory_path() / ("halong_kept_day_" + std::to_string(::getpid()));
    std::string before = std::getenv("HALONG_CACHE") != nullptr ? std::getenv("HALONG_CACHE") : "";
    OwnCache()
    {
        fs::remove_all(path);
        ::setenv("HALONG_CACHE", (path / "cache").c_str(), 1);
    }
    ~OwnCache()
    {
        ::setenv("HALONG_CACHE", before.c_str(), 1);
        fs::remove_all(path);
    }
    [[nodiscard]] int entries() const
    {
        fs::path const folder = path / "cache";
        return fs::exists(folder)
                   ? static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()))
                   : 0;
    }
};

// Entries that asking for the people of the day adds.
int added(OwnCache const& cache, city::City const& city, scenario::Scenario const& day)
{
    int const before = cache.entries();
    static_cast<void>(study::KeptDay(city, day).plans());
    return cache.entries() - before;
}

}  // namespace

TEST_CASE("people and ways of a day come back as they were made", "[cache]")
{
    OwnCache const cache;
    auto const city = test::small_city();
    auto day = test::small_scenario();
    day.replanning.days = 2;
    auto const plans = demand::make_plans(city, day, core::Random(day.seed));
    auto const settled = equilibrium::settled_day(city, day, plans);
    for (int time = 0; time < 2; ++time) {
        study::KeptDay const kept(city, day);
        CHECK(core::hash_of_archive(kept.plans()) == core::hash_of_archive(plans));
        int watched = 0;
        auto const again =
            kept.settled(plans, [&](int, double, results::RouteGap const* gap) { watched += gap != nullptr ? 1 : 0; });
        CHECK(again.days.size() == settled.days.size());
        CHECK(core::hash_of_archive(again.routes) == core::hash_of_archive(settled.routes));
        CHECK(core::hash_of_archive(again.plans_or(plans)) == core::hash_of_archive(settled.plans_or(plans)));
        CHECK(watched == (time == 0 ? static_cast<int>(settled.days.size()) : 0));
        CHECK(cache.entries() == 2);
    }
}

TEST_CASE("a day is made anew where people could differ, and not where only services do", "[cache]")
{
    OwnCache const cache;
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    REQUIRE(added(cache, city, day) == 1);
    CHECK(added(cache, city, day) == 0);

    auto other = day;
    other.title = {"Tên khác", "Another title"};
    other.wifi.take_rate_domestic = 0.1;
    other.city = "elsewhere";
    CHECK(added(cache, city, other) == 0);
    auto moved = city;
    moved.folder = "elsewhere";
    moved.inputs.push_back({"city.toml", "00"});
    CHECK(added(cache, moved, day) == 0);

    other.seed = day.seed + 1;
    CHECK(added(cache, city, other) == 1);
    moved.zones.values().front().residents += 1;
    CHECK(added(cache, moved, day) == 1);

    // The content of a file counts, not its name.
    other = day;
    other.demand.change_file = (cache.path / "change.csv").string();
    core::write_file(other.demand.change_file, "kind,person_class,origin,destination,hour,change\n");
    auto renamed = other;
    renamed.demand.change_file = (cache.path / "renamed.csv").string();
    core::write_file(renamed.demand.change_file, "kind,person_class,origin,destination,hour,change\n");
    REQUIRE(added(cache, city, other) == 1);
    CHECK(added(cache, city, renamed) == 0);
}
