#include "export/geopackage.hpp"
#include "export/link_traffic.hpp"
#include "export/qgis_style.hpp"
#include "export/result_layers.hpp"
#include "network/link_line.hpp"

#include <fmt/format.h>
#include <string>
#include <utility>

namespace halong::exporting {
namespace {

using city::City;
using core::LinkId;
using geo::Feature;
using geo::FieldType;
using geo::OutputLayer;
using geo::Value;
using network::VehicleClass;
using simulation::RunResult;

// ids are hashes of 64 bits, which SQLite's signed numbers do not hold: 16 hex digits.
std::string stable_text(std::uint64_t stable_id) { return fmt::format("{:016x}", stable_id); }

Value number(auto value) { return static_cast<std::int64_t>(value); }

std::uint32_t count_of(LinkHour const& sums, VehicleClass vehicle)
{
    return sums.by_class[static_cast<std::size_t>(vehicle)];
}

std::int64_t fid_of(LinkId link) { return std::int64_t{link.value()} + 1; }

std::vector<geo::Field> link_fields()
{
    std::vector<geo::Field> fields{{"stable_id", FieldType::text},
                                   {"way_id", FieldType::text},
                                   {"name", FieldType::text},
                                   {"class", FieldType::text},
                                   {"from_node", FieldType::text},
                                   {"to_node", FieldType::text},
                                   {"length_m", FieldType::real},
                                   {"lanes", FieldType::integer},
                                   {"width_m", FieldType::real},
                                   {"speed_limit_kmh", FieldType::real},
                                   {"capacity_pcu_per_h", FieldType::real},
                                   {"bridge", FieldType::integer},
                                   {"peak_hour", FieldType::integer},
                                   {"peak_volume", FieldType::integer},
                                   {"volume_day", FieldType::integer},
                                   {"motorbike_day", FieldType::integer},
                                   {"car_day", FieldType::integer},
                                   {"van_day", FieldType::integer},
                                   {"heavy_day", FieldType::integer},
                                   {"bicycle_day", FieldType::integer},
                                   {"walkers_day", FieldType::integer},
                                   {"vehicle_km_day", FieldType::real},
                                   {"cameras", FieldType::integer}};
    for (auto const& [name, type] : {std::pair{"volume", FieldType::integer}, std::pair{"speed_kmh", FieldType::real},
                                     std::pair{"delay_s", FieldType::real}}) {
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            fields.push_back({fmt::format("{}_{:02}", name, hour), type});
        }
    }
    return fields;
}

void add_day_values(std::vector<Value>& values, LinkHour const& day)
{
    std::uint32_t const heavy =
        count_of(day, VehicleClass::bus) + count_of(day, VehicleClass::coach) + count_of(day, VehicleClass::lorry);
    for (std::uint32_t const count :
         {day.vehicles, count_of(day, VehicleClass::motorbike), count_of(day, VehicleClass::car),
          count_of(day, VehicleClass::van), heavy, count_of(day, VehicleClass::bicycle), day.walkers}) {
        values.push_back(number(count));
    }
}

Feature link_feature(City const& city, RunResult const& run, LinkId link)
{
    network::Network const& network = city.network;
    PeakHour const peak = peak_hour(run.link_hours, link);
    std::vector<Value> values{stable_text(network.stable_id(link)),
                              network.way_id(link),
                              network.name(link),
                              std::string(network::name_of(network.road_class(link))),
                              stable_text(network.stable_id(network.from(link))),
                              stable_text(network.stable_id(network.to(link))),
                              network.length_m(link),
                              number(network.lanes(link)),
                              network.width_m(link),
                              network.speed_limit_kmh(link),
                              network.supply(link).capacity_pcu_per_h,
                              number(network.is_bridge(link)),
                              number(peak.hour),
                              number(peak.vehicles)};
    LinkHour const day = link_day(run.link_hours, link);
    add_day_values(values, day);
    values.emplace_back(day.vehicles * network.length_m(link) / 1000);
    auto const* const cameras = services::find_service(run.services, "camera");
    bool const is_known = cameras != nullptr && !cameras->link_sites.empty();
    values.push_back(is_known ? number(cameras->link_sites[link.value()]) : Value());
    std::vector<Value> speeds;
    std::vector<Value> delays;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        LinkHour const sums = link_hour(run.link_hours, link, hour);
        values.push_back(number(sums.vehicles));
        bool const used = sums.vehicles > 0;
        speeds.push_back(used ? Value(sums.speed_kmh(network.length_m(link))) : Value());
        delays.push_back(used ? Value(sums.delay_s()) : Value());
    }
    values.insert(values.end(), speeds.begin(), speeds.end());
    values.insert(values.end(), delays.begin(), delays.end());
    return {fid_of(link), line_of(network, link), std::move(values)};
}

// Main roads only: small streets would make the table several times as long and say little.
bool is_main_road(network::RoadClass road_class) { return road_class <= network::RoadClass::tertiary; }

}  // namespace

OutputLayer links_layer(City const& city, RunResult const& run)
{
    OutputLayer layer{
        "links",      "Vehicles, speed and delay of each link by hour", geo::GeometryType::line, link_fields(), {},
        links_style()};
    layer.features.reserve(city.network.link_count());
    for (LinkId const link : city.network.links()) layer.features.push_back(link_feature(city, run, link));
    return layer;
}

OutputLayer link_hours_layer(City const& city, RunResult const& run)
{
    OutputLayer layer{"link_hours",
                      "Hours with traffic on main roads; link_fid is the fid of `links`",
                      geo::GeometryType::none,
                      {{"link_fid", FieldType::integer},
                       {"hour", FieldType::date_time},
                       {"volume", FieldType::integer},
                       {"speed_kmh", FieldType::real},
                       {"delay_s", FieldType::real}},
                      {},
                      ""};
    for (LinkId const link : city.network.links()) {
        if (!is_main_road(city.network.road_class(link))) continue;
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            LinkHour const sums = link_hour(run.link_hours, link, hour);
            if (sums.vehicles == 0) continue;
            layer.features.push_back(
                {static_cast<std::int64_t>(layer.features.size()) + 1,
                 {},
                 {fid_of(link), fmt::format("{}T{:02}:00:00", nominal_day, hour), number(sums.vehicles),
                  sums.speed_kmh(city.network.length_m(link)), sums.delay_s()}});
        }
    }
    return layer;
}

}  // namespace halong::exporting
