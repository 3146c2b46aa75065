#include "app/report_run.hpp"
#include "app/settings.hpp"
#include "city/city_folder.hpp"
#include "city/kept_issues.hpp"
#include "city/sumo_devices.hpp"
#include "core/error.hpp"
#include "demand/routed_legs.hpp"

#include <chrono>
#include <fmt/format.h>
#include <map>
#include <string>
#include <tuple>

namespace halong::app {
namespace {

bool is_openstreetmap(std::filesystem::path const& path)
{
    std::string const name = path.filename().string();
    for (char const* ending : {".osm", ".osm.gz", ".osm.bz2", ".pbf", ".osm.xml"}) {
        if (name.ends_with(ending)) return true;
    }
    return false;
}

void print_issues(city::ImportIssues const& issues)
{
    struct Sum {
        long entries = 0;
        long count = 0;
        double length_m = 0;
    };
    // A road may lack several tags: the lengths of each add up to no more than all roads, those of all tags to a multiple.
    auto const part_of = [](city::ImportIssue const& issue) {
        auto const colon = issue.message.find(':');
        bool const by_tag = issue.kind == city::IssueKind::default_used && issue.length_m > 0;
        return by_tag && colon != std::string::npos ? issue.message.substr(0, colon) : std::string();
    };
    std::map<std::tuple<int, std::string, std::string>, Sum> sums;
    for (auto const& issue : issues.all()) {
        auto& sum = sums[{-static_cast<int>(issue.severity), std::string(city::name_of(issue.kind)), part_of(issue)}];
        ++sum.entries;
        sum.count += issue.count;
        sum.length_m += issue.length_m;
    }
    for (auto const& [key, sum] : sums) {
        auto const& [rank, kind, part] = key;
        fmt::print("  {:<8} {:<20} {:>8}{}{}{}\n", city::name_of(static_cast<city::Severity>(-rank)), kind, sum.count,
                   sum.length_m > 0 ? fmt::format("  {:>8.1f} km", sum.length_m / 1000) : "", part.empty() ? "" : "  ",
                   part);
    }
}

// Errors make results wrong where they lie, so the first of them are shown in full.
void print_errors(city::ImportIssues const& issues)
{
    constexpr int most = 5;
    int shown = 0;
    for (auto const& issue : issues.all()) {
        if (issue.severity != city::Severity::error || shown == most) continue;
        fmt::print("  error: {}: {}\n", issue.subject, issue.message);
        ++shown;
    }
    if (shown > 0) fmt::print("  mend the errors in the data and import again; results are wrong where they lie\n");
}

// Which roads are asked for, and whether all that they need is there.
void check(ImportSettings const& settings)
{
    std::vector<core::Diagnostic> missing;
    auto const need = [&](bool given, char const* option, char const* help) {
        if (!given) missing.push_back({"halong import", 0, 0, fmt::format("{} is missing", option), help});
    };
    auto const unused = [&](bool given, char const* option, char const* help) {
        if (given) missing.push_back({"halong import", 0, 0, fmt::format("{} has no use here", option), help});
    };
    if (settings.from == "sumo") {
        need(!settings.net.empty(), "--net", "give the SUMO network: --net FILE.net.xml");
        unused(!settings.roads.empty(), "--roads", "the roads come from --net; leave it out, or leave out --from sumo");
    } else {
        need(!settings.roads.empty(), "--roads", "give a file of roads, or --from sumo and --net");
        need(!settings.zones.empty(), "--zones", "give a layer of areas with their residents");
        unused(!settings.net.empty(), "--net", "it is read with --from sumo");
        unused(!settings.additional.empty(), "--additional", "it is read with --from sumo");
        unused(!settings.routes.empty(), "--routes", "it is read with --from sumo");
    }
    if (!missing.empty()) throw core::UserError(std::move(missing));
}

constexpr char const* routes_name = "routes.csv.gz";
constexpr char const* devices_name = "detectors.geojson";

}  // namespace

int import_command(ImportSettings const& settings)
{
    auto const start = std::chrono::steady_clock::now();
    check(settings);
    city::ImportSources sources;
    if (settings.from == "sumo")
        sources.sumo_net = settings.net;
    else
        (is_openstreetmap(settings.roads) ? sources.osm : sources.centre_lines) = settings.roads;
    sources.sumo_additional = settings.additional;
    sources.osm_options.include_construction = settings.include_construction;
    sources.zones = settings.zones;
    sources.zones_layer = settings.zones_layer;
    sources.zone_columns.id = settings.zone_id;
    sources.zone_columns.name = settings.zone_name;
    sources.zone_columns.population = settings.zone_population;
    sources.places = settings.places;
    sources.tables = settings.tables;
    sources.site_rules = settings.sites;
    sources.buildings = settings.buildings;
    sources.gtfs = settings.gtfs;
    if (!settings.crs.empty() || settings.from == "sumo") sources.crs = settings.crs;
    sources.name = settings.name.empty() ? settings.out.filename().string() : settings.name;
    if (std::filesystem::exists(settings.out) && !settings.force) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "exists already",
                                               "choose another --out, or replace it with --force"});
    }
    city::ImportReport report;
    auto const city = city::import_city(sources, report);
    auto const devices = city::read_sumo_devices(settings.additional, city.network, report.issues);
    demand::RoutedLegs legs;
    if (!settings.routes.empty()) legs = demand::read_sumo_routes(settings.routes, city.network, report.issues);
    city::save_city(city, report, settings.out, settings.force, settings.gtfs);
    if (!devices.empty()) {
        geo::write_geojson(settings.out / devices_name, geo::Projection(city.crs),
                           city::device_layer(devices, city.network));
        fmt::print("{} detectors and stops in {}\n", devices.size(), devices_name);
    }
    if (legs.size() > 0) {
        demand::write_route_file(settings.out / routes_name, legs, city.network);
        fmt::print("{} vehicles with routes in {}: run them with --set demand.route_file={}\n", legs.size(),
                   routes_name, (settings.out / routes_name).string());
    }
    auto const& network = report.network;
    fmt::print("{}\n", city_line(city));
    fmt::print("roads: {:.1f} km in the source, {:.1f} km kept ({:.2f} %){}\n", network.input_length_m / 1000,
               network.kept_length_m / 1000, 100 * network.kept_length_m / std::max(1.0, network.input_length_m),
               settings.from == "sumo" ? "" : " in one strongly connected network");
    fmt::print("issues of the import ({} entries in import_issues.geojson): {}\n", report.issues.all().size(),
               city::text_of(city::counts_of(report.issues)));
    print_issues(report.issues);
    print_errors(report.issues);
    fmt::print("{}  ({:.1f} s)\n", settings.out.string(),
               std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return done;
}

}  // namespace halong::app
