#include "city/transit.hpp"

#include <tuple>

namespace halong::city {
namespace {

template <class Row>
std::vector<std::uint32_t> order_by_id(std::vector<Row> const& rows)
{
    std::vector<std::uint32_t> order(rows.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&rows](std::uint32_t i) { return std::string_view(rows[i].id); });
    return order;
}

}  // namespace

Transit in_order(Transit transit)
{
    Transit result;
    std::vector<std::uint32_t> new_stop(transit.stops.size());
    for (std::uint32_t const i : order_by_id(transit.stops)) {
        new_stop[i] = static_cast<std::uint32_t>(result.stops.size());
        result.stops.push_back(std::move(transit.stops[i]));
    }
    std::vector<std::uint32_t> new_line(transit.lines.size());
    for (std::uint32_t const i : order_by_id(transit.lines)) {
        new_line[i] = static_cast<std::uint32_t>(result.lines.size());
        result.lines.push_back(std::move(transit.lines[i]));
        for (std::uint32_t& stop : result.lines.back().stops) stop = new_stop[stop];
    }
    result.trips = std::move(transit.trips);
    for (TransitTrip& trip : result.trips) trip.line = new_line[trip.line];
    std::ranges::sort(result.trips, [](TransitTrip const& a, TransitTrip const& b) {
        return std::tie(a.times.front().departure_ms, a.id) < std::tie(b.times.front().departure_ms, b.id);
    });
    return result;
}

}  // namespace halong::city
