#include "services/link_incidents.hpp"

#include "core/hash.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

namespace halong::services {
namespace {

using core::LinkId;
using network::RoadClass;

std::vector<std::uint64_t> link_keys(network::Network const& network)
{
    std::vector<std::uint64_t> keys;
    for (LinkId const link : network.links()) keys.push_back(network.stable_id(link));
    return keys;
}

}  // namespace

LinkIncidents::LinkIncidents(city::City const& city, city::Plans const& plans,
                             std::span<std::uint32_t const> traveller_of_stay, LinkRisks const& risks)
    : city_(city),
      plans_(plans),
      traveller_of_stay_(traveller_of_stay),
      on_roads_(risks.random, core::Stream::operations, risks.road_purpose, link_keys(city.network),
                risks.road_mean_mm),
      on_foot_(risks.random, core::Stream::operations, risks.walker_purpose, link_keys(city.network),
               risks.walker_mean_ms)
{
    for (LinkId const link : city.network.links()) {
        bool const is_road = city.network.road_class(link) != RoadClass::ferry;
        length_mm_.push_back(is_road ? static_cast<std::int32_t>(std::lround(city.network.length_m(link) * 1000)) : 0);
    }
}

std::vector<LinkId> LinkIncidents::watched_links() const
{
    std::vector<LinkId> links;
    for (std::uint32_t i = 0; i < length_mm_.size(); ++i) {
        if (length_mm_[i] > 0) links.emplace_back(i);
    }
    return links;
}

// How much happens on the stretch: vehicle-millimetres, or person-milliseconds on foot.
std::int64_t LinkIncidents::exposure_of(city::Passage const& passage) const
{
    auto const link = passage.link.value();
    if (length_mm_[link] == 0) return 0;
    if (passage.drives) return length_mm_[link];
    return std::int64_t{plans_.persons[traveller_of_stay_[passage.leg]]} * (passage.exit_ms - passage.entry_ms);
}

// Most minutes have no incident, whatever the order of passages. In one that has, the passages of those links are taken
// back and come once more, in the order of leaving.
void LinkIncidents::passages(std::span<city::Passage const> passages)
{
    bool is_due = false;
    for (city::Passage const& passage : passages) {
        is_due |= exposure_on(passage).grow(passage.link.value(), exposure_of(passage));
    }
    if (!is_due) return;
    std::vector<city::Passage> again;
    std::ranges::copy_if(passages, std::back_inserter(again), [this](city::Passage const& passage) {
        return exposure_on(passage).is_due(passage.link.value());
    });
    std::ranges::sort(again, {}, [](city::Passage const& p) { return std::tuple(p.exit_ms, p.leg, p.link); });
    for (city::Passage const& passage : again) {
        exposure_on(passage).take_back(passage.link.value(), exposure_of(passage));
    }
    for (city::Passage const& passage : again) pass(passage);
}

// What happens on a stretch is told of when whoever it happens to would have left it.
void LinkIncidents::pass(city::Passage const& passage)
{
    auto const link = passage.link.value();
    Exposure& exposure = exposure_on(passage);
    exposure.add(link, exposure_of(passage), [&](std::uint32_t number, double fraction) {
        Incident incident;
        incident.key = core::combine(exposure.key(link), 2 * std::uint64_t{number} + (passage.drives ? 0 : 1));
        incident.point = geo::point_along(line_of(city_.network, passage.link), fraction);
        incident.kind = passage.drives ? IncidentKind::road : IncidentKind::public_space;
        incident.person_class = plans_.person_class[traveller_of_stay_[passage.leg]];
        incident.at_ms = passage.exit_ms;
        found_.push_back({passage.exit_ms, passage.leg, passage.link, incident});
    });
}

// Those of one passage are found one after the other, and stay so.
std::vector<Incident> LinkIncidents::take()
{
    std::ranges::stable_sort(found_, {}, [](Found const& f) { return std::tuple(f.exit_ms, f.leg, f.link); });
    std::vector<Incident> incidents;
    for (Found const& found : std::exchange(found_, {})) incidents.push_back(found.incident);
    return incidents;
}

void LinkIncidents::hear(core::ArchiveReader& archive)
{
    std::vector<Found> some;
    archive(some);
    found_.insert(found_.end(), some.begin(), some.end());
}

void LinkIncidents::take_further(LinkIncidents const& other)
{
    on_roads_.take_further(other.on_roads_);
    on_foot_.take_further(other.on_foot_);
}

}  // namespace halong::services
