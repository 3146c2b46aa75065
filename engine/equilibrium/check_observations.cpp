#include "core/error.hpp"
#include "equilibrium/observations.hpp"
#include "equilibrium/taken_intervals.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace halong::equilibrium {
namespace {

using city::Severity;
using core::Millis;
using Kind = ObservationIssueKind;

constexpr std::size_t window = 3;      // values on either side
constexpr double scaled_mad = 1.4826;  // of a normal distribution (Hampel 1974)
constexpr double far_off = 6;          // standard deviations
constexpr std::size_t stuck_run = 6;   // equal values in a row
constexpr double least_stuck = 5;      // small numbers repeat by chance
constexpr int largest_shift_half_hours = 24;
constexpr int half_hours_per_day = 48;
constexpr double clear_gain = 0.15;  // of the correlation
constexpr double least_fit = 0.6;    // of the moved profile

// Positions in Observations::values, of one sensor, by begin.
using Series = std::vector<std::size_t>;

std::vector<Series> series_of(Observations const& observations)
{
    std::vector<Series> all(observations.sensors.size());
    for (std::size_t i = 0; i < observations.values.size(); ++i) all[observations.values[i].sensor].push_back(i);
    for (Series& series : all) {
        std::ranges::stable_sort(series, {}, [&](std::size_t i) {
            auto const& value = observations.values[i];
            return std::tuple(value.interval.from_ms, value.interval.to_ms, value.line);
        });
    }
    return all;
}

double median(std::vector<double> values)
{
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

class SeriesChecker {
public:
    SeriesChecker(Observations& observations, Doubtful doubtful)
        : observations_(observations),
          doubtful_(doubtful),
          dropped_(observations.values.size(), 0),
          taken_(observations.sensors.size())
    {}

    void check_all()
    {
        for (auto& series : series_of(observations_)) {
            if (series.empty()) continue;
            check_order(series);
            drop_repeats(series);
            check_gaps(series);
            std::vector<std::size_t> const far = outliers(series);
            doubt(stuck(series), Kind::stuck, "the same value again and again");
            doubt(far, Kind::outlier, "far from the values before and after");
        }
        std::size_t kept = 0;
        for (std::size_t i = 0; i < dropped_.size(); ++i) {
            if (dropped_[i] == 0) {
                observations_.values[kept++] = observations_.values[i];
            } else if (doubtful_ == Doubtful::told) {
                observations_.repeated.push_back(observations_.values[i]);
            }
        }
        observations_.values.resize(kept);
    }

private:
    [[nodiscard]] Observation const& value(std::size_t i) const { return observations_.values[i]; }

    void tell(Kind kind, Severity severity, std::size_t first, long count, std::string message)
    {
        auto const series = value(first).sensor;
        observations_.issues.push_back(
            {kind, severity, observations_.sensors[series].id, std::move(message), value(first).line, count, series});
    }

    void drop(std::vector<std::size_t> const& which, Kind kind, std::string message)
    {
        if (which.empty()) return;
        for (std::size_t const i : which) dropped_[i] = 1;
        auto const first = core::clock_text(value(which.front()).interval.from_ms);
        tell(kind, Severity::error, which.front(), static_cast<long>(which.size()),
             fmt::format("{}, first at {}", message, first));
    }

    // What only those know who have seen the hours after it.
    void doubt(std::vector<std::size_t> const& which, Kind kind, std::string message)
    {
        if (doubtful_ == Doubtful::put_aside) return drop(which, kind, std::move(message));
        if (which.empty()) return;
        tell(kind, Severity::warning, which.front(), static_cast<long>(which.size()),
             fmt::format("{}, first at {}; left in", message, core::clock_text(value(which.front()).interval.from_ms)));
    }

    void check_order(Series const& series)
    {
        long back = 0;
        std::size_t first = 0;
        for (std::size_t i = 1; i < series.size(); ++i) {
            if (value(series[i]).line > value(series[i - 1]).line) continue;
            if (back++ == 0) first = series[i];
        }
        if (back > 0) tell(Kind::out_of_order, Severity::note, first, back, "rows go back in time; put in order");
    }

    // As a whole, the earliest interval counts; gone through as it was, the one that came first.
    void drop_repeats(Series& series)
    {
        auto const by_begin = [this](std::size_t i) { return std::pair(value(i).interval.from_ms, value(i).line); };
        if (doubtful_ == Doubtful::told) {
            std::ranges::stable_sort(series, {},
                                     [this](std::size_t i) { return std::pair(value(i).received_ms, value(i).line); });
        }
        std::vector<std::size_t> same;
        std::vector<std::size_t> crossing;
        Series kept;
        for (std::size_t const i : series) {
            Taken const how = taken_.take(value(i));
            (how == Taken::fresh ? kept : how == Taken::again ? same : crossing).push_back(i);
        }
        std::ranges::sort(kept, {}, by_begin);
        series = std::move(kept);
        drop(same, Kind::duplicate, "the same interval again; the first row counts");
        drop(crossing, Kind::overlap, "shares time with another interval that counts");
    }

    void check_gaps(Series const& series)
    {
        long missing = 0;
        std::size_t first = 0;
        for (std::size_t i = 1; i < series.size(); ++i) {
            auto const& before = value(series[i - 1]).interval;
            Millis const between = value(series[i]).interval.from_ms - before.to_ms;
            if (between <= 0) continue;
            if (missing == 0) first = series[i - 1];
            missing += std::max<long>(1, between / before.length_ms());
        }
        if (missing == 0) return;
        tell(Kind::gap, Severity::warning, first, missing,
             fmt::format("intervals are missing, first after {}", core::clock_text(value(first).interval.to_ms)));
    }

    [[nodiscard]] std::vector<std::size_t> outliers(Series const& series) const
    {
        std::vector<std::size_t> found;
        if (series.size() < 2 * window + 1) return found;
        for (std::size_t i = 0; i < series.size(); ++i) {
            std::size_t const from = std::min(i < window ? 0 : i - window, series.size() - (2 * window + 1));
            std::vector<double> around;
            for (std::size_t k = from; k < from + 2 * window + 1; ++k) around.push_back(value(series[k]).value);
            double const middle = median(around);
            for (double& v : around) v = std::abs(v - middle);
            double const spread = scaled_mad * median(around);
            double const noise = std::sqrt(std::max(middle, 1.0));
            double const off = std::abs(value(series[i]).value - middle);
            // Peaks rise by half of what was there within an interval.
            if (off > far_off * std::max(spread, noise) && off > middle / 2) found.push_back(series[i]);
        }
        return found;
    }

    [[nodiscard]] std::vector<std::size_t> stuck(Series const& series) const
    {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < series.size();) {
            std::size_t end = i + 1;
            while (end < series.size() && value(series[end]).value == value(series[i]).value) ++end;
            if (end - i >= stuck_run && value(series[i]).value >= least_stuck) {
                found.insert(found.end(), series.begin() + static_cast<std::ptrdiff_t>(i),
                             series.begin() + static_cast<std::ptrdiff_t>(end));
            }
            i = end;
        }
        return found;
    }

    Observations& observations_;
    Doubtful doubtful_;
    std::vector<std::uint8_t> dropped_;
    TakenIntervals taken_;  // of all sensors: one for each would take the square of their number
};

// Amounts by half hour of the day, and whether anything was seen of it.
struct Profile {
    std::array<double, half_hours_per_day> amount{};
    std::array<std::uint8_t, half_hours_per_day> seen{};
};

// Correlation of what was seen with the expected profile, `shift` half hours earlier; -1 without enough of both.
double correlation(Profile const& observed, Profile const& expected, int shift)
{
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (int i = 0; i < half_hours_per_day; ++i) {
        int const j = ((i - shift) % half_hours_per_day + half_hours_per_day) % half_hours_per_day;
        if (observed.seen[static_cast<std::size_t>(i)] == 0) continue;
        double const a = observed.amount[static_cast<std::size_t>(i)];
        double const b = expected.amount[static_cast<std::size_t>(j)];
        n += 1, x += a, y += b, xx += a * a, yy += b * b, xy += a * b;
    }
    double const spread = (n * xx - x * x) * (n * yy - y * y);
    return n < 24 || spread <= 0 ? -1 : (n * xy - x * y) / std::sqrt(spread);
}

}  // namespace

