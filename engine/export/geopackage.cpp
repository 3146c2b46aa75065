#include "export/geopackage.hpp"

#include "export/result_layers.hpp"

#include <algorithm>
#include <string>

namespace halong::exporting {

using city::City;
using geo::FieldType;
using geo::OutputLayer;
using simulation::RunResult;

std::vector<OutputLayer> result_layers(City const& city, RunResult const& run)
{
    return {links_layer(city, run),     link_hours_layer(city, run), gridlock_layer(city, run),
            zones_layer(city, run),     sites_layer(city, run),      desks_layer(city, run),
            incidents_layer(city, run), parking_layer(city, run),    loads_layer(city, run)};
}

void write_geopackage(std::filesystem::path const& path, City const& city, RunResult const& run)
{
    geo::write_geopackage(path, geo::Projection(city.crs), result_layers(city, run));
}

void write_kpi_csv(std::filesystem::path const& path, std::vector<results::Kpi> const& kpis)
{
    OutputLayer table{"kpis",
                      "",
                      geo::GeometryType::none,
                      {{"id", FieldType::text}, {"unit", FieldType::text}, {"value", FieldType::real}},
                      {},
                      ""};
    auto const& all = results::all_kpis();
    for (results::Kpi const& kpi : kpis) {
        auto const info = std::ranges::find(all, kpi.id, &results::KpiInfo::id);
        table.features.push_back(
            {0, {}, {kpi.id, info == all.end() ? std::string() : std::string(info->unit), kpi.value}});
    }
    geo::write_csv(path, table);
}

}  // namespace halong::exporting
