#include "city/city.hpp"

#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "column_view.hpp"
#include "network_columns.hpp"
#include "rooms.hpp"

#include <filesystem>
#include <memory>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

namespace halong::python {
namespace {

using city::City;
using city::Place;
using city::Site;
using city::Zone;
using geo::PointMetric;

City const& city_of(py::object const& self) { return self.cast<City const&>(); }

constexpr auto row_id = [](auto const& row) { return row.id; };
constexpr auto row_name = [](auto const& row) { return row.name; };

void add_point(Columns& columns, py::array const& x_m, py::array const& y_m)
{
    columns.add("x_m", "m", "to the east, in the city's CRS", x_m);
    columns.add("y_m", "m", "to the north", y_m);
}

py::list nodes(py::object const& self)
{
    NetworkColumns const at(city_of(self).network);
    Columns columns;
    columns.add("stable_id", "", "hash of the external id", view(*at.node_stable_id, self));
    add_point(columns, view_of(*at.node_position, &PointMetric::x_m, self),
              view_of(*at.node_position, &PointMetric::y_m, self));
    columns.add("signal", "", "whether it has a traffic signal", view_as<bool>(*at.node_signal, self));
    return columns.take();
}

py::list links(py::object const& self)
{
    auto const& network = city_of(self).network;
    NetworkColumns const at(network);
    Columns columns;
    columns.add("stable_id", "", "hash of the external id and the direction", view(*at.link_stable_id, self));
    columns.add("way_id", "", "external id of the way",
                texts(network.links(), [&](auto link) { return network.way_id(link); }));
    columns.add("name", "", "of the street", texts(network.links(), [&](auto link) { return network.name(link); }));
    columns.add("from", "", "row of the node where it begins", view_as<std::uint32_t>(*at.link_from, self));
    columns.add("to", "", "row of the node where it ends", view_as<std::uint32_t>(*at.link_to, self));
    columns.add("road_class", "", "kind of road", view_as<std::uint8_t>(*at.link_class, self),
                words_of<network::RoadClass>(network::road_class_count,
                                             [](network::RoadClass one) { return network::name_of(one); }));
    columns.add("length_m", "m", "along its shape", view(*at.link_length_m, self));
    columns.add("width_m", "m", "carriageway of this direction", view(*at.link_width_m, self));
    columns.add("lanes", "", "of this direction", view(*at.link_lanes, self));
    columns.add("speed_limit_kmh", "km/h", "as signed or by class", view(*at.link_speed_kmh, self));
    columns.add("access", "", "bit set of vehicle classes; bit 7: walkers",
                view_as<std::uint16_t>(*at.link_access, self));
    columns.add("bridge", "", "whether it is a bridge", view_as<bool>(*at.link_bridge, self));
    columns.add("reverse", "", "row of the other direction; 4294967295 on one-way roads",
                view_as<std::uint32_t>(*at.link_reverse, self));
    return columns.take();
}

py::list zones(py::object const& self)
{
    auto const& rows = city_of(self).zones.values();
    Columns columns;
    columns.add("id", "", "external id", texts(rows, row_id));
    columns.add("name", "", "ward or commune", texts(rows, row_name));
    columns.add("residents", "persons", "who live there", view_of(rows, &Zone::residents, self));
    columns.add("households", "", "of residents", view_of(rows, &Zone::households, self));
    columns.add("jobs", "", "workplaces", view_of(rows, &Zone::jobs, self));
    columns.add("school_places", "", "of all schools", view_of(rows, &Zone::school_places, self));
    columns.add("estimated", "", "whether its figures are estimates", view_of(rows, &Zone::estimated, self));
    return columns.take();
}

py::list places(py::object const& self)
{
    auto const& rows = city_of(self).places.values();
    Columns columns;
    columns.add("id", "", "external id", texts(rows, row_id));
    columns.add("name", "", "", texts(rows, row_name));
    columns.add("kind", "", "what it is", view_of<std::uint8_t>(rows, &Place::kind, self),
                words_of<city::PlaceKind>(city::place_kind_count, [](city::PlaceKind one) { return name_of(one); }));
    PointMetric const* const first = rows.empty() ? nullptr : &rows.front().position;
    Shape const shape{static_cast<py::ssize_t>(rows.size())};
    add_point(columns, view(first == nullptr ? nullptr : &first->x_m, shape, Shape{sizeof(Place)}, self),
              view(first == nullptr ? nullptr : &first->y_m, shape, Shape{sizeof(Place)}, self));
    columns.add("node", "", "row of the node that vehicles reach",
                view_of<std::uint32_t>(rows, &Place::vehicle_node, self));
    columns.add("zone", "", "row of the zone", view_of<std::uint32_t>(rows, &Place::zone, self));
    columns.add("visits_per_day", "persons/day", "usual", view_of(rows, &Place::visits_per_day, self));
    columns.add("jobs", "", "workplaces", view_of(rows, &Place::jobs, self));
    columns.add("rooms", "", "of hotels", view_of(rows, &Place::rooms, self));
    columns.add("pupils", "persons", "of schools", view_of(rows, &Place::pupils, self));
    columns.add("radius_m", "m", "people stand within it", view_of(rows, &Place::radius_m, self));
    columns.add("outdoor_share", "", "of a stay, 0 to 1", view_of(rows, &Place::outdoor_share, self));
    columns.add("opens_h", "h", "hour of the day", view_of(rows, &Place::opens_h, self));
    columns.add("closes_h", "h", "hour of the day", view_of(rows, &Place::closes_h, self));
    columns.add("gates", "", "at the entrance; 0: nobody queues for one", view_of(rows, &Place::gates, self));
    columns.add("capacity", "persons", "inside at once; 0: no limit is known", view_of(rows, &Place::capacity, self));
    columns.add("fee_vnd", "VND", "ticket of an adult", view_of(rows, &Place::fee_vnd, self));
    columns.add("estimated", "", "whether its figures are estimates", view_of(rows, &Place::estimated, self));
    return columns.take();
}

py::list sites(py::object const& self)
{
    auto const& rows = city_of(self).sites.values();
    Columns columns;
    columns.add("id", "", "external id: rule, anchor, ordinal", texts(rows, row_id));
    columns.add("service", "", "wifi or camera", texts(rows, [](Site const& site) {
                    return site.service == scenario::ServiceKind::wifi ? "wifi" : "camera";
                }));
    columns.add("field", "", "what a camera is for", texts(rows, [](Site const& site) { return site.field; }));
    columns.add("rule", "", "that placed it", texts(rows, [](Site const& site) { return site.rule; }));
    Site const* const first = rows.empty() ? nullptr : rows.data();
    Shape const shape{static_cast<py::ssize_t>(rows.size())};
    add_point(columns, view(first == nullptr ? nullptr : &first->position.x_m, shape, Shape{sizeof(Site)}, self),
              view(first == nullptr ? nullptr : &first->position.y_m, shape, Shape{sizeof(Site)}, self));
    columns.add("heading_rad", "rad", "axis of view of a camera, counter-clockwise from east",
                view_of(rows, &Site::heading_rad, self));
    columns.add("zone", "", "row of the zone", view_of<std::uint32_t>(rows, &Site::zone, self));
    columns.add("estimated", "", "whether it was placed by rule", view_of(rows, &Site::estimated, self));
    return columns.take();
}

py::array points(std::vector<PointMetric> const& points, py::handle owner)
{
    return view(points.empty() ? nullptr : &points.front().x_m, Shape{static_cast<py::ssize_t>(points.size()), 2},
                Shape{sizeof(PointMetric), sizeof(double)}, owner);
}

// Link k follows the points offset[k] … offset[k + 1].
py::tuple shapes(py::object const& self)
{
    NetworkColumns const at(city_of(self).network);
    return py::make_tuple(view(*at.link_shape_offset, self), points(*at.link_shape_points, self));
}

// Of each zone its polygons, each with its outer ring and its holes.
py::list areas(py::object const& self)
{
    py::list list;
    for (Zone const& zone : city_of(self).zones) {
        py::list polygons;
        for (geo::Polygon const& polygon : zone.area) {
            py::list holes;
            for (geo::Ring const& hole : polygon.holes) holes.append(points(hole, self));
            polygons.append(py::make_tuple(points(polygon.outer, self), holes));
        }
        list.append(polygons);
    }
    return list;
}

std::shared_ptr<City> load(std::filesystem::path const& folder)
{
    py::gil_scoped_release const others_may_run;
    return std::make_shared<City>(city::load_city(folder));
}

}  // namespace

void add_city(py::module_& module)
{
    py::class_<City, std::shared_ptr<City>>(module, "City", "Network, zones, places and sites. Never changes.")
        .def_readonly("name", &City::name)
        .def_readonly("crs", &City::crs)
        .def_readonly("schematic", &City::schematic)
        .def_readonly("folder", &City::folder)
        .def("resident_count", &City::resident_count)
        .def("nodes", &nodes)
        .def("links", &links)
        .def("zones", &zones)
        .def("places", &places)
        .def("sites", &sites)
        .def("shapes", &shapes)
        .def("areas", &areas);
    module.def("load_city", &load, py::arg("folder"));
}

}  // namespace halong::python
