#include "equilibrium/link_information.hpp"

#include "equilibrium/sensor_reading.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace halong::equilibrium {

using core::LinkId;

LinkInformation::LinkInformation(DayMap const& map, Observations const& present, CountFitOptions const& options)
    : map_(map),
      prior_(options.prior),
      estimate_(estimate_of_counts(map, present, options)),
      targets_(figures_of_pairs(map))
{}

namespace {

// What a counter of these links would show, whatever its values.
std::vector<Reading> counts_of(DayMap const& map, DemandPrior const& prior, std::span<LinkId const> links)
{
    std::vector<Reading> readings;
    for (LinkId const link : links) {
        for (int const hour : {7, 17}) {
            Interval const interval{hour * core::ms_per_hour, (hour + 1) * core::ms_per_hour};
            auto figure = map.volume(link, interval);
            double const error = info_of(ObservedKind::count).error_share * figure.value();
            readings.push_back({std::move(figure), 0, error, {}});
            spread_noise(readings.back(), prior, ObservedKind::count, interval);
        }
    }
    return readings;
}

double variance_of(DemandEstimate const& estimate, std::span<Figure const> figures)
{
    double sum = 0;
    for (Figure const& figure : figures) {
        double const sd = estimate.of(figure).sd;
        sum += sd * sd;
    }
    return sum;
}

}  // namespace

CounterCandidate LinkInformation::candidate(std::span<LinkId const> links) const
{
    return {counts_of(map_, prior_, links)};
}

double information_of_links(DayMap const& map, std::span<LinkId const> links, DemandPrior const& prior)
{
    std::set<LinkId> const distinct(links.begin(), links.end());
    auto readings = counts_of(map, prior, std::vector<LinkId>(distinct.begin(), distinct.end()));
    std::erase_if(readings, [](Reading const& reading) { return reading.figure.value() <= 0; });
    auto const pairs = figures_of_pairs(map);
    DemandEstimate estimate(map, prior);
    double const before = variance_of(estimate, pairs);
    if (before <= 0 || readings.empty()) return 0;
    estimate.update(readings);
    return std::clamp(1 - variance_of(estimate, pairs) / before, 0.0, 1.0);
}

std::vector<LinkWorth> LinkInformation::best(std::span<LinkId const> links, std::size_t count) const
{
    std::vector<CounterCandidate> candidates;
    for (std::size_t i = 0; i < links.size(); ++i) candidates.push_back(candidate(links.subspan(i, 1)));
    std::vector<LinkWorth> best;
    for (auto const& chosen : worth_of_counters(estimate_, targets_, candidates, count)) {
        best.push_back({links[chosen.candidate], chosen.removed_share});
    }
    return best;
}

std::vector<double> LinkInformation::removed_in_turn(std::span<std::vector<LinkId> const> devices) const
{
    std::vector<CounterCandidate> candidates;
    for (auto const& links : devices) candidates.push_back(candidate(links));
    return removed_shares(estimate_, targets_, candidates);
}

std::vector<LinkId> busiest_uncounted(DayMap const& map, Observations const& present, std::span<LinkId const> links,
                                      std::size_t most)
{
    std::set<LinkId> counted;
    for (auto const& sensor : present.sensors) {
        if (sensor.is_used && sensor.kind == ObservedKind::count)
            counted.insert(sensor.target.links.begin(), sensor.target.links.end());
    }
    std::vector<std::pair<std::int64_t, LinkId>> busy;
    for (LinkId const link : links) {
        auto const vehicles = map.passages(link, {0, core::ms_per_day});
        if (vehicles > 0 && !counted.contains(link)) busy.emplace_back(vehicles, link);
    }
    std::ranges::stable_sort(busy, std::greater{}, &std::pair<std::int64_t, LinkId>::first);
    busy.resize(std::min(busy.size(), most));
    std::vector<LinkId> result;
    result.reserve(busy.size());
    for (auto const& [vehicles, link] : busy) result.push_back(link);
    return result;
}

}  // namespace halong::equilibrium
