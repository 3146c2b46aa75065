#include "results/result_file.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "geo/projection.hpp"
#include "results/anchors.hpp"
#include "results/hdf5_file.hpp"
#include "results/result_column.hpp"
#include "results/result_network.hpp"
#include "results/result_services.hpp"
#include "results/result_visitors.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::results {
namespace {

using core::hours_per_day;
using core::LinkId;

constexpr char const* file_type = "halong-result";
constexpr char const* file_version = "1";
constexpr char const* nominal_day = "seconds since 2025-06-04 00:00:00";  // a Wednesday; scenarios have no date

void add_header(Hdf5Writer& file, city::City const& city, scenario::Scenario const& scenario)
{
    file.attribute("/", "Conventions", std::string("CF-1.8 UGRID-1.0"));
    file.attribute("/", "filetype", std::string(file_type));
    file.attribute("/", "version", std::string(file_version));
    file.attribute("/", "title", fmt::format("{}: {}", city.name, scenario.title.en));
    file.attribute("/", "city_is_schematic", std::string(city.schematic ? "yes" : "no"));
}

void add_dimensions(Hdf5Writer& file, city::City const& city)
{
    file.add_dimension("/nodes", city.network.node_count());
    file.add_dimension("/edges", city.network.link_count());
    file.add_dimension("/two", 2);
    file.add_dimension("/zone", city.zones.size());
    std::vector<std::string> vehicles;
    vehicles.reserve(network::vehicle_classes.size());
    for (auto const& vehicle : network::vehicle_classes) vehicles.emplace_back(vehicle.name);
    file.add_coordinate("/vehicle_class", vehicles);
    file.attribute("/vehicle_class", "long_name", std::string("class of vehicle"));
    std::vector<std::string> persons;
    persons.reserve(city::person_class_count);
    for (int c = 0; c < city::person_class_count; ++c) {
        persons.emplace_back(city::name_of(static_cast<city::PersonClass>(c)));
    }
    file.add_coordinate("/person_class", persons);
    file.attribute("/person_class", "long_name", std::string("class of person"));
    std::vector<double> seconds;
    seconds.reserve(hours_per_day);
    for (int hour = 0; hour < hours_per_day; ++hour) seconds.push_back(hour * 3600.0);
    file.add_coordinate("/time", seconds);
    file.attribute("/time", "units", std::string(nominal_day));
    file.attribute("/time", "standard_name", std::string("time"));
    file.attribute("/time", "long_name", std::string("start of the hour"));
}

void add_crs(Hdf5Writer& file, city::City const& city)
{
    file.add_scalar("/projected_coordinate_system", 0);
    auto const colon = city.crs.find(':');
    int const epsg = colon == std::string::npos ? 0 : std::atoi(city.crs.c_str() + colon + 1);
    file.attribute("/projected_coordinate_system", "long_name", std::string("coordinate system of all x and y"));
    file.attribute("/projected_coordinate_system", "epsg", epsg);
    file.attribute("/projected_coordinate_system", "EPSG_code", city.crs);
    file.attribute("/projected_coordinate_system", "wkt", geo::Projection(city.crs).wkt());
}

void add_zones(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    std::vector<std::string> ids;
    std::vector<std::string> names;
    std::vector<std::int64_t> residents;
    for (auto const& zone : city.zones) {
        ids.push_back(zone.id);
        names.push_back(zone.name);
        residents.push_back(zone.residents);
    }
    std::vector<double> present;
    for (std::int64_t const milliminutes : run.zone_hour_present) {
        present.push_back(static_cast<double>(milliminutes) / 1000);
    }
    file.add_group("/zones");
    add_column(file, "/zones/id", ids, {"/zone"}, "id of the zone");
    add_column(file, "/zones/name", names, {"/zone"}, "name of the zone");
    add_column(file, "/zones/residents", residents, {"/zone"}, "residents of the zone", "1");
    add_column(file, "/zones/present", present, {"/zone", "/time"}, "time that people stay in the zone in the hour",
               "person min");
    std::vector<double> by_class;
    for (std::int64_t const milliminutes : run.zone_class_present) {
        by_class.push_back(static_cast<double>(milliminutes) / 1000);
    }
    by_class.resize(city.zones.size() * core::hours_per_day * static_cast<std::size_t>(city::person_class_count));
    add_column(file, "/zones/present_by_class", by_class, {"/zone", "/time", "/person_class"},
               "time that people stay in the zone in the hour, by class of person", "person min");
}

void add_sites(Hdf5Writer& file, city::City const& city, services::ServiceResult const& service,
               std::string const& prefix, std::string const& rows)
{
    std::vector<std::string> ids;
    std::vector<double> x;
    std::vector<double> y;
    for (auto const site : service.sites) {
        ids.push_back(city.sites[site].id);
        x.push_back(city.sites[site].position.x_m);
        y.push_back(city.sites[site].position.y_m);
    }
    std::vector<double> load;
    std::vector<double> at_h;
    std::vector<double> busy;
    for (auto const& peak : service.peaks) {
        load.push_back(peak.peak_load);
        at_h.push_back(static_cast<double>(peak.peak_at_ms) / core::ms_per_hour);
        busy.push_back(peak.busy_share);
    }
    add_column(file, prefix + "site_id", ids, {rows}, "id of the site");
    add_column(file, prefix + "site_x", x, {rows}, "x of the site", "m");
    add_column(file, prefix + "site_y", y, {rows}, "y of the site", "m");
    add_column(file, prefix + "peak_load", load, {rows}, "greatest load of the site", "1");
    add_column(file, prefix + "peak_hour", at_h, {rows}, "time of day of the greatest load", "h");
    add_column(file, prefix + "busy_share", busy, {rows}, "share of the day in which the limit was reached", "1");
}

void add_service(Hdf5Writer& file, city::City const& city, services::ServiceResult const& service)
{
    std::string const group = "/" + service.service;
    std::string const rows = group + "/site";
    file.add_group(group);
    file.attribute(group, "unit", service.unit);
    file.add_dimension(rows, service.sites.size());
    add_sites(file, city, service, group + "/", rows);
    add_tallies(file, group + "/site_", service.by_site, rows, service.unit);
    add_tallies(file, group + "/zone_", service.by_zone, "/zone", service.unit);
    for (auto const& [name, value] : service.extras) file.attribute(group, name, value);
}

void add_anchors(Hdf5Writer& file, std::vector<Anchor> const& anchors)
{
    std::vector<std::string> ids;
    std::vector<std::string> names_vi;
    std::vector<std::string> names_en;
    std::vector<std::string> units;
    std::vector<std::string> sources;
    std::vector<double> simulated;
    std::vector<double> observed;
    for (Anchor const& anchor : anchors) {
        ids.push_back(anchor.id);
        names_vi.push_back(anchor.name.vi);
        names_en.push_back(anchor.name.en);
        units.push_back(anchor.unit);
        sources.push_back(anchor.source);
        simulated.push_back(anchor.simulated);
        observed.push_back(anchor.observed);
    }
    std::string const row = "/anchor/row";
    file.add_group("/anchor");
    file.add_dimension(row, anchors.size());
    add_column(file, "/anchor/id", ids, {row}, "id of the figure");
    add_column(file, "/anchor/name_vi", names_vi, {row}, "name in Vietnamese");
    add_column(file, "/anchor/name_en", names_en, {row}, "name in English");
    add_column(file, "/anchor/unit", units, {row}, "unit of both values");
    add_column(file, "/anchor/source", sources, {row}, "who published the observed value, and of when and where it is");
    add_column(file, "/anchor/simulated", simulated, {row}, "value of the run");
    add_column(file, "/anchor/observed", observed, {row}, "published value");
}

void add_kpis(Hdf5Writer& file, std::vector<Kpi> const& kpis)
{
    std::vector<std::string> ids;
    std::vector<std::string> units;
    std::vector<std::string> names_vi;
    std::vector<std::string> names_en;
    std::vector<double> values;
    for (Kpi const& kpi : kpis) {
        auto const info = std::ranges::find(all_kpis(), kpi.id, &KpiInfo::id);
        core::ensure(info != all_kpis().end(), "write_result: a KPI is not in all_kpis()");
        ids.push_back(kpi.id);
        units.emplace_back(info->unit);
        names_vi.emplace_back(info->name_vi);
        names_en.emplace_back(info->name_en);
        values.push_back(kpi.value);
    }
    file.add_group("/kpi");
    file.add_dimension("/kpi/row", kpis.size());
    add_column(file, "/kpi/id", ids, {"/kpi/row"}, "id of the indicator");
    add_column(file, "/kpi/unit", units, {"/kpi/row"}, "unit of the value");
    add_column(file, "/kpi/name_vi", names_vi, {"/kpi/row"}, "name in Vietnamese");
    add_column(file, "/kpi/name_en", names_en, {"/kpi/row"}, "name in English");
    add_column(file, "/kpi/value", values, {"/kpi/row"}, "value in the unit of its row");
}

void add_gridlocks(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run)
{
    std::vector<std::string> links;
    std::vector<double> first_s;
    std::vector<double> last_s;
    std::vector<std::int64_t> held;
    std::vector<std::int64_t> turns;
    for (auto const& ring : run.gridlocks) {
        std::string text;
        for (LinkId const link : ring.links) {
            text += (text.empty() ? "" : " ") + core::hex(city.network.stable_id(link));
        }
        links.push_back(text);
        first_s.push_back(static_cast<double>(ring.first_seen_ms) / 1000);
        last_s.push_back(static_cast<double>(ring.last_seen_ms) / 1000);
        held.push_back(ring.vehicles_held);
        turns.push_back(ring.turns);
    }
    file.add_group("/gridlock");
    file.add_dimension("/gridlock/ring", links.size());
    add_column(file, "/gridlock/links", links, {"/gridlock/ring"}, "ids of the links of the ring");
    add_column(file, "/gridlock/first_seen_s", first_s, {"/gridlock/ring"}, "when the ring was first seen", "s");
    add_column(file, "/gridlock/last_seen_s", last_s, {"/gridlock/ring"}, "when the ring was last seen", "s");
    add_column(file, "/gridlock/vehicles_held", held, {"/gridlock/ring"}, "most vehicles that were seen on these links",
               "1");
    add_column(file, "/gridlock/turns", turns, {"/gridlock/ring"}, "how often the ring moved on as one", "1");
}

void add_informed(Hdf5Writer& file, simulation::RunResult const& run)
{
    auto const column = [](auto const& hours) { return std::vector<std::int64_t>(hours.begin(), hours.end()); };
    traffic::Reroutings const& made = run.reroutings;
    file.add_group("/informed");
    add_column(file, "/informed/started", column(made.started), {"/time"},
               "legs that informed drivers began in the hour", "1");
    add_column(file, "/informed/changed_at_start", column(made.changed_at_start), {"/time"},
               "of these, legs that began by another way than planned", "1");
    add_column(file, "/informed/changed_under_way", column(made.changed_under_way), {"/time"},
               "how often an informed driver changed the rest of his way in the hour", "1");
    std::vector<std::int64_t> legs;
    std::vector<double> time_h;
    std::vector<double> free_h;
    for (simulation::DrivenLegs const& driven : {run.informed, run.uninformed}) {
        legs.push_back(driven.legs);
        time_h.push_back(static_cast<double>(driven.time_ms) / core::ms_per_hour);
        free_h.push_back(static_cast<double>(driven.free_ms) / core::ms_per_hour);
    }
    file.add_coordinate("/informed/driver", std::vector<std::string>{"informed", "other"});
    file.attribute("/informed/driver", "long_name", std::string("who drives"));
    add_column(file, "/informed/legs", legs, {"/informed/driver"}, "legs with a vehicle that arrived", "1");
    add_column(file, "/informed/time", time_h, {"/informed/driver"}, "time of these legs", "h");
    add_column(file, "/informed/free_time", free_h, {"/informed/driver"}, "the same alone on the road", "h");
    file.attribute("/informed", "legs_changed", static_cast<double>(made.legs_changed));
}

void add_replanning(Hdf5Writer& file, std::vector<RouteGap> const& days)
{
    std::vector<std::int32_t> number;
    std::vector<std::int64_t> vehicles;
    std::vector<std::int64_t> changed;
    std::vector<std::int64_t> held;
    std::vector<std::int64_t> legs;
    std::vector<double> driven_h;
    std::vector<double> best_h;
    std::vector<std::int64_t> plans_tried;
    std::vector<std::int64_t> plans_changed;
    std::vector<double> plan_gain;
    for (RouteGap const& day : days) {
        for (PlanSums const& choice : day.plans) {
            plans_tried.push_back(choice.looked);
            plans_changed.push_back(choice.changed);
            plan_gain.push_back(choice.relative());
        }
        number.push_back(day.day);
        vehicles.push_back(day.vehicles);
        changed.push_back(day.changed);
        held.push_back(day.held);
        for (auto const& user : day.sums) {
            for (GapSums const& hour : user) {
                legs.push_back(hour.legs);
                driven_h.push_back(static_cast<double>(hour.driven_ms) / core::ms_per_hour);
                best_h.push_back(static_cast<double>(hour.best_ms) / core::ms_per_hour);
            }
        }
    }
    std::vector<std::string> users;
    users.reserve(network::route_user_count);
    for (int user = 0; user < network::route_user_count; ++user) {
        users.emplace_back(name_of(static_cast<network::RouteUser>(user)));
    }
    std::vector<std::string> choices;
    for (std::size_t choice = 0; choice < plan_choice_count; ++choice) {
        choices.emplace_back(name_of(static_cast<PlanChoice>(choice)));
    }
    Hdf5Writer::Dimensions const by_day{"/replanning/day"};
    Hdf5Writer::Dimensions const by_choice{"/replanning/day", "/replanning/plan_choice"};
    Hdf5Writer::Dimensions const by_cell{"/replanning/day", "/replanning/route_user", "/time"};
    file.add_group("/replanning");
    file.add_dimension("/replanning/day", days.size());
    file.add_coordinate("/replanning/route_user", users);
    file.attribute("/replanning/route_user", "long_name", std::string("who chooses a route"));
    file.add_coordinate("/replanning/plan_choice", choices);
    file.attribute("/replanning/plan_choice", "long_name", std::string("what travellers choose besides routes"));
    add_column(file, "/replanning/number", number, by_day, "number of the day of replanning, from 1", "1");
    add_column(file, "/replanning/vehicles", vehicles, by_day, "legs with a vehicle that started on the day", "1");
    add_column(file, "/replanning/changed", changed, by_day, "legs that take another route on the next day", "1");
    add_column(file, "/replanning/held", held, by_day, "legs that had not ended at the hard end of the day", "1");
    add_column(file, "/replanning/legs", legs, by_cell, "legs that looked for a better route", "1");
    add_column(file, "/replanning/driven_time", driven_h, by_cell, "time that their routes took on the day", "h");
    add_column(file, "/replanning/best_time", best_h, by_cell, "time that the best routes would have taken", "h");
    add_column(file, "/replanning/plans_tried", plans_tried, by_choice, "travellers who tried another plan", "1");
    add_column(file, "/replanning/plans_changed", plans_changed, by_choice,
               "travellers who take another plan on the next day", "1");
    add_column(file, "/replanning/plan_gain", plan_gain, by_choice,
               "share of generalised time that the other plans would have saved", "1");
}

std::string provenance_json(Provenance const& provenance, simulation::RunResult const& run)
{
    nlohmann::ordered_json json;
    json["schema_version"] = "1";
    json["software"] = provenance.software;
    json["command"] = provenance.command;
    json["seed"] = provenance.seed;
    json["started_utc"] = provenance.started_utc;
    json["resources"] = {{"threads", provenance.threads}, {"wall_s", provenance.wall_s}};
    json["digest"] = core::hex(run.digest);
    json["valid"] = run.valid;
    json["counts"] = {{"link_moves", run.counters.link_moves},
                      {"free_moves", run.counters.free_moves},
                      {"departures", run.counters.departures},
                      {"arrivals", run.counters.arrivals},
                      {"unreachable_legs", run.unreachable_legs},
                      {"held_legs", run.held_legs},
                      {"held_short_links", run.counters.held_short_links},
                      {"gridlocks", run.gridlocks.size()},
                      {"ring_turns", run.counters.ring_turns},
                      {"squeezes", run.counters.squeezes},
                      {"banned_entries", run.counters.banned_entries}};
    json["changes"] = nlohmann::ordered_json::array();
    for (auto const& change : run.changes) {
        json["changes"].push_back(core::clock_text(change.time_ms) + " " + change.text);
    }
    for (auto const& input : provenance.inputs) json["inputs"][input.path] = input.hash;
    return json.dump(2);
}

void add_provenance(Hdf5Writer& file, Provenance const& provenance, simulation::RunResult const& run)
{
    file.add_group("/provenance");
    auto const add = [&](std::string const& path, std::string const& text, std::string const& long_name) {
        file.add_scalar(path, text);
        file.attribute(path, "long_name", long_name);
    };
    add("/provenance/record", provenance_json(provenance, run),
        "software, command, inputs and counts of the run (JSON)");
    add("/provenance/scenario_toml", provenance.scenario_toml, "the scenario with every default written out");
    add("/provenance/option_toml", provenance.option_toml, "the option, empty for the base case");
}

}  // namespace

