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

CounterCandidate LinkInformation::candidate(std::span<LinkId const> links) const
{
    CounterCandidate candidate;
    for (LinkId const link : links) {
        for (int const hour : {7, 17}) {
            Interval const interval{hour * core::ms_per_hour, (hour + 1) * core::ms_per_hour};
            auto figure = map_.volume(link, interval);
            double const error = info_of(ObservedKind::count).error_share * figure.value();
            candidate.readings.push_back({std::move(figure), 0, error, {}});
            spread_noise(candidate.readings.back(), prior_, ObservedKind::count, interval);
        }
    }
    return candidate;
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
    for (auto const& [vehicles, link] : busy) result.push_back(link);
    return result;
}

}  // namespace halong::equilibrium
