#include "services/wait_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace halong::services {
namespace {

constexpr Millis longest_expected_ms = core::ms_per_hour;

struct Weighted {
    Millis wait_ms = 0;
    std::int64_t persons = 0;
};

// Of (wait, persons) in any order; 0 of nobody.
Millis percentile_95(std::vector<Weighted>& waits)
{
    std::ranges::sort(waits, {}, &Weighted::wait_ms);
    std::int64_t all = 0;
    for (Weighted const& wait : waits) all += wait.persons;
    std::int64_t so_far = 0;
    for (Weighted const& wait : waits) {
        so_far += wait.persons;
        if (so_far * 100 >= all * 95) return wait.wait_ms;
    }
    return 0;
}

std::size_t cell_of(QueueVisit const& visit)
{
    return visit.row * std::size_t{core::hours_per_day} + static_cast<std::size_t>(core::hour_of(visit.come_ms));
}

// The most people inside in each hour of one row, from changes (time, persons) in order of time.
void add_peaks(std::vector<std::pair<Millis, std::int64_t>> const& changes, std::size_t row,
               std::vector<std::int64_t>& peak_inside)
{
    std::int64_t inside = 0;
    std::size_t next = 0;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        std::int64_t& peak = peak_inside[row * core::hours_per_day + static_cast<std::size_t>(hour)];
        Millis const end_ms = (hour + 1) * core::ms_per_hour;
        bool const from_start = next == changes.size() || changes[next].first > hour * core::ms_per_hour;
        if (from_start) peak = inside;
        for (; next < changes.size() && changes[next].first < end_ms; ++next) {
            inside += changes[next].second;
            peak = std::max(peak, inside);
        }
    }
}

}  // namespace

WaitTable wait_table(std::span<QueueVisit const> visits, std::size_t rows)
{
    std::size_t const cells = rows * core::hours_per_day;
    WaitTable table;
    for (auto* column : {&table.admitted, &table.turned_away, &table.wait_ms, &table.peak_inside, &table.expected_ms,
                         &table.expected_persons}) {
        column->assign(cells, 0);
    }
    std::vector<std::vector<Weighted>> waits(cells);
    std::vector<std::vector<std::pair<Millis, std::int64_t>>> changes(rows);
    std::vector<Weighted> all;
    for (QueueVisit const& visit : visits) {
        std::size_t const cell = cell_of(visit);
        if (visit.admitted) {
            table.admitted[cell] += visit.persons;
            table.wait_ms[cell] += static_cast<std::int64_t>(visit.wait_ms) * visit.persons;
            waits[cell].push_back({visit.wait_ms, visit.persons});
            all.push_back({visit.wait_ms, visit.persons});
            changes[visit.row].emplace_back(visit.enter_ms, visit.persons);
            if (visit.leave_ms != core::never) changes[visit.row].emplace_back(visit.leave_ms, -visit.persons);
        } else {
            table.turned_away[cell] += visit.persons;
        }
        if (visit.admitted || visit.open) {
            table.expected_ms[cell] +=
                static_cast<std::int64_t>(std::min(visit.wait_ms, longest_expected_ms)) * visit.persons;
            table.expected_persons[cell] += visit.persons;
        }
    }
    for (std::size_t cell = 0; cell < cells; ++cell) {
        table.wait_p95_ms.push_back(percentile_95(waits[cell]));
        table.all_admitted += table.admitted[cell];
        table.all_turned_away += table.turned_away[cell];
    }
    for (std::size_t row = 0; row < rows; ++row) {
        std::ranges::sort(changes[row]);  // who leaves comes first
        add_peaks(changes[row], row, table.peak_inside);
    }
    std::int64_t wait_ms = 0;
    for (std::int64_t const sum : table.wait_ms) wait_ms += sum;
    if (table.all_admitted > 0) {
        table.mean_wait_min =
            static_cast<double>(wait_ms) / static_cast<double>(table.all_admitted) / core::ms_per_minute;
    }
    table.wait_p95_min = static_cast<double>(percentile_95(all)) / core::ms_per_minute;
    return table;
}

}  // namespace halong::services
