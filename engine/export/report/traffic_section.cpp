#include "core/time.hpp"
#include "export/report/sections.hpp"
#include "export/report/texts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

Cell plain(Text text) { return {std::move(text), {}, {}, Tone::plain}; }

Text clock(double seconds) { return same(core::clock_text(static_cast<core::Millis>(1000 * seconds)).substr(0, 5)); }

// The gap of the first replication of each variant that settled from day to day.
void add_gaps(Section& section, std::vector<VariantRuns> const& variants)
{
    Chart chart{
        ChartKind::lines,           text_of("traffic.gap"), same("%"), text_of("traffic.replanning_day"), {}, {}, {}, 2,
        text_of("traffic.gap_note")};
    std::size_t longest = 0;
    for (VariantRuns const& variant : variants) {
        Series series{variant.title, {}, {}, {}, {}, false};
        for (ReplanningDay const& day : variant.runs.front().days) series.values.push_back(100 * day.gap);
        longest = std::max(longest, series.values.size());
        if (!series.values.empty()) chart.series.push_back(std::move(series));
    }
    if (longest == 0) {
        section.blocks.emplace_back(Paragraph{text_of("traffic.chosen_once"), ParagraphKind::plain});
        return;
    }
    for (std::size_t day = 1; day <= longest; ++day) chart.labels.push_back(same(std::to_string(day)));
    section.blocks.emplace_back(std::move(chart));
}

Table runs_table(std::vector<VariantRuns> const& variants)
{
    Table table{text_of("traffic.runs"),
                {text_of("traffic.variant"), text_of("method.seed"), text_of("traffic.valid"), text_of("traffic.rings"),
                 text_of("traffic.held"), text_of("traffic.unreachable"), text_of("traffic.squeezes"),
                 text_of("method.digest")},
                false,
                {},
                text_of("traffic.runs_note"),
                false};
    for (VariantRuns const& variant : variants) {
        for (RunFigures const& run : variant.runs) {
            auto const count = [](auto value) { return plain(count_text(static_cast<std::int64_t>(value))); };
            table.rows.push_back({variant.title,
                                  {},
                                  {plain(same(std::to_string(run.seed))),
                                   {text_of(run.valid ? "yes" : "no"), {}, {}, run.valid ? Tone::plain : Tone::worse},
                                   count(run.rings.size()),
                                   count(run.held_legs),
                                   count(run.unreachable_legs),
                                   count(run.squeezes),
                                   plain(same(run.digest))}});
        }
    }
    return table;
}

// The largest rings of the base's first run.
void add_rings(Section& section, RunFigures const& run)
{
    constexpr std::size_t most = 10;
    if (run.rings.empty()) return;
    auto rings = run.rings;
    std::ranges::stable_sort(rings, std::ranges::greater(), &RingFigures::vehicles_held);
    Table table{text_of("traffic.largest_rings"),
                {text_of("traffic.first_seen"), text_of("traffic.last_seen"), text_of("traffic.vehicles_held"),
                 text_of("traffic.moved_on")},
                false,
                {},
                {},
                false};
    for (std::size_t i = 0; i < std::min(most, rings.size()); ++i) {
        table.rows.push_back({clock(rings[i].first_seen_s),
                              {},
                              {plain(clock(rings[i].last_seen_s)), plain(count_text(rings[i].vehicles_held)),
                               plain(count_text(rings[i].turns))}});
    }
    section.blocks.emplace_back(std::move(table));
}

}  // namespace

Section traffic_section(std::vector<VariantRuns> const& variants)
{
    Section section{"traffic", text_of("section.traffic"), {}};
    add_gaps(section, variants);
    section.blocks.emplace_back(runs_table(variants));
    add_rings(section, variants.front().runs.front());
    return section;
}

}  // namespace halong::exporting
