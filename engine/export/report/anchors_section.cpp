#include "export/report/sections.hpp"
#include "export/report/texts.hpp"
#include "study/number_text.hpp"

#include <algorithm>

namespace halong::exporting {
namespace {

// The mean of a figure over the runs that have it.
double mean_simulated(AnchorFigures const& anchor, std::vector<RunFigures> const& runs)
{
    double sum = 0;
    int count = 0;
    for (RunFigures const& run : runs) {
        auto const found = std::ranges::find(run.anchors, anchor.name_en, &AnchorFigures::name_en);
        if (found == run.anchors.end()) continue;
        sum += found->simulated;
        ++count;
    }
    return sum / count;
}

}  // namespace

Section anchors_section(std::vector<RunFigures> const& runs)
{
    Section section{"fit", text_of("section.anchors"), {}};
    if (runs.empty() || runs.front().anchors.empty()) return section;
    Table table{text_of("anchors.title"),
                {text_of("anchors.figure"), text_of("anchors.unit"), text_of("anchors.simulated"),
                 text_of("anchors.observed"), text_of("anchors.error"), text_of("anchors.source")},
                true,
                {},
                text_of("anchors.note"),
                false};
    for (AnchorFigures const& anchor : runs.front().anchors) {
        TableRow row{{anchor.name_vi, anchor.name_en}, unit_text(anchor.unit), {}};
        double const simulated = mean_simulated(anchor, runs);
        double const error_pct = 100 * (simulated - anchor.observed) / anchor.observed;
        for (Text const& text :
             {figure(study::number_text(simulated, 1)), figure(study::number_text(anchor.observed, 1)),
              figure(study::signed_text(error_pct, 0) + " %"), source_text(anchor.source)}) {
            row.cells.push_back({text, {}, {}, Tone::plain});
        }
        table.rows.push_back(std::move(row));
    }
    section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace halong::exporting
