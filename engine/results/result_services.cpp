#include "results/result_services.hpp"

#include "results/camera_fields.hpp"
#include "results/result_column.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>
#include <vector>

namespace halong::results {
namespace {

struct TallyColumns {
    std::vector<double> offered;
    std::vector<double> covered;
    std::vector<double> carried;
};

TallyColumns columns_of(services::TallyTable const& table)
{
    TallyColumns columns;
    for (auto const& cell : table.cells()) {
        columns.offered.push_back(static_cast<double>(cell.offered) / 1000);
        columns.covered.push_back(static_cast<double>(cell.covered) / 1000);
        columns.carried.push_back(static_cast<double>(cell.carried) / 1000);
    }
    return columns;
}

template <class Amount>
std::vector<double> in_units(std::vector<Amount> const& times_ms, core::Millis unit)
{
    std::vector<double> values;
    values.reserve(times_ms.size());
    for (Amount const time_ms : times_ms) values.push_back(static_cast<double>(time_ms) / unit);
    return values;
}

std::vector<double> mean_wait_min(services::WaitTable const& waits)
{
    std::vector<double> values;
    for (std::size_t cell = 0; cell < waits.admitted.size(); ++cell) values.push_back(waits.mean_wait_min_of(cell));
    return values;
}

// Empty where the service has no such load.
services::HourlyLoad load_of(services::ServiceResult const& service, std::string_view name)
{
    auto const found = std::ranges::find(service.loads, name, &services::HourlyLoad::name);
    return found == service.loads.end() ? services::HourlyLoad{} : *found;
}

// A service that a run does not have: no places, and nothing wanted in any zone.
services::ServiceResult none_in(city::City const& city, std::string const& unit)
{
    services::ServiceResult none;
    none.unit = unit;
    none.by_zone = services::TallyTable(city.zones.size());
    return none;
}

}  // namespace

void add_tallies(Hdf5Writer& file, std::string const& prefix, services::TallyTable const& table,
                 std::string const& rows, std::string const& unit)
{
    TallyColumns const columns = columns_of(table);
    Hdf5Writer::Dimensions const dimensions{rows, "/time", "/person_class"};
    add_column(file, prefix + "offered", columns.offered, dimensions, "all demand", unit);
    add_column(file, prefix + "covered", columns.covered, dimensions, "of the offered demand, in reach of a site",
               unit);
    add_column(file, prefix + "carried", columns.carried, dimensions, "of the covered demand, served within capacity",
               unit);
}

namespace {

// The dimension `place` of a group, with id and name.
void add_places(Hdf5Writer& file, city::City const& city, std::string const& group,
                std::vector<core::PlaceId> const& places)
{
    std::vector<std::string> ids;
    std::vector<std::string> names;
    for (core::PlaceId const id : places) {
        ids.push_back(city.places[id].id);
        names.push_back(city.places[id].name);
    }
    std::string const dimension = group + "/place";
    file.add_dimension(dimension, ids.size());
    add_column(file, group + "/id", ids, {dimension}, "id of the place");
    add_column(file, group + "/name", names, {dimension}, "name of the place");
}

std::vector<std::int64_t> sum(std::vector<std::int64_t> const& a, std::vector<std::int64_t> const& b)
{
    std::vector<std::int64_t> values;
    std::ranges::transform(a, b, std::back_inserter(values), std::plus<>{});
    return values;
}

// Its places, and what was wanted there and by zone: what all services at places have.
services::ServiceResult begin_group(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run,
                                    std::string const& service, std::string const& unit)
{
    auto const* const found = services::find_service(run.services, service);
    services::ServiceResult result = found == nullptr ? none_in(city, unit) : *found;
    std::string const group = "/" + service;
    std::string const places = group + "/place";
    file.add_group(group);
    file.attribute(group, "unit", result.unit);
    add_places(file, city, group, result.places);
    add_tallies(file, group + "/place_", result.by_site, places, result.unit);
    add_tallies(file, group + "/zone_", result.by_zone, "/zone", result.unit);
    return result;
}

}  // namespace

void add_queues(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    auto const* const found = services::find_service(run.services, "queue");
    services::ServiceResult const none{};
    services::ServiceResult const& queues = found == nullptr ? none : *found;
    services::WaitTable const& waits = queues.waits;
    std::vector<std::int64_t> capacity;
    for (core::PlaceId const id : queues.places) capacity.push_back(city.places[id].capacity);
    Hdf5Writer::Dimensions const by_hour{"/queue/place", "/time"};
    file.add_group("/queue");
    add_places(file, city, "/queue", queues.places);
    add_column(file, "/queue/capacity", capacity, {"/queue/place"}, "persons inside at once, 0 where no limit is known",
               "1");
    add_column(file, "/queue/came", sum(waits.admitted, waits.turned_away), by_hour,
               "persons who came in the hour (offered)", "1");
    add_column(file, "/queue/admitted", waits.admitted, by_hour, "of these, persons who were let in (carried)", "1");
    add_column(file, "/queue/turned_away", waits.turned_away, by_hour,
               "of these, persons who met a closed door or would have waited beyond their patience", "1");
    add_column(file, "/queue/mean_wait", mean_wait_min(waits), by_hour, "mean wait of the admitted", "min");
    add_column(file, "/queue/wait_p95", in_units(waits.wait_p95_ms, core::ms_per_minute), by_hour,
               "wait that 95 % of the admitted did not exceed", "min");
    add_column(file, "/queue/peak_inside", waits.peak_inside, by_hour, "most persons inside at once", "1");
}

void add_desks(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run, std::string const& service)
{
    services::ServiceResult const desks = begin_group(file, city, run, service, "visit");
    services::WaitTable const& waits = desks.waits;
    std::string const group = "/" + service;
    Hdf5Writer::Dimensions const by_hour{group + "/place", "/time"};
    add_column(file, group + "/left_unserved", waits.turned_away, by_hour,
               "persons who came in the hour and met a closed door, did not join the queue or lost patience", "1");
    add_column(file, group + "/mean_wait", mean_wait_min(waits), by_hour,
               "mean wait of the served who came in the hour", "min");
    add_column(file, group + "/wait_p95", in_units(waits.wait_p95_ms, core::ms_per_minute), by_hour,
               "wait that 95 % of them did not exceed", "min");
    add_column(file, group + "/peak_inside", waits.peak_inside, by_hour, "most of the served who were there at once",
               "1");
    add_column(file, group + "/at_work", in_units(desks.busy_ms, core::ms_per_hour), by_hour,
               "time of windows or doctors at work", "h");
    add_column(file, group + "/on_duty", in_units(desks.duty_ms, core::ms_per_hour), by_hour,
               "time of windows or doctors who were there", "h");
}

void add_incidents(Hdf5Writer& file, city::City const& city, services::ServiceResult const& operations)
{
    std::vector<double> x;
    std::vector<double> y;
    std::vector<std::string> kinds;
    std::vector<std::string> zones;
    std::vector<std::string> notices;
    std::vector<std::int32_t> cameras;
    std::vector<std::int32_t> urgent;
    std::vector<double> at_h;
    std::vector<double> visible_s;
    std::vector<double> delay_s;
    std::vector<double> attended_s;
    auto const after_s = [](services::Incident const& incident, core::Millis time_ms) {
        return time_ms == core::never ? -1.0 : static_cast<double>(time_ms - incident.at_ms) / core::ms_per_second;
    };
    for (services::Incident const& incident : operations.incidents) {
        x.push_back(incident.point.x_m);
        y.push_back(incident.point.y_m);
        kinds.emplace_back(services::name_of(incident.kind));
        zones.push_back(city.zones[incident.zone].id);
        notices.emplace_back(services::name_of(incident.notice));
        cameras.push_back(incident.cameras);
        urgent.push_back(incident.urgent ? 1 : 0);
        at_h.push_back(static_cast<double>(incident.at_ms) / core::ms_per_hour);
        visible_s.push_back(static_cast<double>(incident.visible_ms) / core::ms_per_second);
        delay_s.push_back(after_s(incident, incident.noticed_ms));
        attended_s.push_back(after_s(incident, incident.attended_ms));
    }
    std::string const group = "/operations/";
    Hdf5Writer::Dimensions const rows{group + "incident"};
    file.add_dimension(group + "incident", x.size());
    add_column(file, group + "incident_x", x, rows, "x of the incident", "m");
    add_column(file, group + "incident_y", y, rows, "y of the incident", "m");
    add_column(file, group + "incident_zone", zones, rows, "id of its zone");
    add_column(file, group + "incident_kind", kinds, rows, "road, or public_space: among people outdoors");
    add_column(file, group + "incident_urgent", urgent, rows, "1: its alarm is handled first", "1");
    add_column(file, group + "incident_cameras", cameras, rows, "cameras at work with a view of it", "1");
    add_column(file, group + "incident_at", at_h, rows, "time of day at which it happened", "h");
    add_column(file, group + "incident_lasted", visible_s, rows, "how long it lasted", "s");
    add_column(file, group + "incident_noticed_by", notices, rows,
               "tour, analytics or call: how the centre learned of it; none: it did not");
    add_column(file, group + "incident_noticed_after", delay_s, rows, "when it did; -1: never", "s");
    add_column(file, group + "incident_attended_after", attended_s, rows, "when an operator saw to it; -1: never", "s");
    add_column(file, group + "at_work", in_units(operations.busy_ms, core::ms_per_hour), {"/time"},
               "time of operators at work on alarms", "h");
    add_column(file, group + "on_duty", in_units(operations.duty_ms, core::ms_per_hour), {"/time"},
               "time of operators who were there", "h");
}

void add_parking(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    for (std::string const service : {"motorbike_parking", "car_parking", "coach_parking"}) {
        services::ServiceResult const lots = begin_group(file, city, run, service, "vehicle");
        std::string const place = "/" + service + "/place";
        Hdf5Writer::Dimensions const by_hour{place, "/time"};
        std::vector<double> peaks;
        for (services::SitePeak const& peak : lots.peaks) peaks.push_back(peak.peak_load);
        add_column(file, "/" + service + "/peak_taken", peaks, {place}, "most spaces taken at once", "1");
        add_column(file, "/" + service + "/taken", in_units(lots.busy_ms, core::ms_per_hour), by_hour,
                   "spaces taken, mean of the hour", "1");
        add_column(file, "/" + service + "/spaces", in_units(lots.duty_ms, core::ms_per_hour), by_hour, "spaces", "1");
    }
}

void add_charging(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    for (std::string const service : {"motorbike_charging", "car_charging"}) {
        services::ServiceResult const points = begin_group(file, city, run, service, "vehicle");
        Hdf5Writer::Dimensions const by_hour{"/" + service + "/place", "/time"};
        add_column(file, "/" + service + "/at_work", in_units(points.busy_ms, core::ms_per_hour), by_hour,
                   "points at work, mean of the hour", "1");
        add_column(file, "/" + service + "/points", in_units(points.duty_ms, core::ms_per_hour), by_hour,
                   "charging points", "1");
        add_column(file, "/" + service + "/power", load_of(points, "power").amount, by_hour, "energy given in the hour",
                   "kWh");
    }
}

void add_utilities(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    services::ServiceResult const utilities = begin_group(file, city, run, "utility", "person_min");
    struct Kind {
        std::string name;
        std::string unit;
        std::string meaning;
    };
    for (Kind const& kind :
         {Kind{"water", "l", "water drawn in the hour"}, Kind{"power", "kWh", "energy used in the hour"},
          Kind{"waste", "kg", "waste left in the hour"}}) {
        services::HourlyLoad const load = load_of(utilities, kind.name);
        add_column(file, "/utility/" + kind.name, load.amount, {"/utility/place", "/time"}, kind.meaning, kind.unit);
        std::vector<double> by_zone(city.zones.size() * core::hours_per_day, 0.0);
        for (std::size_t cell = 0; cell < load.amount.size(); ++cell) {
            std::size_t const zone = city.places[utilities.places[cell / core::hours_per_day]].zone.value();
            by_zone[zone * core::hours_per_day + cell % core::hours_per_day] += load.amount[cell];
        }
        add_column(file, "/utility/zone_" + kind.name, by_zone, {"/zone", "/time"}, kind.meaning, kind.unit);
    }
}

void add_camera_fields(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    auto const* const cameras = services::find_service(run.services, "camera");
    std::vector<CameraField> const fields = cameras == nullptr ? std::vector<CameraField>() : fields_of(city, *cameras);
    std::vector<std::string> names;
    std::vector<std::int64_t> counts;
    std::vector<double> offered;
    std::vector<double> covered;
    std::vector<double> carried;
    std::vector<double> sole;
    for (CameraField const& field : fields) {
        names.push_back(field.name);
        counts.push_back(field.cameras);
        sole.push_back(services::units(field.sole));
        for (services::Tally const& hour : field.by_hour) {
            offered.push_back(services::units(hour.offered));
            covered.push_back(services::units(hour.covered));
            carried.push_back(services::units(hour.carried));
        }
    }
    std::string const row = "/camera_field/field";
    file.add_group("/camera_field");
    file.add_dimension(row, names.size());
    add_column(file, "/camera_field/name", names, {row}, "field of use, as the rules of the sites call it");
    add_column(file, "/camera_field/cameras", counts, {row}, "cameras of the field", "1");
    add_column(file, "/camera_field/offered", offered, {row, "/time"},
               "passages on links in view of its cameras, each camera", "passage");
    add_column(file, "/camera_field/covered", covered, {row, "/time"},
               "of these, on a part in view at the level of the camera", "passage");
    add_column(file, "/camera_field/carried", carried, {row, "/time"}, "of these, detected", "passage");
    add_column(file, "/camera_field/sole", sole, {row}, "passages that one camera of the field alone detected",
               "passage");
}

void add_schools(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    services::ServiceResult const schools = begin_group(file, city, run, "school", "pupil");
    std::vector<std::int64_t> seats;
    for (core::PlaceId const id : schools.places) seats.push_back(city.places[id].pupils);
    add_column(file, "/school/seats", seats, {"/school/place"}, "pupils for whom there is a seat", "1");
}

}  // namespace halong::results
