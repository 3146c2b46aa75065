// Gains by class of person and by zone: their intervals are those of the table of indicators.
#include "export/report/sections.hpp"
#include "study/answer_table.hpp"
#include "study/statistics.hpp"
#include "study/study.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using exporting::DemandTable;
using exporting::RunFigures;
using exporting::VariantRuns;

namespace {

// One zone and class, all in one hour.
DemandTable only(double value)
{
    DemandTable table{1, 1, std::vector<double>(exporting::hours_of_day, 0)};
    table.cells[8] = value;
    return table;
}

VariantRuns variant_of(std::string const& id, std::vector<double> const& carried)
{
    VariantRuns variant{id, {id, id}, {}};
    for (double const value : carried) {
        RunFigures run;
        run.person_classes = {"resident"};
        run.zone_ids = run.zone_names = {"Bãi Cháy"};
        run.wifi.unit = "person-min";
        run.wifi.zone_carried = only(value);
        run.camera.zone_carried = run.person_delay_h = only(0);
        variant.runs.push_back(run);
    }
    return variant;
}

std::string gain_of(scenario::Study const& study, std::vector<VariantRuns> const& variants)
{
    for (exporting::Block const& block : exporting::gains_section(variants, study).blocks) {
        if (auto const* const table = std::get_if<exporting::Table>(&block))
            return table->rows.at(0).cells.at(1).difference.en;
    }
    return "";
}

}  // namespace

TEST_CASE("gains have wider intervals where replications were added, as indicators have")
{
    std::vector<double> const base{100, 104, 101, 99, 103, 102};
    std::vector<double> const option{120, 121, 125, 117, 126, 119};
    std::vector<VariantRuns> const variants{variant_of("base", base), variant_of("hotspots", option)};
    scenario::Study study;
    study.replications = 3;
    auto const text_of = [&](std::size_t first_stage) {
        return study::interval_text(study::paired_difference(base, option, study.confidence, first_stage));
    };
    CHECK(gain_of(study, variants) == text_of(study::every_replication));
    study.max_replications = 6;
    CHECK(gain_of(study, variants) == text_of(3));
    CHECK(text_of(3) != text_of(study::every_replication));
}
