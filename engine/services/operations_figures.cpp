#include "services/operations_figures.hpp"

#include "services/figures.hpp"
#include "services/tour.hpp"

#include <algorithm>
#include <cstddef>

namespace halong::services {
namespace {

using core::millis;

double seconds(double sum_ms, std::int64_t count)
{
    return count == 0 ? 0 : sum_ms / static_cast<double>(count) / core::ms_per_second;
}

double percentile_s(std::vector<Millis> const& times, int hundredths)
{
    return static_cast<double>(percentile(times, hundredths)) / core::ms_per_second;
}

}  // namespace

std::vector<std::pair<std::string, double>> operations_figures(scenario::OperationsParameters const& parameters,
                                                               std::size_t cameras, ServiceResult const& day,
                                                               AlarmSums const& alarms)
{
    std::vector<Incident> const& incidents = day.incidents;
    auto const share_of = [&](auto const& counts) {
        return percent(std::ranges::count_if(incidents, counts), static_cast<std::int64_t>(incidents.size()));
    };
    auto const by = [&](Notice notice) {
        return share_of([=](Incident const& incident) { return incident.notice == notice; });
    };
    auto const within = [&](Millis most_ms) {
        return share_of([=](Incident const& i) { return i.notice != Notice::none && i.delay_ms() <= most_ms; });
    };
    std::vector<Millis> delays;
    for (Incident const& incident : incidents) {
        if (incident.notice != Notice::none) delays.push_back(incident.delay_ms());
    }
    double planned_ms = 0;
    int most_operators = 0;
    auto const shifts = shifts_of(parameters);
    for (std::size_t i = 0; i + 1 < shifts.size(); ++i) {
        Millis const to_ms = std::min(shifts[i + 1].from_ms, core::ms_per_day);
        planned_ms += static_cast<double>(shifts[i].servers) * (to_ms - shifts[i].from_ms);
        most_operators = std::max(most_operators, shifts[i].servers);
    }
    auto const all_cameras = static_cast<double>(cameras);
    double const mean_operators = planned_ms / core::ms_per_day;
    auto const busy_ms = static_cast<double>(sum(day.busy_ms));
    double peak_pct = 0;
    for (std::size_t hour = 0; hour < day.busy_ms.size(); ++hour) {
        peak_pct = std::max(peak_pct, percent(day.busy_ms[hour], day.duty_ms[hour]));
    }
    // Planned time times 0.85, less what incidents take, over what one false alarm for each camera and hour takes.
    double const left_ms = 0.85 * planned_ms - (busy_ms - static_cast<double>(alarms.false_busy_ms));
    double const each_ms = all_cameras * core::hours_per_day * parameters.false_alarm_min * core::ms_per_minute;
    Millis const revisit = revisit_ms(static_cast<std::int64_t>(cameras), most_operators, parameters.views,
                                      millis(parameters.view_s, core::ms_per_second));
    auto const missed = std::ranges::count(incidents, Notice::none, &Incident::notice);
    return {{"noticed_pct", 100.0 * (incidents.empty() ? 0 : 1) - by(Notice::none)},
            {"missed", static_cast<double>(missed)},
            {"within_60_s_pct", within(core::ms_per_minute)},
            {"within_5_min_pct", within(5 * core::ms_per_minute)},
            {"by_tour_pct", by(Notice::tour)},
            {"by_analytics_pct", by(Notice::analytics)},
            {"by_call_pct", by(Notice::call)},
            {"delay_median_s", percentile_s(delays, 50)},
            {"delay_p95_s", percentile_s(delays, 95)},
            {"false_alarms", static_cast<double>(alarms.false_alarms)},
            {"alarms_per_operator_h",
             planned_ms > 0 ? static_cast<double>(alarms.handled) * core::ms_per_hour / planned_ms : 0},
            {"utilisation_pct", percent(sum(day.busy_ms), sum(day.duty_ms))},
            {"peak_utilisation_pct", peak_pct},
            {"urgent_wait_s", seconds(static_cast<double>(alarms.urgent_wait_ms), alarms.urgent)},
            {"other_wait_s",
             seconds(static_cast<double>(alarms.wait_ms - alarms.urgent_wait_ms), alarms.handled - alarms.urgent)},
            {"wait_p95_s", percentile_s(alarms.waits_ms, 95)},
            {"cameras_per_operator", mean_operators > 0 ? all_cameras / mean_operators : 0},
            {"revisit_s", revisit == core::never ? 0 : static_cast<double>(revisit) / core::ms_per_second},
            {"false_alarms_per_camera_h_at_85_pct", each_ms > 0 ? std::max(0.0, left_ms) / each_ms : 0}};
}

}  // namespace halong::services