void write_result(std::filesystem::path const& path, city::City const& city, scenario::Scenario const& scenario,
                  simulation::RunResult const& run, std::vector<Kpi> const& kpis, Provenance const& provenance,
                  std::vector<RouteGap> const& days, Spending const& spending)
{
    Hdf5Writer file(path);
    add_header(file, city, scenario);
    add_dimensions(file, city);
    add_crs(file, city);
    add_mesh(file, city.network);
    add_link_columns(file, city.network);
    add_link_hours(file, city.network, run.link_hours);
    add_zones(file, city, run);
    for (auto const& service : run.services) {
        if (service.places.empty()) add_service(file, city, service);
        if (service.service == "operations") add_incidents(file, city, service);
    }
    add_queues(file, city, run);
    for (char const* service : {"counter", "clinic"}) add_desks(file, city, run, service);
    add_schools(file, city, run);
    add_parking(file, city, run);
    add_charging(file, city, run);
    add_utilities(file, city, run);
    add_camera_fields(file, city, run);
    add_anchors(file, anchors_of(city, scenario, run));
    add_spending(file, city, spending);
    add_kpis(file, kpis);
    add_gridlocks(file, city, run);
    add_informed(file, run);
    add_replanning(file, days);
    add_provenance(file, provenance, run);
    file.close();
}

