#include "export/people_text.hpp"
#include "export/report/sections.hpp"
#include "export/report/texts.hpp"

#include <fmt/format.h>

namespace halong::exporting {
namespace {

using demand::PeopleSummary;

// "đi bộ / walk" apart.
Text apart(std::string const& label)
{
    constexpr std::string_view between = " / ";
    auto const middle = label.find(between);
    if (middle == std::string::npos) return same(label);
    return {label.substr(0, middle), label.substr(middle + between.size())};
}

Chart pyramid(PeopleSummary const& people)
{
    Chart chart{
        ChartKind::pyramid, text_of("people.pyramid"), unit_text("person"), text_of("people.age"), {}, {}, {}, 0, {}};
    Series men{text_of("people.men"), {}, {}, {}, {}, false};
    Series women{text_of("people.women"), {}, {}, {}, {}, false};
    for (int c = 0; c < demand::age_class_count; ++c) {
        chart.labels.push_back(same(age_class_label(c)));
        auto const& row = people.pyramid[static_cast<std::size_t>(c)];
        women.values.push_back(static_cast<double>(row[0]));
        men.values.push_back(static_cast<double>(row[1]));
    }
    chart.series = {std::move(men), std::move(women)};
    return chart;
}

Chart published(PeopleSummary const& people)
{
    Chart chart{ChartKind::ranges,
                text_of("people.published"),
                {},
                text_of("people.figure"),
                {},
                {},
                {},
                2,
                text_of("people.published_note")};
    Series series{text_of("people.simulated"), {}, {}, {}, {}, false};
    for (auto const& row : demand::beside_published(people)) {
        chart.labels.push_back({std::string(row.name_vi), std::string(row.name_en)});
        chart.units.push_back(row.unit == "1" ? Text{} : unit_text(row.unit));
        series.values.push_back(row.simulated);
        series.low.push_back(row.low);
        series.high.push_back(row.high);
        series.tones.push_back(row.is_within() ? Tone::plain : Tone::changed);
    }
    chart.series.push_back(std::move(series));
    return chart;
}

// Sources and marks of the published ranges.
Table sources(PeopleSummary const& people)
{
    Table table{text_of("people.sources"),
                {text_of("people.figure"), text_of("method.mark"), text_of("method.source")},
                false,
                {},
                {},
                true};
    for (auto const& row : demand::beside_published(people)) {
        table.rows.push_back({{std::string(row.name_vi), std::string(row.name_en)},
                              {},
                              {{text_of(fmt::format("mark.{}", demand::name_of(row.mark))), {}, {}, Tone::plain},
                               {source_text(row.source), {}, {}, Tone::plain}}});
    }
    return table;
}

Chart modes(PeopleSummary const& people)
{
    Chart chart{ChartKind::bars,
                text_of("people.modes"),
                same("%"),
                text_of("people.mode"),
                {},
                {},
                {},
                1,
                filled("people.trips_note", {{"trips", count_text(people.trips)},
                                             {"rate", figure(fmt::format("{:.2f}", people.trips_per_person()))}})};
    Series shares{text_of("people.share"), {}, {}, {}, {}, false};
    for (int m = 0; m < city::mode_count; ++m) {
        auto const mode = static_cast<city::Mode>(m);
        if (people.by_mode[static_cast<std::size_t>(m)] == 0) continue;
        chart.labels.push_back(apart(label_of(mode)));
        shares.values.push_back(100 * people.share(mode));
    }
    chart.series.push_back(std::move(shares));
    return chart;
}

std::vector<Text> hour_labels()
{
    std::vector<Text> labels;
    for (int hour = 0; hour < demand::hours_shown; ++hour) labels.push_back(same(fmt::format("{:02}", hour)));
    return labels;
}

Series series_of(Text name, demand::ByHour const& counts)
{
    return {std::move(name), {counts.begin(), counts.end()}, {}, {}, {}, false};
}

Chart departures(PeopleSummary const& people)
{
    Chart chart{ChartKind::stack,
                text_of("people.departures"),
                unit_text("trips"),
                text_of("hour"),
                hour_labels(),
                {},
                {},
                0,
                {}};
    for (int p = 0; p < demand::trip_purpose_count; ++p) {
        chart.series.push_back(series_of(apart(label_of(static_cast<demand::TripPurpose>(p))),
                                         people.departures[static_cast<std::size_t>(p)]));
    }
    return chart;
}

Text visitors_note(PeopleSummary const& people)
{
    Text const all = filled("people.visitors_note", {{"visitors", count_text(people.visitors)}});
    if (people.visitors_arriving < 0) return all;
    return joined(
        all, " ",
        filled("people.visitors_since", {{"arriving", count_text(people.visitors_arriving)},
                                         {"staying", count_text(people.visitors - people.visitors_arriving)}}));
}

Chart visitors(PeopleSummary const& people)
{
    Chart chart{ChartKind::stack,
                text_of("people.visitors"),
                unit_text("person"),
                text_of("hour"),
                hour_labels(),
                {},
                {},
                0,
                visitors_note(people)};
    chart.series.push_back(series_of(text_of("people.visitors_present"), people.visitors_present));
    return chart;
}

}  // namespace

Section people_section(PeopleSummary const& people)
{
    Section section{"people", text_of("section.people"), {}};
    section.blocks.emplace_back(Paragraph{filled("people.intro", {{"persons", count_text(people.persons)},
                                                                  {"households", count_text(people.households)},
                                                                  {"motorbikes", count_text(people.motorbikes)},
                                                                  {"cars", count_text(people.cars)}}),
                                          ParagraphKind::plain});
    section.blocks.emplace_back(published(people));
    section.blocks.emplace_back(sources(people));
    section.blocks.emplace_back(pyramid(people));
    section.blocks.emplace_back(modes(people));
    section.blocks.emplace_back(departures(people));
    section.blocks.emplace_back(visitors(people));
    return section;
}

}  // namespace halong::exporting
