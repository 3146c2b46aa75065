#include "export/viewer/observed_day.hpp"

#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/new_folder.hpp"
#include "core/time.hpp"
#include "export/viewer/city_of_run.hpp"
#include "geo/projection.hpp"
#include "results/result_file.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using equilibrium::ObservedKind;
using equilibrium::Sensor;
using nlohmann::ordered_json;

constexpr std::size_t hours = core::hours_per_day;
constexpr double least_covered = 0.75;  // of the hour
constexpr double minutes_per_hour = 60;

[[noreturn]] void refuse(fs::path const& path, std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, std::move(message), std::move(help)});
}

// The hour in which an interval lies; nothing where it reaches over its end.
std::optional<std::size_t> hour_of(equilibrium::Interval interval)
{
    auto const hour = interval.from_ms / core::ms_per_hour;
    bool const is_inside = hour >= 0 && hour < static_cast<core::Millis>(hours) && interval.to_ms > interval.from_ms &&
                           interval.to_ms <= (hour + 1) * core::ms_per_hour;
    return is_inside ? std::optional(static_cast<std::size_t>(hour)) : std::nullopt;
}

// Of one sensor.
class HourSums {
public:
    explicit HourSums(ObservedKind kind) : is_count_(kind == ObservedKind::count) {}

    // False where the interval does not lie in one hour.
    bool add(equilibrium::Observation const& value)
    {
        auto const hour = hour_of(value.interval);
        if (!hour) return false;
        auto const length = static_cast<double>(value.interval.length_ms());
        sums_[*hour] += is_count_ ? value.value : value.value * length;
        covered_[*hour] += length;
        return true;
    }
    [[nodiscard]] ObservedHours values() const
    {
        ObservedHours result;
        for (std::size_t hour = 0; hour < hours; ++hour) {
            double const share = covered_[hour] / core::ms_per_hour;
            if (share < least_covered) continue;
            result[hour] = is_count_ ? sums_[hour] / share : sums_[hour] / covered_[hour];
        }
        return result;
    }

private:
    bool is_count_;
    std::array<double, hours> sums_{};
    std::array<double, hours> covered_{};
};

// What the result has for sensors, by hour.
class SimulatedHours {
public:
    SimulatedHours(results::Hdf5Reader const& run, city::City const& city)
        : city_(city), links_(run.texts("/links/id")), zones_(run.texts("/zones/id"))
    {
        for (std::size_t row = 0; row < links_.size(); ++row) link_row_.emplace(links_[row], row);
        by_class_ = cells(run, "/link_volume_by_class", network::vehicle_class_count * hours * links_.size());
        volume_ = cells(run, "/link_volume", hours * links_.size());
        walkers_ = cells(run, "/link_walkers", hours * links_.size());
        speed_ = cells(run, "/link_speed", hours * links_.size());
        length_ = cells(run, "/link_length", links_.size());
        present_ = cells(run, "/zones/present", zones_.size() * hours);
    }

    // Why there is nothing for it; empty where there is.
    [[nodiscard]] std::string lack_of(Sensor const& sensor) const
    {
        switch (sensor.kind) {
            case ObservedKind::count:
            case ObservedKind::speed:
            case ObservedKind::travel_time:
                if (sensor.target.links.empty()) return "matched to no road";
                return rows_of(sensor).empty() ? "on a road that the result does not have" : "";
            case ObservedKind::people:
                if (!sensor.target.zone.valid()) return "people at a place, which the result does not count by hour";
                return zone_of(sensor) ? "" : "in a zone that the result does not have";
            default:
                return fmt::format("{}, of which the result has no figure by hour", equilibrium::name_of(sensor.kind));
        }
    }

