#include "export/qgis_style.hpp"

#include "export/gis_case.hpp"
#include "export/volume_classes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace halong;
using namespace halong::test;
using Catch::Contains;

TEST_CASE("styles are well-formed and have a symbol for each class")
{
    for (std::string const& style :
         {exporting::links_style(), exporting::zones_style(), exporting::sites_style(), exporting::desks_style()}) {
        CHECK(is_balanced(style));
        CHECK_THAT(style, Catch::StartsWith("<!DOCTYPE qgis"));
        CHECK(count_of(style, "<symbol ") == std::max(count_of(style, "<range "), count_of(style, "<category ")));
    }
    CHECK(count_of(exporting::links_style(), "<range ") == exporting::volume_classes.size() + 1);
    CHECK_THAT(exporting::links_style(), Contains("attr=\"peak_volume\"") && Contains("line_width"));
    CHECK_THAT(exporting::zones_style(), Contains("attr=\"wifi_carried_share_pct\""));
    CHECK_THAT(exporting::desks_style(), Contains("value=\"counter\"") && Contains("value=\"clinic\""));
    CHECK_THAT(exporting::sites_style(), Contains("value=\"wifi\"") && Contains("value=\"camera\""));
}
