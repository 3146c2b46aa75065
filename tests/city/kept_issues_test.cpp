// What an import found is read back from its file.
#include "city/kept_issues.hpp"

#include "city/city_layers.hpp"
#include "core/error.hpp"
#include "geo/layer_formats.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::city;

TEST_CASE("the issues of an import, with and without a place, count the same in its file")
{
    test::ScratchFolder const folder;
    CHECK_FALSE(kept_issues(folder.path()));
    ImportIssues issues;
    issues.add({IssueKind::default_used, Severity::note, "jobs", "none stated", std::nullopt, 0, 11});
    issues.add({IssueKind::bad_tag, Severity::warning, "way 1", "lanes=x", geo::PointMetric{430'000, 2'310'000}, 12.5});
    issues.add({IssueKind::zone_without_road, Severity::error, "zone 'a'", "no street", std::nullopt});
    geo::write_geojson(folder.path() / "import_issues.geojson", geo::Projection("EPSG:5899"), layer_of(issues));
    auto const kept = kept_issues(folder.path());
    REQUIRE(kept);
    CHECK(kept->entries == 3);
    CHECK(kept->faults == counts_of(issues).faults);
    CHECK(text_of(*kept) == "1 errors, 1 warnings, 11 notes");
    (void)folder.write("import_issues.geojson",
                       R"({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null,
                           "properties": {"severity": "awful", "count": 1}}]})");
    CHECK_THROWS_AS(kept_issues(folder.path()), core::UserError);
}