    [[nodiscard]] ObservedHours of(Sensor const& sensor) const
    {
        ObservedHours result;
        auto const rows = rows_of(sensor);
        for (std::size_t hour = 0; hour < hours; ++hour) {
            double const value = at(sensor, rows, hour);
            if (std::isfinite(value)) result[hour] = value;
        }
        return result;
    }

private:
    static std::vector<double> cells(results::Hdf5Reader const& run, char const* path, std::size_t count)
    {
        auto values = run.numbers(path);
        core::ensure(values.size() == count, "a column of the result has another length");
        return values;
    }

    [[nodiscard]] double at(Sensor const& sensor, std::vector<std::size_t> const& rows, std::size_t hour) const
    {
        std::size_t const first = hour * links_.size();
        switch (sensor.kind) {
            case ObservedKind::count:
                return counted(sensor, rows, hour);
            case ObservedKind::speed:
            case ObservedKind::travel_time: {
                auto const driven = driven_on(rows, first);
                bool const is_speed = sensor.kind == ObservedKind::speed;
                return is_speed ? driven.length_m / driven.time_s * network::kmh_per_mps
                                : driven.time_s / driven.vehicles;
            }
            default:
                return present_[*zone_of(sensor) * hours + hour] / minutes_per_hour;
        }
    }

    struct Driven {
        double vehicles = 0;
        double length_m = 0;  // of all vehicles
        double time_s = 0;    // of all vehicles
    };

    // What vehicles drove on the links; nothing on one without vehicles in the hour. Length over time is the space-mean
    // speed (Wardrop 1952).
    [[nodiscard]] Driven driven_on(std::vector<std::size_t> const& rows, std::size_t first) const
    {
        Driven driven;
        for (std::size_t const row : rows) {
            double const vehicles = volume_[first + row];
            if (!(vehicles > 0) || !(speed_[first + row] > 0)) continue;
            driven.vehicles += vehicles;
            driven.length_m += vehicles * length_[row];
            driven.time_s += vehicles * length_[row] / (speed_[first + row] / network::kmh_per_mps);
        }
        return driven;
    }

    [[nodiscard]] double counted(Sensor const& sensor, std::vector<std::size_t> const& rows, std::size_t hour) const
    {
        double sum = 0;
        for (std::size_t const row : rows) {
            for (std::size_t c = 0; c < network::vehicle_class_count; ++c) {
                if ((sensor.classes >> c & 1U) != 0) sum += by_class_[(c * hours + hour) * links_.size() + row];
            }
            if ((sensor.classes & equilibrium::walker_bit) != 0) sum += walkers_[hour * links_.size() + row];
        }
        return sum;
    }

    // Empty where one of its links is missing: a sum without it would be another figure.
    [[nodiscard]] std::vector<std::size_t> rows_of(Sensor const& sensor) const
    {
        std::vector<std::size_t> rows;
        for (core::LinkId const link : sensor.target.links) {
            auto const found = link_row_.find(core::hex(city_.network.stable_id(link)));
            if (found == link_row_.end()) return {};
            rows.push_back(found->second);
        }
        return rows;
    }

    [[nodiscard]] std::optional<std::size_t> zone_of(Sensor const& sensor) const
    {
        auto const found = std::ranges::find(zones_, city_.zones[sensor.target.zone].id);
        if (found == zones_.end()) return std::nullopt;
        return static_cast<std::size_t>(found - zones_.begin());
    }

    city::City const& city_;
    std::vector<std::string> links_;
    std::vector<std::string> zones_;
    std::unordered_map<std::string, std::size_t> link_row_;
    std::vector<double> by_class_;  // [class][hour][link]
    std::vector<double> volume_;    // [hour][link]
    std::vector<double> walkers_;   // [hour][link]
    std::vector<double> speed_;     // [hour][link]
    std::vector<double> length_;
    std::vector<double> present_;  // [zone][hour], person-minutes
};

