#include "scenario/calibration.hpp"

#include "core/error.hpp"
#include "scenario/load_calibration.hpp"
#include "scenario/parse_file.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong::scenario;
using halong::test::ScratchFolder;

namespace {

std::string const head = R"(format = "halong-calibration/1"
scenario = "day.toml"
[[parameters]]
key = "demand.through_factor"
low = 0.5
high = 2
[[targets]]
id = "bridge"
quantity = "gateway_vehicles"
name = "gw-west"
value = 17_500
unit = "veh/day"
role = "fit"
source = "press, 2024"
)";

std::string replaced(std::string text, std::string const& what, std::string const& with)
{
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

// "line message", in order.
std::vector<std::string> findings(std::string const& text, std::string const& day = "weekday")
{
    ScratchFolder const folder;
    static_cast<void>(
        folder.write("day.toml", "format = \"halong-scenario/1\"\ncity = \"c\"\nday = \"" + day + "\"\n"));
    auto const path = folder.write("fit.toml", text);
    std::vector<std::string> found;
    for (auto const& finding : check_file(path)) {
        CHECK_FALSE(finding.help.empty());
        CHECK(finding.column > 0);
        found.push_back(std::to_string(finding.line) + " " + finding.message);
    }
    return found;
}

using Findings = std::vector<std::string>;

}  // namespace

TEST_CASE("a calibration is read", "[calibration]")
{
    ScratchFolder const folder;
    static_cast<void>(
        folder.write("day.toml", "format = \"halong-scenario/1\"\ncity = \"c\"\n[demand]\nthrough_factor = 1.5\n"));
    auto const calibration = load_calibration(folder.write("fit.toml", head));
    CHECK(calibration.id == "fit");
    REQUIRE(calibration.parameters.size() == 1);
    CHECK(calibration.parameters[0].key == "demand.through_factor");
    CHECK(calibration.parameters[0].high == 2);
    REQUIRE(calibration.targets.size() == 1);
    CHECK(calibration.targets[0].quantity == Quantity::gateway_vehicles);
    CHECK(calibration.targets[0].role == TargetRole::fit);
    CHECK(calibration.targets[0].tolerance_pct == 10);
    auto const force = number_in_force("demand.through_factor", calibration.scenario);
    CHECK(force.value == 1.5);
    CHECK(force.set_at.find("day.toml:4") != std::string::npos);
    CHECK(number_in_force("demand.visitors_per_day", calibration.scenario).set_at.empty());
    CHECK(findings(head) == Findings{});
}

TEST_CASE("a target without a unit, or with a wrong one, is told with its place", "[calibration]")
{
    CHECK(findings(replaced(head, "unit = \"veh/day\"\n", "")) ==
          Findings{"7 target 'bridge' lacks the required key 'unit'"});
    CHECK(findings(replaced(head, "\"veh/day\"", "\"veh/h\"")) ==
          Findings{"12 targets.bridge: 'unit' = \"veh/h\" is not that of gateway_vehicles, which is in veh/day"});
}

TEST_CASE("what is kept back is refused as a target of the fit", "[calibration]")
{
    // Counts of a holiday.
    CHECK(findings(head, "holiday") ==
          Findings{"13 counts of a holiday are never fitted: they are kept back to judge the fit"});
    // The days after a storm, and the drive from Hải Phòng.
    auto const storm =
        replaced(replaced(head, "gateway_vehicles", "bay_passengers_after_storm"), "veh/day", "person/day");
    CHECK(findings(storm) ==
          Findings{"13 targets.bridge: bay_passengers_after_storm is never fitted: it is kept back to "
                   "judge the fit"});
    auto const drive = replaced(replaced(head, "gateway_vehicles", "hai_phong_time"), "veh/day", "min");
    CHECK(findings(drive) ==
          Findings{"13 targets.bridge: hai_phong_time is never fitted: it is kept back to judge the fit"});
    // Figures of another day.
    CHECK(findings(head + "scenario = \"day.toml\"\n") ==
          Findings{"13 targets.bridge: a figure of another day is never fitted: it is kept back to judge the fit"});
    CHECK(findings(replaced(head, "\"fit\"", "\"validation\""), "holiday") == Findings{});
}

TEST_CASE("all faults of a calibration are told at once", "[calibration]")
{
    CHECK(findings(replaced(replaced(head, "low = 0.5", "low = 3"), "name = \"gw-west\"\n", "hour = 7\n")) ==
          Findings{"5 parameters[1]: 'low' = 3 is not below 'high' = 2",
                   "9 targets.bridge: the quantity gateway_vehicles needs a 'name'",
                   "10 targets.bridge: 'hour' = 7 does not go with the quantity gateway_vehicles"});
    CHECK(findings(replaced(head, "through_factor", "thruogh_factor")) ==
          Findings{"4 'demand.thruogh_factor' is no key of a scenario"});
    CHECK(findings(replaced(head, "demand.through_factor", "day")) == Findings{"4 'day' is no number of a scenario"});
    auto const beyond = findings(replaced(head, "low = 0.5", "low = -1"));
    REQUIRE(beyond.size() == 1);
    CHECK(beyond[0].starts_with("5 'low' = -1 is beyond what demand.through_factor may be"));
    auto const missing = findings(replaced(head, "day.toml", "night.toml"));
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].starts_with("2 there is no file '"));
}

TEST_CASE("the calibration that comes with the program is good, and keeps back what must be", "[calibration]")
{
    auto const calibration = load_calibration(halong::test::repository_path("scenarios/calibration.toml"));
    CHECK(calibration.targets.size() >= 12);
    for (auto const& target : calibration.targets) {
        INFO(target.id);
        bool const is_kept_back = info_of(target.quantity).never_fitted || !target.scenario.empty();
        CHECK_FALSE((is_kept_back && target.role == TargetRole::fit));
        CHECK_FALSE(target.source.empty());
    }
}