void check_series(Observations& observations, Doubtful doubtful) { SeriesChecker(observations, doubtful).check_all(); }

void check_clocks(Observations& observations, Expected const& expected)
{
    constexpr Millis half_hour = core::ms_per_hour / 2;
    auto const all = series_of(observations);
    for (std::size_t s = 0; s < all.size(); ++s) {
        Sensor& sensor = observations.sensors[s];
        if (!sensor.is_used || sensor.kind != ObservedKind::count || all[s].size() < 12) continue;
        Profile seen;
        for (std::size_t const i : all[s]) {
            auto const& value = observations.values[i];
            int const first = value.interval.from_ms / half_hour;
            int const last = std::max(first + 1, value.interval.to_ms / half_hour);
            for (int slot = first; slot < last; ++slot) {
                auto const at = static_cast<std::size_t>(slot % half_hours_per_day);
                seen.amount[at] += value.value / (last - first);
                seen.seen[at] = 1;
            }
        }
        Profile simulated;
        for (int slot = 0; slot < half_hours_per_day; ++slot) {
            simulated.amount[static_cast<std::size_t>(slot)] =
                expected(sensor, {slot * half_hour, (slot + 1) * half_hour});
        }
        double const as_is = correlation(seen, simulated, 0);
        int best = 0;
        double fit = as_is;
        for (int shift = -largest_shift_half_hours; shift <= largest_shift_half_hours; ++shift) {
            double const moved = correlation(seen, simulated, shift);
            if (moved <= fit) continue;
            fit = moved;
            best = shift;
        }
        if (best == 0 || fit < as_is + clear_gain || fit < least_fit) continue;
        sensor.is_used = false;
        observations.issues.push_back(
            {Kind::clock_shift, Severity::error, sensor.id,
             fmt::format("its profile fits the simulated day when its clock is {:.1f} h {} (correlation {:.2f} instead "
                         "of {:.2f}): not used",
                         std::abs(best) / 2.0, best > 0 ? "fast" : "slow", fit, as_is),
             observations.values[all[s].front()].line, static_cast<long>(all[s].size()),
             static_cast<std::uint32_t>(s)});
    }
}

}  // namespace halong::equilibrium