// The simulated figure in any interval, evenly within hours.
double over(ObservedHours const& simulated, ObservedKind kind, equilibrium::Interval interval)
{
    double sum = 0;
    double covered = 0;
    for (std::size_t hour = 0; hour < hours; ++hour) {
        auto const begin = static_cast<core::Millis>(hour) * core::ms_per_hour;
        auto const from = std::max(begin, interval.from_ms);
        auto const to = std::min(begin + core::ms_per_hour, interval.to_ms);
        if (to <= from || !simulated[hour]) continue;
        double const share = static_cast<double>(to - from) / core::ms_per_hour;
        sum += *simulated[hour] * share;
        covered += share;
    }
    if (kind == ObservedKind::count) return sum;
    return covered > 0 ? sum / covered : 0;
}

ordered_json hours_json(ObservedHours const& values)
{
    constexpr double thousandths = 1000;
    ordered_json list = ordered_json::array();
    for (auto const& value : values) {
        list.push_back(value ? ordered_json(std::round(*value * thousandths) / thousandths) : ordered_json());
    }
    return list;
}

// `names`: of classes of vehicle, as the result has them. None: all of them.
ordered_json classes_json(Sensor const& sensor, std::vector<std::string> const& names)
{
    ordered_json list = ordered_json::array();
    if (sensor.classes == equilibrium::every_vehicle) return list;
    for (std::size_t c = 0; c < names.size() && c < network::vehicle_class_count; ++c) {
        if ((sensor.classes >> c & 1U) != 0) list.push_back(names[c]);
    }
    if ((sensor.classes & equilibrium::walker_bit) != 0) list.push_back("walker");
    return list;
}

// The id comes last: it may hold any sign, and the others hold no '/'.
std::string key_of(Sensor const& sensor, ordered_json const& classes)
{
    std::string joined;
    for (auto const& name : classes) joined += (joined.empty() ? "" : "+") + name.get<std::string>();
    return fmt::format("{}/{}/{}", equilibrium::name_of(sensor.kind), joined.empty() ? "all" : joined, sensor.id);
}

ordered_json sensor_json(Sensor const& sensor, city::City const& city, geo::Projection const& crs,
                         std::vector<std::string> const& class_names)
{
    auto const classes = classes_json(sensor, class_names);
    ordered_json json{{"key", key_of(sensor, classes)}, {"id", sensor.id}, {"kind", equilibrium::name_of(sensor.kind)}};
    if (sensor.position) {
        auto const point = crs.to_lon_lat(*sensor.position);
        json["lng_lat"] = {point.lon_deg, point.lat_deg};
    }
    ordered_json links = ordered_json::array();
    for (core::LinkId const link : sensor.target.links) links.push_back(core::hex(city.network.stable_id(link)));
    json["links"] = links;
    json["street"] = sensor.target.links.empty() ? "" : city.network.name(sensor.target.links.front());
    json["zone"] = sensor.target.zone.valid() ? city.zones[sensor.target.zone].id : "";
    json["classes"] = classes;
    json["used"] = sensor.is_used;
    return json;
}

void doubt_clocks(equilibrium::Observations& observations, ObservedDay const& beside)
{
    std::unordered_map<Sensor const*, ObservedHours const*> simulated;
    for (auto const& series : beside.series) simulated[&observations.sensors[series.sensor]] = &series.simulated;
    equilibrium::check_clocks(observations, [&](Sensor const& sensor, equilibrium::Interval interval) {
        auto const found = simulated.find(&sensor);
        return found == simulated.end() ? 0.0 : over(*found->second, sensor.kind, interval);
    });
}

// By sensor. What is known of a device alone is told of all its sensors.
std::vector<ordered_json> issues_of_sensors(equilibrium::Observations const& observations)
{
    std::vector<ordered_json> lists(observations.sensors.size(), ordered_json::array());
    std::unordered_map<std::string, std::vector<std::size_t>> of_device;
    for (std::size_t i = 0; i < lists.size(); ++i) of_device[observations.sensors[i].id].push_back(i);
    for (auto const& issue : observations.issues) {
        ordered_json const json{
            {"kind", equilibrium::name_of(issue.kind)}, {"count", issue.count}, {"message", issue.message}};
        if (issue.series) {
            lists[*issue.series].push_back(json);
            continue;
        }
        auto const found = of_device.find(issue.sensor);
        if (found == of_device.end()) continue;
        for (std::size_t const i : found->second) lists[i].push_back(json);
    }
    return lists;
}

