#include "core/hash.hpp"
#include "export/geopackage.hpp"
#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"
#include "network/link_line.hpp"

#include <fmt/format.h>
#include <string>

namespace halong::exporting {
namespace {

using city::City;
using core::LinkId;
using geo::FieldType;
using geo::OutputLayer;
using simulation::RunResult;

// Runs go on past midnight: the date does too.
std::string date_time(core::Millis time)
{
    constexpr int first_day = 4;  // of nominal_day; a run lasts a few days at most
    return fmt::format("{}{:02}T{}", nominal_day.substr(0, 8), first_day + time / core::ms_per_day,
                       core::clock_text(time % core::ms_per_day));
}

geo::Feature feature_of(City const& city, traffic::Gridlock const& ring, std::size_t ring_row, std::size_t position)
{
    network::Network const& network = city.network;
    LinkId const link = ring.links[position];
    auto const number = [](auto value) { return static_cast<std::int64_t>(value); };
    return {0,
            line_of(network, link),
            {number(ring_row + 1), number(position + 1), number(ring.links.size()), date_time(ring.first_seen_ms),
             date_time(ring.last_seen_ms), ring.vehicles_held, ring.turns,
             std::string(ring.turns > 0 ? "moved on" : "stood"), number(link.value()) + 1,
             core::hex(network.stable_id(link)), network.name(link),
             std::string(network::name_of(network.road_class(link)))}};
}

}  // namespace

OutputLayer gridlock_layer(City const& city, RunResult const& run)
{
    OutputLayer layer{"gridlock",
                      "Links of each ring of full links that waited for each other",
                      geo::GeometryType::line,
                      {{"ring", FieldType::integer},
                       {"link_in_ring", FieldType::integer},
                       {"links_in_ring", FieldType::integer},
                       {"first_seen", FieldType::date_time},
                       {"last_seen", FieldType::date_time},
                       {"vehicles_held", FieldType::integer},
                       {"turns", FieldType::integer},
                       {"state", FieldType::text},
                       {"link_fid", FieldType::integer},
                       {"stable_id", FieldType::text},
                       {"name", FieldType::text},
                       {"class", FieldType::text}},
                      {},
                      gridlock_style()};
    for (std::size_t row = 0; row < run.gridlocks.size(); ++row) {
        traffic::Gridlock const& ring = run.gridlocks[row];
        for (std::size_t i = 0; i < ring.links.size(); ++i) {
            layer.features.push_back(feature_of(city, ring, row, i));
            layer.features.back().fid = static_cast<std::int64_t>(layer.features.size());
        }
    }
    return layer;
}

}  // namespace halong::exporting
