#include "export/viewer/service_columns.hpp"

#include "core/error.hpp"
#include "core/time.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace halong::exporting {
namespace {

using results::Hdf5Reader;

constexpr std::size_t hours = core::hours_per_day;

// [row][hour][class] to [row][hour].
template <class Number = float>
std::vector<Number> over_classes(std::vector<double> const& cells, std::size_t rows)
{
    std::vector<Number> sums;
    std::size_t const classes = rows == 0 ? 1 : cells.size() / (rows * hours);
    core::ensure(cells.size() == rows * hours * classes, "a table of demand has another shape");
    for (std::size_t cell = 0; cell < rows * hours; ++cell) {
        double sum = 0;
        for (std::size_t c = 0; c < classes; ++c) sum += cells[cell * classes + c];
        sums.push_back(static_cast<Number>(sum));
    }
    return sums;
}

// Those of [row][hour] whose rows are kept.
std::vector<float> kept_rows(std::vector<float> const& cells, std::vector<std::size_t> const& kept)
{
    std::vector<float> result;
    for (std::size_t const row : kept) {
        auto const first = cells.begin() + static_cast<std::ptrdiff_t>(row * hours);
        result.insert(result.end(), first, first + hours);
    }
    return result;
}

class ServiceWriter {
public:
    ServiceWriter(ColumnFiles& files, Hdf5Reader const& run, BaseMap const& map, geo::Projection const& crs,
                  std::size_t zones)
        : files_(files), run_(run), map_(map), crs_(crs), zones_(zones)
    {}

    void sites(std::string const& id)
    {
        std::string const group = "/" + id;
        if (!run_.has(group + "/site_id")) return;
        ServiceRows rows{id, run_.attribute(group, "unit"), run_.texts(group + "/site_id"), {}, 0, {}};
        auto const x = run_.numbers(group + "/site_x");
        auto const y = run_.numbers(group + "/site_y");
        core::ensure(x.size() == rows.ids.size() && y.size() == x.size(), "sites and their positions differ in number");
        std::vector<geo::PointMetric> points;
        for (std::size_t row = 0; row < x.size(); ++row) points.push_back({x[row], y[row]});
        begin(rows.id, points);
        demand(id, "site_", rows.ids.size(), all_of(rows.ids.size()));
        finish(std::move(rows));
    }

    void places(std::string const& id, std::vector<std::pair<char const*, char const*>> const& measures)
    {
        std::string const group = "/" + id;
        if (!run_.has(group + "/id")) return;
        auto const place_ids = run_.texts(group + "/id");
        auto const names = run_.texts(group + "/name");
        core::ensure(names.size() == place_ids.size(), "places and their names differ in number");
        bool const is_queue = id == "queue";
        ServiceRows rows{id, is_queue ? "person" : run_.attribute(group, "unit"), {}, {}, 0, {}};
        std::vector<std::size_t> kept;
        std::vector<geo::PointMetric> points;
        for (std::size_t row = 0; row < place_ids.size(); ++row) {
            auto const found = map_.place_positions.find(place_ids[row]);
            if (found == map_.place_positions.end()) {
                ++rows.without_position;
                continue;
            }
            kept.push_back(row);
            points.push_back(found->second);
            rows.ids.push_back(place_ids[row]);
            rows.names.push_back(names[row]);
        }
        begin(id, points);
        if (is_queue) {
            visits(kept, place_ids.size());
        } else {
            demand(id, "place_", place_ids.size(), kept);
        }
        for (auto const& [dataset, name] : measures) {
            if (!run_.has(group + "/" + dataset)) continue;
            auto const values = run_.numbers(group + "/" + dataset);
            files_.add(column(id, name), kept_rows(over_classes(values, place_ids.size()), kept));
            rows.measures.emplace_back(name);
        }
        finish(std::move(rows));
    }

    std::vector<ServiceRows> take() { return std::move(all_); }

private:
    static std::string column(std::string const& id, std::string const& name) { return "service." + id + "." + name; }
    static std::vector<std::size_t> all_of(std::size_t rows)
    {
        std::vector<std::size_t> all(rows);
        for (std::size_t row = 0; row < rows; ++row) all[row] = row;
        return all;
    }

