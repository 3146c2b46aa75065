#include "export/gis/hourly_layers.hpp"

#include "core/error.hpp"
#include "core/time.hpp"
#include "export/geopackage.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

namespace halong::exporting {
namespace {

using geo::FieldType;
using geo::OutputLayer;
using geo::Value;
using results::Hdf5Reader;

constexpr std::size_t hours = core::hours_per_day;
constexpr std::array<std::string_view, 3> site_services{"wifi", "camera", "operations"};
constexpr std::array<std::string_view, 9> place_services{"queue",
                                                         "counter",
                                                         "clinic",
                                                         "school",
                                                         "motorbike_parking",
                                                         "car_parking",
                                                         "coach_parking",
                                                         "motorbike_charging",
                                                         "car_charging"};
constexpr std::array<std::string_view, 4> zone_services{"wifi", "camera", "counter", "clinic"};

// Numbers by [row][hour], whatever stands in the file besides; throws where the shape is another.
class ByHour {
public:
    ByHour() = default;
    ByHour(Hdf5Reader const& run, std::string const& path, std::size_t rows) : rows_(rows)
    {
        auto const cells = run.numbers(path);
        std::size_t const places = rows * hours;
        core::ensure(places == 0 ? cells.empty() : cells.size() % places == 0, "a table by hour has another shape");
        classes_ = places == 0 ? 1 : cells.size() / places;
        cells_ = cells;
    }

    [[nodiscard]] double at(std::size_t row, std::size_t hour) const
    {
        double sum = 0;
        for (std::size_t c = 0; c < classes_; ++c) sum += of_class(row, hour, c);
        return sum;
    }
    [[nodiscard]] double of_class(std::size_t row, std::size_t hour, std::size_t person_class) const
    {
        return cells_.at((row * hours + hour) * classes_ + person_class);
    }
    [[nodiscard]] bool empty() const { return cells_.empty(); }
    [[nodiscard]] std::size_t classes() const { return classes_; }

private:
    std::size_t rows_ = 0;
    std::size_t classes_ = 1;
    std::vector<double> cells_;
};

// A table that some services have and others do not.
ByHour table_if_any(Hdf5Reader const& run, std::string const& path, std::size_t rows)
{
    return run.has(path) ? ByHour(run, path, rows) : ByHour();
}

Value share_pct(double part, double whole) { return whole > 0 ? Value(100 * part / whole) : Value(); }

Value value_of(ByHour const& table, std::size_t row, std::size_t hour)
{
    if (table.empty()) return {};
    double const value = table.at(row, hour);
    return std::isfinite(value) ? Value(value) : Value();
}

void add_times(std::vector<Value>& values, std::size_t hour)
{
    values.emplace_back(static_cast<std::int64_t>(hour));
    values.emplace_back(hour_text(static_cast<int>(hour)));
    values.emplace_back(hour_text(static_cast<int>(hour) + 1));
}

void add_row(OutputLayer& layer, geo::Geometry geometry, std::vector<Value> values)
{
    layer.features.push_back(
        {static_cast<std::int64_t>(layer.features.size()) + 1, std::move(geometry), std::move(values)});
}

struct Demand {
    ByHour offered;
    ByHour covered;
    ByHour carried;

    Demand(Hdf5Reader const& run, std::string const& prefix, std::size_t rows)
        : offered(run, prefix + "offered", rows),
          covered(run, prefix + "covered", rows),
          carried(run, prefix + "carried", rows)
    {}
    Demand(ByHour came, ByHour admitted) : offered(came), covered(std::move(came)), carried(std::move(admitted)) {}

