#include "results/result_services.hpp"

#include "results/result_column.hpp"

#include <algorithm>
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
    for (Amount const time_ms : times_ms) values.push_back(static_cast<double>(time_ms) / unit);
    return values;
}

// 0 where nobody was served.
std::vector<double> mean_wait_min(services::WaitTable const& waits)
{
    std::vector<double> values;
    for (std::size_t i = 0; i < waits.admitted.size(); ++i) {
        auto const persons = static_cast<double>(waits.admitted[i]);
        double const wait_ms = static_cast<double>(waits.wait_ms[i]);
        values.push_back(persons > 0 ? wait_ms / persons / core::ms_per_minute : 0);
    }
    return values;
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

// Its places, and what was wanted there and by zone: what all services at places have.
services::ServiceResult begin_group(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run,
                                    std::string const& service, std::string const& unit)
{
    auto const found = std::ranges::find(run.services, service, &services::ServiceResult::service);
    services::ServiceResult result = found == run.services.end() ? none_in(city, unit) : *found;
    std::vector<std::string> ids;
    std::vector<std::string> names;
    for (core::PlaceId const id : result.places) {
        ids.push_back(city.places[id].id);
        names.push_back(city.places[id].name);
    }
    std::string const group = "/" + service;
    std::string const places = group + "/place";
    file.add_group(group);
    file.attribute(group, "unit", result.unit);
    file.add_dimension(places, ids.size());
    add_column(file, group + "/id", ids, {places}, "id of the place");
    add_column(file, group + "/name", names, {places}, "name of the place");
    add_tallies(file, group + "/place_", result.by_site, places, result.unit);
    add_tallies(file, group + "/zone_", result.by_zone, "/zone", result.unit);
    return result;
}

}  // namespace

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

void add_schools(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    services::ServiceResult const schools = begin_group(file, city, run, "school", "pupil");
    std::vector<std::int64_t> seats;
    for (core::PlaceId const id : schools.places) seats.push_back(city.places[id].pupils);
    add_column(file, "/school/seats", seats, {"/school/place"}, "pupils for whom there is a seat", "1");
}

}  // namespace halong::results