void require_result(Hdf5Reader const& file, std::filesystem::path const& path)
{
    if (!file.has_attribute("/", "filetype") || file.attribute("/", "filetype") != file_type) {
        throw core::UserError(core::Diagnostic{path.string(), 0, 0, "is no result of a run",
                                               "give a run.h5 that `halong run` or `halong study` wrote"});
    }
    if (auto const version = file.attribute("/", "version"); version != file_version) {
        throw core::UserError(core::Diagnostic{
            path.string(), 0, 0, fmt::format("has layout {}; this program reads layout {}", version, file_version),
            "make the run again with this program, or read it with the program that made it"});
    }
}

RunIdentity identity_of_run(Hdf5Reader const& file)
{
    auto const record = nlohmann::json::parse(file.texts("/provenance/record").at(0), nullptr, false);
    RunIdentity run;
    if (!record.is_object()) return run;
    auto const of = [&](char const* name) { return record.value(name, nlohmann::json()); };
    if (auto const digest = of("digest"); digest.is_string()) digest.get_to(run.digest);
    if (auto const seed = of("seed"); seed.is_number_unsigned()) run.seed = seed.get<std::uint64_t>();
    auto const inputs = of("inputs");
    if (!inputs.is_object()) return run;
    for (auto const& [path, hash] : inputs.items()) {
        if (hash.is_string()) run.inputs.push_back({path, hash.get<std::string>()});
    }
    return run;
}

std::vector<Kpi> read_kpis(std::filesystem::path const& path)
{
    Hdf5Reader const file(path);
    require_result(file, path);
    auto const ids = file.texts("/kpi/id");
    auto const values = file.numbers("/kpi/value");
    if (ids.size() != values.size()) {
        throw core::UserError(core::Diagnostic{path.string(), 0, 0, "has KPIs without values", "make the run again"});
    }
    std::vector<Kpi> kpis;
    for (std::size_t i = 0; i < ids.size(); ++i) kpis.push_back({ids[i], values[i]});
    return kpis;
}

}  // namespace halong::results