    void add(std::vector<Value>& values, std::size_t row, std::size_t hour) const
    {
        double const all = offered.at(row, hour);
        double const served = carried.at(row, hour);
        for (double const amount : {all, covered.at(row, hour), served}) values.emplace_back(amount);
        values.push_back(share_pct(served, all));
    }
};

void add_sites(OutputLayer& layer, Hdf5Reader const& run, std::string const& service)
{
    std::string const group = "/" + service;
    if (!run.has(group + "/site_id")) return;
    auto const ids = run.texts(group + "/site_id");
    auto const x = run.numbers(group + "/site_x");
    auto const y = run.numbers(group + "/site_y");
    core::ensure(x.size() == ids.size() && y.size() == ids.size(), "sites and their positions differ in number");
    if (ids.empty()) return;
    std::string const unit = run.attribute(group, "unit");
    Demand const demand(run, group + "/site_", ids.size());
    for (std::size_t row = 0; row < ids.size(); ++row) {
        for (std::size_t hour = 0; hour < hours; ++hour) {
            if (!(demand.offered.at(row, hour) > 0)) continue;
            std::vector<Value> values{ids[row], service};
            add_times(values, hour);
            values.emplace_back(unit);
            demand.add(values, row, hour);
            add_row(layer, geo::PointMetric{x[row], y[row]}, std::move(values));
        }
    }
}

void add_places(OutputLayer& layer, Hdf5Reader const& run, std::string const& service,
                std::map<std::string, geo::PointMetric> const& positions)
{
    std::string const group = "/" + service;
    if (!run.has(group + "/id")) return;
    auto const ids = run.texts(group + "/id");
    auto const names = run.texts(group + "/name");
    core::ensure(names.size() == ids.size(), "places and their names differ in number");
    if (ids.empty()) return;
    std::size_t const rows = ids.size();
    bool const is_queue = service == "queue";
    std::string const unit = is_queue ? "person" : run.attribute(group, "unit");
    Demand const demand = is_queue ? Demand(ByHour(run, group + "/came", rows), ByHour(run, group + "/admitted", rows))
                                   : Demand(run, group + "/place_", rows);
    ByHour const wait = table_if_any(run, group + "/mean_wait", rows);
    bool const charges = run.has(group + "/at_work") && run.has(group + "/points");
    ByHour const taken = table_if_any(run, group + (charges ? "/at_work" : "/taken"), rows);
    ByHour const room = table_if_any(run, group + (charges ? "/points" : "/spaces"), rows);
    for (std::size_t row = 0; row < rows; ++row) {
        auto const position = positions.find(ids[row]);
        for (std::size_t hour = 0; hour < hours; ++hour) {
            bool const is_used = !taken.empty() && taken.at(row, hour) > 0;
            if (!(demand.offered.at(row, hour) > 0) && !is_used) continue;
            std::vector<Value> values{ids[row], names[row], service};
            add_times(values, hour);
            values.emplace_back(unit);
            demand.add(values, row, hour);
            bool const served = demand.carried.at(row, hour) > 0;
            values.push_back(served ? value_of(wait, row, hour) : Value());
            values.push_back(value_of(taken, row, hour));
            values.push_back(value_of(room, row, hour));
            values.push_back(taken.empty() || room.empty() ? Value()
                                                           : share_pct(taken.at(row, hour), room.at(row, hour)));
            add_row(layer, position == positions.end() ? geo::Geometry() : geo::Geometry(position->second),
                    std::move(values));
        }
    }
}

}  // namespace

std::string hour_text(int hour)
{
    std::string const next_day = "2025-06-05";
    return fmt::format("{}T{:02}:00:00", hour < core::hours_per_day ? std::string(nominal_day) : next_day,
                       hour % core::hours_per_day);
}

OutputLayer site_hours_layer(Hdf5Reader const& run)
{
    OutputLayer layer{"site_hours",
                      "Demand and load of each site by hour",
                      geo::GeometryType::point,
                      {{"site", FieldType::text},
                       {"service", FieldType::text},
                       {"hour", FieldType::integer},
                       {"starts", FieldType::date_time},
                       {"ends", FieldType::date_time},
                       {"unit", FieldType::text},
                       {"offered", FieldType::real},
                       {"covered", FieldType::real},
                       {"carried", FieldType::real},
                       {"carried_share_pct", FieldType::real}},
                      {},
                      ""};
    for (std::string_view const service : site_services) add_sites(layer, run, std::string(service));
    return layer;
}

OutputLayer place_hours_layer(Hdf5Reader const& run, std::map<std::string, geo::PointMetric> const& positions)
{
    OutputLayer layer{"place_hours",
                      "Visits, waits and spaces of each place by hour",
                      geo::GeometryType::point,
                      {{"place", FieldType::text},
                       {"name", FieldType::text},
                       {"service", FieldType::text},
                       {"hour", FieldType::integer},
                       {"starts", FieldType::date_time},
                       {"ends", FieldType::date_time},
                       {"unit", FieldType::text},
                       {"offered", FieldType::real},
                       {"covered", FieldType::real},
                       {"carried", FieldType::real},
                       {"carried_share_pct", FieldType::real},
                       {"mean_wait_min", FieldType::real},
                       {"taken", FieldType::real},
                       {"spaces", FieldType::real},
                       {"taken_pct", FieldType::real}},
                      {},
                      ""};
    for (std::string_view const service : place_services) add_places(layer, run, std::string(service), positions);
    return layer;
}

OutputLayer zone_hours_layer(Hdf5Reader const& run, std::map<std::string, geo::Area> const& areas)
{
    constexpr double minutes_per_h = 60;
    constexpr double m2_per_km2 = 1e6;
    OutputLayer layer{"zone_hours",
                      "People and services of each zone by hour",
                      geo::GeometryType::area,
                      {{"zone", FieldType::text},
                       {"name", FieldType::text},
                       {"hour", FieldType::integer},
                       {"starts", FieldType::date_time},
                       {"ends", FieldType::date_time},
                       {"present_persons", FieldType::real},
                       {"present_visitors", FieldType::real},
                       {"present_per_km2", FieldType::real}},
                      {},
                      ""};
    auto const ids = run.texts("/zones/id");
    auto const names = run.texts("/zones/name");
    auto const classes = run.texts("/person_class");
    core::ensure(names.size() == ids.size(), "zones and their names differ in number");
    ByHour const present(run, "/zones/present_by_class", ids.size());
    core::ensure(present.classes() == classes.size() || ids.empty(), "people present are counted by other classes");
    std::vector<Demand> services;
    for (std::string_view const service : zone_services) {
        std::string const prefix(service);
        for (char const* column : {"_offered", "_carried"}) layer.fields.push_back({prefix + column, FieldType::real});
        layer.fields.push_back({prefix + "_carried_share_pct", FieldType::real});
        services.emplace_back(run, "/" + prefix + "/zone_", ids.size());
    }
    for (std::size_t row = 0; row < ids.size(); ++row) {
        auto const area = areas.find(ids[row]);
        double const km2 = area == areas.end() ? 0 : geo::area_m2(area->second) / m2_per_km2;
        for (std::size_t hour = 0; hour < hours; ++hour) {
            double const persons = present.at(row, hour) / minutes_per_h;
            double visitors = 0;
            for (std::size_t c = 0; c < classes.size(); ++c) {
                if (classes[c].ends_with("_visitor")) visitors += present.of_class(row, hour, c) / minutes_per_h;
            }
            std::vector<Value> values{ids[row], names[row]};
            add_times(values, hour);
            values.emplace_back(persons);
            values.emplace_back(visitors);
            values.push_back(km2 > 0 ? Value(persons / km2) : Value());
            for (Demand const& demand : services) {
                double const offered = demand.offered.at(row, hour);
                double const carried = demand.carried.at(row, hour);
                values.emplace_back(offered);
                values.emplace_back(carried);
                values.push_back(share_pct(carried, offered));
            }
            add_row(layer, area == areas.end() ? geo::Geometry() : geo::Geometry(area->second), std::move(values));
        }
    }
    return layer;
}

}  // namespace halong::exporting