    void begin(std::string const& id, std::vector<geo::PointMetric> const& points)
    {
        files_.start_file("service-" + id + ".bin");
        files_.add(column(id, "point"), degree_steps(crs_, points));
    }

    void finish(ServiceRows rows)
    {
        files_.finish_file();
        if (!rows.ids.empty()) all_.push_back(std::move(rows));
    }

    void demand(std::string const& id, std::string const& prefix, std::size_t rows,
                std::vector<std::size_t> const& kept)
    {
        std::string const group = "/" + id + "/";
        for (auto const* const kind : {"offered", "covered", "carried"}) {
            auto const cells = over_classes(run_.numbers(group + prefix + kind), rows);
            files_.add(column(id, kind), kept_rows(cells, kept));
            files_.add(column(id, std::string("zone_") + kind),
                       over_classes(run_.numbers(group + "zone_" + kind), zones_));
        }
    }

    // Whoever comes to a queue has reached it: offered and covered are the same.
    void visits(std::vector<std::size_t> const& kept, std::size_t rows)
    {
        auto const came = kept_rows(over_classes(run_.numbers("/queue/came"), rows), kept);
        files_.add(column("queue", "offered"), came);
        files_.add(column("queue", "covered"), came);
        files_.add(column("queue", "carried"), kept_rows(over_classes(run_.numbers("/queue/admitted"), rows), kept));
    }

    ColumnFiles& files_;
    Hdf5Reader const& run_;
    BaseMap const& map_;
    geo::Projection const& crs_;
    std::size_t zones_;
    std::vector<ServiceRows> all_;
};

}  // namespace

std::vector<ServiceRows> write_services(ColumnFiles& files, Hdf5Reader const& run, BaseMap const& map,
                                        geo::Projection const& crs, std::size_t zones)
{
    ServiceWriter writer(files, run, map, crs, zones);
    for (auto const* const id : {"wifi", "camera", "operations"}) writer.sites(id);
    writer.places("queue", {{"mean_wait", "wait_min"}});
    for (auto const* const id : {"counter", "clinic"}) writer.places(id, {{"mean_wait", "wait_min"}});
    writer.places("school", {});
    for (auto const* const id : {"motorbike_parking", "car_parking", "coach_parking"}) {
        writer.places(id, {{"taken", "taken"}, {"spaces", "capacity"}});
    }
    return writer.take();
}

std::vector<std::string_view> const& viewer_services()
{
    static std::vector<std::string_view> const services{
        "wifi",   "camera", "operations",        "queue",       "counter",
        "clinic", "school", "motorbike_parking", "car_parking", "coach_parking"};
    return services;
}

std::optional<ServiceHours> read_service_hours(Hdf5Reader const& run, std::string const& id, std::size_t zones)
{
    std::string const group = "/" + id + "/";
    bool const has_sites = run.has(group + "site_id");
    if (!has_sites && !run.has(group + "id")) return std::nullopt;
    ServiceHours hours_of;
    hours_of.ids = run.texts(group + (has_sites ? "site_id" : "id"));
    std::size_t const rows = hours_of.ids.size();
    if (id == "queue") {
        hours_of.offered = over_classes<double>(run.numbers("/queue/came"), rows);
        hours_of.carried = over_classes<double>(run.numbers("/queue/admitted"), rows);
        return hours_of;
    }
    std::string const prefix = group + (has_sites ? "site_" : "place_");
    hours_of.offered = over_classes<double>(run.numbers(prefix + "offered"), rows);
    hours_of.carried = over_classes<double>(run.numbers(prefix + "carried"), rows);
    hours_of.zone_offered = over_classes<double>(run.numbers(group + "zone_offered"), zones);
    hours_of.zone_carried = over_classes<double>(run.numbers(group + "zone_carried"), zones);
    return hours_of;
}

}  // namespace halong::exporting
