#include "column_view.hpp"
#include "core/durable_file.hpp"
#include "core/hash.hpp"
#include "export/report/report.hpp"
#include "export/run_files.hpp"
#include "network/vehicle_class.hpp"
#include "planned_day.hpp"
#include "results/provenance.hpp"
#include "results/result_file.hpp"
#include "results/spending.hpp"
#include "rooms.hpp"
#include "scenario/save.hpp"

#include <filesystem>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

namespace halong::python {
namespace {

using city::Plans;
using services::ServiceResult;
using services::Tally;
using simulation::LegResult;
using simulation::RunResult;

constexpr py::ssize_t hours = core::hours_per_day;
constexpr py::ssize_t classes = city::person_class_count;

Result const& result_of(py::object const& self) { return self.cast<Result const&>(); }
RunResult const& run_of(py::object const& self) { return result_of(self).run; }

py::ssize_t size_of(auto const& rows) { return static_cast<py::ssize_t>(rows.size()); }

py::list kpis(std::vector<results::Kpi> const& values)
{
    py::list list;
    for (std::size_t i = 0; i < values.size(); ++i) {
        results::KpiInfo const& info = results::all_kpis()[i];
        list.append(py::make_tuple(values[i].id, values[i].value, std::string(info.unit), std::string(info.name_vi),
                                   std::string(info.name_en), std::string(info.definition)));
    }
    return list;
}

py::list link_hours(py::object const& self)
{
    traffic::LinkHours const& sums = run_of(self).link_hours;
    auto const links = static_cast<py::ssize_t>(sums.link_count);
    Columns columns;
    columns.add("vehicles", "", "that left the link in the hour, by class",
                view(sums.vehicles, Shape{links, hours, network::vehicle_class_count}, self));
    columns.add("walkers", "", "that passed it", view(sums.walkers, Shape{links, hours}, self));
    columns.add("time_ms", "ms", "spent on it by these vehicles", view(sums.time_ms, Shape{links, hours}, self));
    columns.add("free_time_ms", "ms", "that they would have spent alone",
                view(sums.free_time_ms, Shape{links, hours}, self));
    return columns.take();
}

py::list legs(py::object const& self)
{
    auto const& rows = run_of(self).legs;
    Plans const& plans = result_of(self).day->plans();
    Columns columns;
    columns.add("mode", "", "how it is made; none: no leg follows this stay", view_as<std::uint8_t>(plans.mode, self),
                words_of<city::Mode>(city::mode_count, [](city::Mode one) { return name_of(one); }));
    columns.add("departure_ms", "ms", "time of day; 2147483647: never", view_of(rows, &LegResult::departure_ms, self));
    columns.add("arrival_ms", "ms", "time of day; 2147483647: never", view_of(rows, &LegResult::arrival_ms, self));
    columns.add("free_ms", "ms", "that it would take alone on the road", view_of(rows, &LegResult::free_ms, self));
    columns.add("after_road_ms", "ms", "of it, inside a car park and on foot from it",
                view_of(rows, &LegResult::after_road_ms, self));
    return columns.take();
}

constexpr int activity_count = static_cast<int>(city::Activity::escort) + 1;

py::list stays(py::object const& self)
{
    Plans const& plans = result_of(self).day->plans();
    Columns columns;
    columns.add("activity", "", "what for", view_as<std::uint8_t>(plans.activity, self),
                words_of<city::Activity>(activity_count, [](city::Activity one) { return name_of(one); }));
    columns.add("place", "", "row of the place; 4294967295: none with a name",
                view_as<std::uint32_t>(plans.place, self));
    columns.add("zone", "", "row of the zone", view_as<std::uint32_t>(plans.zone, self));
    columns.add("node", "", "row of the node where legs begin and end", view_as<std::uint32_t>(plans.node, self));
    columns.add("x_m", "m", "where the people are", view_of(plans.point, &geo::PointMetric::x_m, self));
    columns.add("y_m", "m", "to the north", view_of(plans.point, &geo::PointMetric::y_m, self));
    columns.add("outdoor_share", "", "of the stay, 0 to 1", view(plans.outdoor_share, self));
    columns.add("planned_end_ms", "ms", "time of day; 2147483647: the last stay", view(plans.planned_end, self));
    columns.add("min_duration_ms", "ms", "stays at least so long", view(plans.min_duration, self));
    return columns.take();
}

py::list travellers(py::object const& self)
{
    Plans const& plans = result_of(self).day->plans();
    Columns columns;
    columns.add("key", "", "hash of the stable id", view(plans.traveller_key, self));
    columns.add(
        "person_class", "", "who it is", view_as<std::uint8_t>(plans.person_class, self),
        words_of<city::PersonClass>(city::person_class_count, [](city::PersonClass one) { return name_of(one); }));
    columns.add("persons", "persons", "who travel together", view(plans.persons, self));
    columns.add("home_zone", "", "row of the zone where they live, sleep or enter",
                view_as<std::uint32_t>(plans.home_zone, self));
    auto const count = static_cast<py::ssize_t>(plans.traveller_count());
    Shape const stride{sizeof(std::uint32_t)};
    columns.add("first_stay", "", "row of the first stay", view(plans.first_stay.data(), Shape{count}, stride, self));
    columns.add("end_stay", "", "row after the last stay",
                view(plans.first_stay.data() + 1, Shape{count}, stride, self));
    return columns.take();
}

// [row][hour][class of person] of one of the three numbers.
py::array tallies(services::TallyTable const& table, std::int64_t Tally::*amount, py::handle owner)
{
    auto const& cells = table.cells();
    auto const cell = static_cast<py::ssize_t>(sizeof(Tally));
    return view(cells.empty() ? nullptr : &(cells.front().*amount),
                Shape{static_cast<py::ssize_t>(table.rows()), hours, classes},
                Shape{hours * classes * cell, classes * cell, cell}, owner);
}

py::dict table_of(services::TallyTable const& table, py::handle owner)
{
    py::dict columns;
    columns["offered"] = tallies(table, &Tally::offered, owner);
    columns["covered"] = tallies(table, &Tally::covered, owner);
    columns["carried"] = tallies(table, &Tally::carried, owner);
    return columns;
}

py::dict waits_of(services::WaitTable const& waits, py::handle owner)
{
    py::dict columns;
    if (waits.admitted.empty()) return columns;
    Shape const shape{size_of(waits.admitted) / hours, hours};
    columns["admitted"] = view(waits.admitted, shape, owner);
    columns["turned_away"] = view(waits.turned_away, shape, owner);
    columns["wait_ms"] = view(waits.wait_ms, shape, owner);
    columns["wait_p95_ms"] = view(waits.wait_p95_ms, shape, owner);
    columns["peak_inside"] = view(waits.peak_inside, shape, owner);
    return columns;
}

py::list services_of(py::object const& self)
{
    py::list list;
    for (ServiceResult const& service : run_of(self).services) {
        py::dict one;
        one["service"] = service.service;
        one["unit"] = service.unit;
        one["sites"] = view_as<std::uint32_t>(service.sites, self);
        one["places"] = view_as<std::uint32_t>(service.places, self);
        one["by_site"] = table_of(service.by_site, self);
        one["by_zone"] = table_of(service.by_zone, self);
        one["waits"] = waits_of(service.waits, self);
        one["peak_load"] = view_of(service.peaks, &services::SitePeak::peak_load, self);
        one["busy_share"] = view_of(service.peaks, &services::SitePeak::busy_share, self);
        py::dict extras;
        for (auto const& [name, value] : service.extras) extras[py::str(name)] = value;
        one["extras"] = extras;
        list.append(one);
    }
    return list;
}

py::array zone_present(py::object const& self)
{
    auto const& column = run_of(self).zone_hour_present;
    return view(column, Shape{size_of(column) / hours, hours}, self);
}

// The files of `halong run`.
void save(Result const& self, std::filesystem::path const& folder)
{
    py::gil_scoped_release const others_may_run;
    PlannedDay const& day = *self.day;
    core::require_writable_folder(folder);
    core::write_file(folder / "scenario.toml", scenario::to_toml(day.scenario, folder));
    auto const spending = results::spending_of(*day.city, day.plans(), self.run);
    auto const provenance = results::provenance_of(*day.city, day.scenario, day.option ? &*day.option : nullptr,
                                                   self.run, "halong.run (Python)", day.started_utc);
    exporting::write_run_files(
        folder, {*day.city, day.scenario, day.plans(), self.run, self.kpis, spending, day.settled.days, provenance});
    exporting::write_report(folder, folder / "report.html");
}

}  // namespace

void add_results(py::module_& module)
{
    py::class_<Result, std::shared_ptr<Result>>(module, "Result", "A finished run. Never changes.")
        .def_property_readonly("day", [](Result const& self) { return std::const_pointer_cast<PlannedDay>(self.day); })
        .def_property_readonly("digest", [](Result const& self) { return core::hex(self.run.digest); })
        .def_property_readonly("valid", [](Result const& self) { return self.run.valid; })
        .def_property_readonly("wall_s", [](Result const& self) { return self.run.wall_s; })
        .def_property_readonly("end_ms", [](Result const& self) { return self.run.end_ms; })
        .def_property_readonly("held_legs", [](Result const& self) { return self.run.held_legs; })
        .def_property_readonly("unreachable_legs", [](Result const& self) { return self.run.unreachable_legs; })
        .def("changes", [](Result const& self) { return changes(self.run.changes); })
        .def("save", &save, py::arg("folder"))
        .def("kpis", [](Result const& self) { return kpis(self.kpis); })
        .def("link_hours", &link_hours)
        .def("legs", &legs)
        .def("stays", &stays)
        .def("travellers", &travellers)
        .def("services", &services_of)
        .def("zone_present", &zone_present);
    module.def(
        "read_kpis", [](std::filesystem::path const& path) { return kpis(results::read_kpis(path)); }, py::arg("path"));
    module.attr("vehicle_classes") = words_of<network::VehicleClass>(
        network::vehicle_class_count, [](network::VehicleClass one) { return network::info(one).name; });
    module.attr("person_classes") =
        words_of<city::PersonClass>(city::person_class_count, [](city::PersonClass one) { return name_of(one); });
}

}  // namespace halong::python
