// Changes of the demand: groups of travellers, files, weights.
#include "demand/demand_change.hpp"

#include "core/error.hpp"
#include "demand/recount.hpp"
#include "services/toy_town.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace halong;
using namespace halong::demand;
using namespace halong::test;
using Catch::Matchers::Contains;
using core::ZoneId;

namespace {

city::City town()
{
    city::City town;
    add_zones(town, 3, 500);
    return town;
}

// From home in zone 0 at 7 to zone 1 for `first` hours, on to zone 2 for `second`, and home again.
city::Plans day_out(int first, int second)
{
    PlanSketch sketch;
    sketch.begin("traveller");
    sketch.stay(core::NodeId{0}, {0, 0}, 0, 0, ZoneId{0});
    sketch.leave(7 * hour, city::Mode::car);
    sketch.stay(core::NodeId{1}, {0, 0}, 0, 0, ZoneId{1});
    sketch.leave((7 + first) * hour, city::Mode::car);
    sketch.stay(core::NodeId{2}, {0, 0}, 0, 0, ZoneId{2});
    sketch.leave((7 + first + second) * hour, city::Mode::car);
    sketch.stay(core::NodeId{0}, {0, 0}, 0, 0, ZoneId{0});
    sketch.end();
    return sketch.plans;
}

std::vector<DemandChange> read(std::string const& rows)
{
    ScratchFolder const folder;
    return read_demand_changes(folder.write("changes.csv", "kind,person_class,origin,destination,hour,change\n" + rows),
                               town());
}

std::string faults(std::string const& rows)
{
    try {
        read(rows);
    } catch (core::UserError const& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a traveller's group is where his day begins, his longest stay and when he leaves", "[demand_change]")
{
    auto const group = group_of(day_out(2, 5), 0);
    REQUIRE(group);
    CHECK(*group == TravellerGroup{city::PersonClass::resident, ZoneId{0}, ZoneId{2}, 7});
    CHECK(group_of(day_out(5, 2), 0)->destination == ZoneId{1});
    PlanSketch home;
    home.one_stay("stays", {0, 0}, city::PersonClass::resident);
    CHECK_FALSE(group_of(home.plans, 0));
    auto bus = day_out(2, 5);
    bus.bus_runs.push_back({0, 0});
    CHECK_FALSE(groups_of(bus)[0]);
    // A taxi on its way to who waits for it follows from him.
    auto run = day_out(2, 5);
    run.person_class[0] = city::PersonClass::business;
    run.activity[0] = city::Activity::outside;
    run.mode[0] = city::Mode::taxi;
    CHECK(group_of(run, 0));
    run.activity[0] = city::Activity::transfer;
    CHECK_FALSE(group_of(run, 0));
    auto const by_key = groups_by_key(day_out(2, 5));
    REQUIRE(by_key.contains(run.traveller_key[0]));
    CHECK(by_key.at(run.traveller_key[0])->hour == 7);
}

TEST_CASE("changes are added up, and written files read back", "[demand_change]")
{
    TravellerGroup const group{city::PersonClass::business, ZoneId{0}, ZoneId{2}, 7};
    std::vector<DemandChange> const changes{{key_of(ChangeKind::person_hour, group), 0.25},
                                            {key_of(ChangeKind::origin_hour, group), -0.5},
                                            {key_of(ChangeKind::destination_hour, group), 0.125},
                                            {key_of(ChangeKind::pair, group), 1.5}};
    CHECK(weight_of(group, changes) == 2.375);
    auto other = group;
    other.hour = 8;
    CHECK(weight_of(other, changes) == 2.5);
    other.destination = ZoneId{1};
    CHECK(weight_of(other, changes) == 1);
    CHECK(weight_of(group, {{key_of(ChangeKind::pair, group), -1}}) == 0);
    CHECK(weight_of(group, {{key_of(ChangeKind::person_hour, group), -0.8}, {key_of(ChangeKind::pair, group), -1}}) ==
          0);

    auto const both =
        both_changes(changes, {{key_of(ChangeKind::pair, group), 0.5}, {key_of(ChangeKind::pair, {}), -3}});
    REQUIRE(both.size() == 5);
    CHECK(weight_of(group, both) == 2.875);
    CHECK(weight_of(other, both_changes(both, {})) == 1);
    CHECK(std::ranges::count(both, -1, &DemandChange::change) == 1);

    ScratchFolder const folder;
    auto const path = folder.write("changes.csv", "");
    write_demand_changes(path, {changes.rbegin(), changes.rend()}, town());
    auto const again = read_demand_changes(path, town());
    REQUIRE(again.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(again[i].key == changes[i].key);
        CHECK(again[i].change == changes[i].change);
    }
}

TEST_CASE("faults of a file of changes are told together, with their lines", "[demand_change]")
{
    auto const text = faults(
        "pair,,z0,z9,,0.5\n"
        "pairs,,z0,z1,,0.5\n"
        "person_hour,tourist,,,7,0.1\n"
        "origin_hour,,z0,,24,0.1\n"
        "origin_hour,,z0,,7,-1.5\n"
        "pair,,z0,z1,,much\n"
        "pair,,z0,z2,,0.5\n"
        "pair,,z0,z2,,0.6\n");
    CHECK_THAT(text, Contains("changes.csv:2") && Contains("the city has no zone 'z9'"));
    CHECK_THAT(text, Contains("kind is 'pairs'") && Contains("person_hour, origin_hour"));
    CHECK_THAT(text, Contains("person_class is 'tourist'"));
    CHECK_THAT(text, Contains("hour is '24'") && Contains("between 0 and 23"));
    CHECK_THAT(text, Contains("change is '-1.5'") && Contains("between -1 and 100"));
    CHECK_THAT(text, Contains("change is 'much'"));
    CHECK_THAT(text, Contains("changes.csv:9") && Contains("names the same"));
    CHECK(read("pair,,z0,z1,,0.5\n").size() == 1);
}

namespace {

// So many travellers from zone 0 to zone 1, who leave at 7 o'clock.
city::Plans commuters(int count)
{
    PlanSketch sketch;
    for (int i = 0; i < count; ++i) {
        sketch.begin("commuter " + std::to_string(i), city::PersonClass::resident, 2);
        sketch.stay(core::NodeId{0}, {0, 0}, 0, 0, ZoneId{0});
        sketch.leave(7 * hour, city::Mode::car);
        sketch.stay(core::NodeId{1}, {1, 1}, 0, 0, ZoneId{1});
        sketch.leave(17 * hour, city::Mode::car);
        sketch.stay(core::NodeId{0}, {0, 0}, 0, 0, ZoneId{0});
        sketch.end();
    }
    return sketch.plans;
}

}  // namespace

TEST_CASE("travellers come as often as the changes say, each by a draw of his own", "[demand_change]")
{
    auto const plans = commuters(2'000);
    core::Random const random(1);
    auto const group = *group_of(plans, 0);
    auto const times = [&](double change) {
        return with_changes(plans, {{key_of(ChangeKind::pair, group), change}}, random);
    };
    CHECK(times(0).traveller_key == plans.traveller_key);
    CHECK(times(0).planned_end == plans.planned_end);
    CHECK(times(-1).traveller_count() == 0);
    CHECK(times(-1).stay_count() == 0);
    CHECK(times(1).traveller_count() == 4'000);
    // Binomial of 2,000: sd 22.
    CHECK(std::abs(static_cast<double>(times(0.4).traveller_count()) - 2'800) < 88);
    CHECK(std::abs(static_cast<double>(times(-0.5).traveller_count()) - 1'000) < 90);

    auto const twice = times(1.5);
    std::set<std::uint64_t> const keys(twice.traveller_key.begin(), twice.traveller_key.end());
    CHECK(keys.size() == twice.traveller_count());
    CHECK(twice.first_stay.size() == twice.traveller_count() + 1);
    for (std::uint32_t i = 0; i < twice.traveller_count(); ++i) {
        auto const stay = twice.stays_begin(i);
        REQUIRE(twice.stays_end(i) == stay + 3);
        CHECK(twice.persons[i] == 2);
        CHECK(std::abs(twice.planned_end[stay] - 7 * hour) <= 10 * minute);
        CHECK(twice.planned_end[stay + 1] - twice.planned_end[stay] == 10 * hour);
        CHECK(twice.planned_end[stay + 2] == core::never);
    }
    // Who is there with a weight of 0.8 is there with one of 0.9, too; who is not in the group is left as he is.
    auto const some = times(-0.2);
    auto const more = times(-0.1);
    std::set<std::uint64_t> const there(more.traveller_key.begin(), more.traveller_key.end());
    for (auto const key : some.traveller_key) CHECK(there.contains(key));
    auto other = group;
    other.hour = 9;
    CHECK(with_changes(plans, {{key_of(ChangeKind::person_hour, other), 3}}, random).traveller_key ==
          plans.traveller_key);
}
