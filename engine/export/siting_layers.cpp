#include "export/siting_layers.hpp"

#include "core/hash.hpp"
#include "services/demand_cells.hpp"

namespace halong::exporting {
namespace {

using geo::FieldType;

geo::Area square(geo::PointMetric middle)
{
    double const half_m = services::demand_cell_m / 2;
    return {{{{middle.x_m - half_m, middle.y_m - half_m},
              {middle.x_m + half_m, middle.y_m - half_m},
              {middle.x_m + half_m, middle.y_m + half_m},
              {middle.x_m - half_m, middle.y_m + half_m}},
             {}}};
}

}  // namespace

geo::OutputLayer proposed_sites_layer(study::SitingAnswer const& answer)
{
    geo::OutputLayer layer{"proposed_sites",
                           "Proposed hotspots, the one that adds most first",
                           geo::GeometryType::point,
                           {{"rank", FieldType::integer},
                            {"near", FieldType::text},
                            {"stable_id", FieldType::text},
                            {"expected_person_min", FieldType::real},
                            {"carried_person_min", FieldType::real},
                            {"reach_m", FieldType::real},
                            {"in_all_choices", FieldType::integer}},
                           {},
                           {}};
    for (auto const& site : answer.sites) {
        auto const rank = static_cast<std::int64_t>(layer.features.size()) + 1;
        layer.features.push_back(
            {rank,
             site.candidate.position,
             {rank, site.candidate.near, core::hex(site.candidate.stable_id), services::units(site.expected),
              services::units(site.carried), answer.reach_m, std::int64_t{site.in_all}}});
    }
    return layer;
}

geo::OutputLayer demand_cells_layer(study::SitingAnswer const& answer)
{
    geo::OutputLayer layer{"demand_cells",
                           "Demand for Wi-Fi outdoors in squares of 25 m, without new sites",
                           geo::GeometryType::area,
                           {{"offered_person_min", FieldType::real},
                            {"covered_person_min", FieldType::real},
                            {"carried_person_min", FieldType::real},
                            {"unserved_person_min", FieldType::real}},
                           {},
                           {}};
    for (auto const& cell : answer.cells) {
        layer.features.push_back(
            {static_cast<std::int64_t>(layer.features.size()) + 1,
             square(cell.middle),
             {services::units(cell.tally.offered), services::units(cell.tally.covered),
              services::units(cell.tally.carried), services::units(cell.tally.offered - cell.tally.carried)}});
    }
    return layer;
}

}  // namespace halong::exporting