ordered_json sensors_json(results::Hdf5Reader const& run, city::City const& city,
                          equilibrium::Observations const& observations, ObservedDay const& beside)
{
    auto issues = issues_of_sensors(observations);
    geo::Projection const crs(city.crs);
    auto const class_names = run.texts("/vehicle_class");
    ordered_json sensors = ordered_json::array();
    for (auto const& series : beside.series) {
        Sensor const& sensor = observations.sensors[series.sensor];
        ordered_json json = sensor_json(sensor, city, crs, class_names);
        json["observed"] = hours_json(series.observed);
        json["simulated"] = hours_json(series.simulated);
        json["issues"] = std::move(issues[series.sensor]);
        sensors.push_back(std::move(json));
    }
    return sensors;
}

}  // namespace

ObservedDay hours_beside(results::Hdf5Reader const& run, city::City const& city,
                         equilibrium::Observations const& observations)
{
    SimulatedHours const simulated(run, city);
    std::vector<HourSums> sums;
    for (Sensor const& sensor : observations.sensors) sums.emplace_back(sensor.kind);
    for (auto const& value : observations.values) sums[value.sensor].add(value);
    ObservedDay day;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        Sensor const& sensor = observations.sensors[i];
        if (auto const lack = simulated.lack_of(sensor); !lack.empty()) {
            ++day.left_out[lack];
            continue;
        }
        ObservedSeries series{i, sums[i].values(), simulated.of(sensor)};
        if (std::ranges::none_of(series.observed, &std::optional<double>::has_value)) {
            ++day.left_out["no hour that is covered for three quarters by intervals within it"];
            continue;
        }
        day.series.push_back(std::move(series));
    }
    return day;
}

std::string observed_text(results::Hdf5Reader const& run, city::City const& city,
                          equilibrium::Observations& observations, ObservedDay const& beside, std::string const& file)
{
    doubt_clocks(observations, beside);
    ordered_json const all{{"format", observed_format},
                           {"file", file},
                           {"day", observations.day},
                           {"sensors", sensors_json(run, city, observations, beside)}};
    // Ids come from files of others, which need not be UTF-8.
    return all.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ObservedSummary write_observed_day(fs::path const& run_folder, fs::path const& city_folder,
                                   fs::path const& observations_file, std::string const& day, fs::path const& folder)
{
    fs::path const file = run_folder / "run.h5";
    results::Hdf5Reader const run(file);
    results::require_result(run, file);
    fs::path const city_at = city_folder.empty() ? city_of_run(run_folder, run) : city_folder;
    if (city_at.empty()) {
        refuse(file, "the folder of its city is not found, or has changed since",
               "give it by --city: observations are matched to its roads and zones");
    }
    auto const city = city::load_city(city_at);
    auto observations = equilibrium::read_observations(observations_file, city, day);
    equilibrium::check_series(observations, equilibrium::Doubtful::told);
    auto const beside = hours_beside(run, city, observations);
    if (beside.series.empty()) {
        std::string why;
        for (auto const& [reason, count] : beside.left_out) why += fmt::format("; {} {}", count, reason);
        refuse(observations_file, fmt::format("holds nothing that can be shown beside the result{}", why),
               "the viewer shows counts, speeds and travel times on roads, and people in zones");
    }
    auto const text = observed_text(run, city, observations, beside, observations_file.filename().string());
    core::NewFolder made(folder);
    core::write_file(made.path() / observed_file, text);
    made.take_place();
    return {observations.day, observations.sensors.size(), beside.series.size(), beside.left_out};
}

}  // namespace halong::exporting
