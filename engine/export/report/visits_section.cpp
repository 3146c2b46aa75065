#include "export/report/sections.hpp"
#include "export/report/texts.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace halong::exporting {
namespace {

constexpr std::size_t most_places = 15;

Text name_of_key(std::string_view group, std::string const& word)
{
    std::string const key = fmt::format("{}.{}", group, word);
    return has_text(key) ? text_of(key) : same(word);
}

Table queues_table(std::vector<QueueFigures> queues)
{
    std::erase_if(queues, [](QueueFigures const& queue) { return queue.came == 0; });
    std::ranges::stable_sort(queues, std::ranges::greater(), &QueueFigures::mean_wait_min);
    Table table{
        text_of("visits.queues"),
        {text_of("visits.place"), text_of("visits.came"), text_of("visits.admitted"), text_of("visits.turned_away"),
         text_of("visits.wait"), text_of("visits.peak"), text_of("visits.capacity")},
        false,
        {},
        {},
        false};
    for (QueueFigures const& queue : std::span(queues).first(std::min(most_places, queues.size()))) {
        TableRow row{same(queue.name), {}, {}};
        for (Text const& text : {count_text(queue.came), count_text(queue.admitted), count_text(queue.turned_away),
                                 figure(study::number_text(queue.mean_wait_min(), 1)), count_text(queue.peak_inside),
                                 queue.capacity > 0 ? count_text(queue.capacity) : same("–")}) {
            row.cells.push_back({text, {}, {}, Tone::plain});
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

Chart spending_chart(std::vector<SpendingFigures> const& spending)
{
    constexpr double million = 1e6;
    Chart chart{ChartKind::bars,
                text_of("visits.spending"),
                unit_text("million VND"),
                text_of("visits.business"),
                {},
                {},
                {},
                0,
                text_of("visits.spending_note")};
    for (auto const& [visitor, vnd] : spending.front().vnd) {
        chart.series.push_back({name_of_key("visits", visitor), {}, {}, {}, {}, false});
    }
    for (SpendingFigures const& one : spending) {
        chart.labels.push_back(name_of_key("business", one.business));
        for (std::size_t c = 0; c < one.vnd.size(); ++c) chart.series[c].values.push_back(one.vnd[c].second / million);
    }
    return chart;
}

bool is_spent(SpendingFigures const& spending)
{
    return std::ranges::any_of(spending.vnd, [](auto const& one) { return one.second > 0; });
}

}  // namespace

Section visits_section(RunFigures const& run)
{
    Section section{"visits", text_of("section.visits"), {}};
    if (std::ranges::any_of(run.queues, [](QueueFigures const& queue) { return queue.came > 0; })) {
        section.blocks.emplace_back(queues_table(run.queues));
    }
    if (std::ranges::any_of(run.spending, is_spent)) section.blocks.emplace_back(spending_chart(run.spending));
    return section;
}

}  // namespace halong::exporting
