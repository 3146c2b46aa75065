#include "export/people_chart.hpp"

#include "export/people_text.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::exporting;

namespace {

demand::PeopleSummary some_people()
{
    demand::PeopleSummary summary;
    summary.persons = 400;
    summary.households = 100;
    summary.pyramid[7] = {100, 50};
    summary.pyramid[1] = {125, 125};
    summary.household_sizes = {0, 0, 0, 100, 0, 0, 0};
    summary.motorbikes = 240;
    summary.cars = 40;
    summary.trips = 1000;
    summary.by_mode[static_cast<std::size_t>(city::Mode::motorbike)] = 750;
    summary.by_mode[static_cast<std::size_t>(city::Mode::walk)] = 250;
    summary.departures[0][7] = 1000;
    summary.visitors = 80;
    summary.visitors_present[12] = 60;
    return summary;
}

}  // namespace

TEST_CASE("people as text: bars in proportion, figures with unit, range, mark and source")
{
    auto const text = people_text(some_people());
    CHECK_THAT(text, Catch::Contains("1000 = 2.50 trips per person"));
    CHECK_THAT(text, Catch::Contains("xe máy / motorbike  75.0 % ██████████████████████████████\n"));
    CHECK_THAT(text, Catch::Contains("đi bộ / walk  25.0 % ██████████\n"));
    CHECK_THAT(text, Catch::Contains("07:00     1000 █"));
    CHECK_THAT(text, Catch::Contains("12:00       60 █"));
    CHECK_THAT(text, Catch::Contains("Motorcycles per 1,000   600.00 1            550-680 (estimate: "));
    CHECK_THAT(text, Catch::Contains("35-39"));
    CHECK_THAT(text, Catch::Contains("85+"));
}

TEST_CASE("people as picture: complete, escaped, and the same again")
{
    auto const svg = people_svg(some_people(), "Thứ tư <&> Wednesday");
    CHECK(svg.rfind("<svg ", 0) == 0);
    CHECK(svg.substr(svg.size() - 7) == "</svg>\n");
    CHECK_THAT(svg, Catch::Contains("Thứ tư &lt;&amp;&gt; Wednesday"));
    CHECK_THAT(svg, Catch::Contains("Taxi and ride-hail"));
    CHECK_THAT(svg, Catch::Contains("400 cư dân") && Catch::Contains("1,000 chuyến đi"));
    CHECK_THAT(svg, Catch::Contains("max 1,000"));
    CHECK_THAT(svg, Catch::Contains(">550–680 ("));
    CHECK_THAT(svg, Catch::Contains(">2.5–3 ("));
    CHECK(svg == people_svg(some_people(), "Thứ tư <&> Wednesday"));
}
