#include "equilibrium/calibrate.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "equilibrium/day_figures.hpp"
#include "scenario/load_calibration.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>

using namespace halong;
using equilibrium::Calibrated;
using equilibrium::Identified;
using test::ScratchFolder;

namespace {

// A thin day of the embedded city, and the same on a holiday with visitors of its own.
std::string calibration_text(ScratchFolder const& folder, std::string const& targets)
{
    static_cast<void>(folder.write(
        "day.toml", fmt::format("format = \"halong-scenario/1\"\ncity = \"{}\"\n[demand]\nresidents_factor = 0.01\n"
                                "visitors_per_day = 2_000\nthrough_factor = 0.1\n",
                                test::repository_path("data/halong").generic_string())));
    static_cast<void>(folder.write("holiday.toml",
                                   "format = \"halong-scenario/1\"\nextends = \"day.toml\"\nday = \"holiday\"\n"
                                   "[demand]\nvisitors_per_day = 6_000\n"));
    return "format = \"halong-calibration/1\"\nscenario = \"day.toml\"\n"
           "[[parameters]]\nkey = \"demand.visitors_per_day\"\nlow = 500\nhigh = 8_000\n"
           "[[parameters]]\nkey = \"demand.through_factor\"\nlow = 0.01\nhigh = 0.9\n"
           "[[parameters]]\nkey = \"wifi.need_mbps\"\nlow = 0.1\nhigh = 2\n" +
           targets;
}

std::string target(std::string const& id, std::string const& more)
{
    return fmt::format("[[targets]]\nid = \"{}\"\nsource = \"test\"\n{}\n", id, more);
}

std::string const fitted_targets =
    target("visitors", "quantity = \"visitors\"\nvalue = 5_000\nunit = \"person/day\"\nrole = \"fit\"") +
    target("bridge",
           "quantity = \"gateway_vehicles\"\nname = \"gw-hai-phong\"\nvalue = 4_000\nunit = \"veh/day\"\n"
           "role = \"fit\"");

std::string validation_targets(double trips, double holiday)
{
    return target("trips", fmt::format("quantity = \"trips_per_person\"\nvalue = {}\nunit = \"trips/person\"\n"
                                       "role = \"validation\"",
                                       trips)) +
           target("holiday", fmt::format("quantity = \"visitors\"\nvalue = {}\nunit = \"person/day\"\n"
                                         "role = \"validation\"\nscenario = \"holiday.toml\"",
                                         holiday)) +
           target("storm",
                  "quantity = \"bay_passengers_after_storm\"\nvalue = 3_200\nunit = \"person/day\"\n"
                  "role = \"validation\"");
}

Calibrated calibrated(std::string const& targets)
{
    ScratchFolder const folder;
    auto const path = folder.write("fit.toml", calibration_text(folder, targets));
    return equilibrium::calibrate(scenario::load_calibration(path));
}

}  // namespace

TEST_CASE("a calibration comes near its targets, and validation does not touch the fit", "[calibrate]")
{
    auto const result = calibrated(fitted_targets + validation_targets(2.6, 6'000));
    REQUIRE(result.rows.size() == 5);
    CHECK(result.misfit < result.start_misfit / 100);
    CHECK(result.parameters[0].fitted.value == Approx(5'000).epsilon(0.02));
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(result.rows[i].is_near());
        CHECK(std::abs(*result.rows[i].error_pct()) < 2);
        CHECK(result.parameters[i].fitted.identified == Identified::yes);
    }
    CHECK(result.parameters[2].fitted.identified == Identified::no_reaction);
    CHECK(result.parameters[2].fitted.value == Approx(0.5));
    CHECK(*result.rows[2].simulated > 1);
    CHECK(*result.rows[3].simulated == 6'000);  // the holiday's own visitors, not the fitted ones
    CHECK_FALSE(result.rows[4].simulated.has_value());

    // Nor do the threads.
    core::ThreadLimit const one_thread(1);
    auto const other = calibrated(fitted_targets + validation_targets(5, 100));
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(other.parameters[i].fitted.value == result.parameters[i].fitted.value);
        CHECK(other.rows[i].simulated == result.rows[i].simulated);
    }
}

TEST_CASE("targets at places, modes and indicators that are not there are told together", "[calibrate]")
{
    try {
        calibrated(
            target("a",
                   "quantity = \"place_visits\"\nname = \"bv-bai-chai\"\nvalue = 1\nunit = \"person/day\"\n"
                   "role = \"fit\"") +
            target("b", "quantity = \"mode_share\"\nname = \"horse\"\nvalue = 1\nunit = \"%\"\nrole = \"fit\"") +
            target("c", "quantity = \"kpi\"\nname = \"vehicle_km\"\nvalue = 1\nunit = \"mile\"\nrole = \"fit\""));
        FAIL("not refused");
    } catch (core::UserError const& error) {
        auto const& found = error.diagnostics();
        REQUIRE(found.size() == 3);
        CHECK(found[0].file == "target 'a'");
        CHECK(found[0].help == "did you mean 'bv-bai-chay'?");
        CHECK(found[1].message == "there is no mode 'horse'");
        CHECK(found[2].message == "'unit' = \"mile\" is not that of vehicle_km, which is in km");
    }
}

TEST_CASE("GEH compares hourly volumes", "[calibrate]")
{
    CHECK(equilibrium::geh(0, 0) == 0);
    CHECK(equilibrium::geh(100, 100) == 0);
    CHECK(equilibrium::geh(120, 100) == Approx(std::sqrt(2.0 * 400 / 220)));
    CHECK(equilibrium::geh(100, 120) == equilibrium::geh(120, 100));
}
