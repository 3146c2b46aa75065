#include "export/siting_layers.hpp"

#include "core/hash.hpp"
#include "network/link_line.hpp"
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

bool is_camera(study::SitingAnswer const& answer) { return answer.service == scenario::ServiceKind::camera; }

// "expected_person_min", "expected_passages".
std::string column(std::string_view word, study::SitingAnswer const& answer)
{
    return std::string(word) + (is_camera(answer) ? "_passages" : "_person_min");
}

}  // namespace

geo::OutputLayer proposed_sites_layer(study::SitingAnswer const& answer)
{
    geo::OutputLayer layer{"proposed_sites",
                           "Proposed sites, the one that adds most first",
                           geo::GeometryType::point,
                           {{"rank", FieldType::integer},
                            {"near", FieldType::text},
                            {"stable_id", FieldType::text},
                            {column("expected", answer), FieldType::real},
                            {column("carried", answer), FieldType::real},
                            {"reach_m", FieldType::real},
                            {"in_all_choices", FieldType::integer}},
                           {},
                           {}};
    if (is_camera(answer)) layer.fields.push_back({"heading_deg", FieldType::real});
    if (answer.information > 0) layer.fields.push_back({"informed_pct", FieldType::real});
    for (auto const& site : answer.sites) {
        auto const rank = static_cast<std::int64_t>(layer.features.size()) + 1;
        layer.features.push_back(
            {rank,
             site.candidate.position,
             {rank, site.candidate.near, core::hex(site.candidate.stable_id), services::units(site.expected),
              services::units(site.carried), answer.reach_m, std::int64_t{site.in_all}}});
        if (is_camera(answer)) layer.features.back().values.emplace_back(site.candidate.heading_deg);
        if (answer.information > 0) layer.features.back().values.emplace_back(100 * site.informed);
    }
    return layer;
}

geo::OutputLayer runner_up_sites_layer(study::SitingAnswer const& answer)
{
    geo::OutputLayer layer{"runner_up_sites",
                           "Sites of the best choices that differ from the proposal",
                           geo::GeometryType::point,
                           {{"different_sites", FieldType::integer},
                            {"rank", FieldType::integer},
                            {"near", FieldType::text},
                            {"stable_id", FieldType::text},
                            {column("expected", answer), FieldType::real},
                            {"is_proposed", FieldType::integer},
                            {"behind_pct", FieldType::real},
                            {"simulated_behind_pct", FieldType::real}},
                           {},
                           {}};
    std::int64_t const best = answer.rounds[answer.best_round].choice.covered;
    std::int64_t const carried = answer.rounds[answer.best_round].carried;
    for (study::RunnerUp const& one : answer.runners_up) {
        double const behind_pct =
            best == 0 ? 0 : 100 * static_cast<double>(best - one.choice.covered) / static_cast<double>(best);
        geo::Value simulated_behind_pct;
        if (one.carried && carried > 0) {
            simulated_behind_pct = 100 * static_cast<double>(carried - *one.carried) / static_cast<double>(carried);
        }
        for (std::size_t i = 0; i < one.sites.size(); ++i) {
            auto const number = static_cast<std::int64_t>(layer.features.size()) + 1;
            layer.features.push_back({number,
                                      one.sites[i].position,
                                      {std::int64_t{one.different}, static_cast<std::int64_t>(i) + 1, one.sites[i].near,
                                       core::hex(one.sites[i].stable_id), services::units(one.choice.gain[i]),
                                       std::int64_t{one.is_proposed[i]}, behind_pct, simulated_behind_pct}});
        }
    }
    return layer;
}

geo::OutputLayer siting_demand_layer(study::SitingAnswer const& answer, city::City const& city)
{
    bool const by_link = is_camera(answer);
    geo::OutputLayer layer{by_link ? "demand_links" : "demand_cells",
                           by_link ? "Passages along links, without new sites"
                                   : "Demand for Wi-Fi outdoors in squares of 25 m, without new sites",
                           by_link ? geo::GeometryType::line : geo::GeometryType::area,
                           {{column("offered", answer), FieldType::real},
                            {column("covered", answer), FieldType::real},
                            {column("carried", answer), FieldType::real},
                            {column("unserved", answer), FieldType::real}},
                           {},
                           {}};
    for (std::size_t i = 0; i < answer.cells.size(); ++i) {
        auto const& tally = answer.cells[i].tally;
        geo::Geometry geometry = square(answer.cells[i].middle);
        if (by_link) geometry = line_of(city.network, core::LinkId{i});
        layer.features.push_back({static_cast<std::int64_t>(i) + 1,
                                  std::move(geometry),
                                  {services::units(tally.offered), services::units(tally.covered),
                                   services::units(tally.carried), services::units(tally.offered - tally.carried)}});
    }
    return layer;
}

}  // namespace halong::exporting
