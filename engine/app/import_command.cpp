#include "app/report_run.hpp"
#include "app/settings.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"

#include <chrono>
#include <fmt/format.h>
#include <map>

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
    std::map<std::pair<int, std::string>, Sum> sums;
    for (auto const& issue : issues.all()) {
        auto& sum = sums[{-static_cast<int>(issue.severity), std::string(city::name_of(issue.kind))}];
        ++sum.entries;
        sum.count += issue.count;
        sum.length_m += issue.length_m;
    }
    for (auto const& [key, sum] : sums) {
        auto const severity = static_cast<city::Severity>(-key.first);
        fmt::print("  {:<8} {:<20} {:>8}{}\n", city::name_of(severity), key.second, sum.count,
                   sum.length_m > 0 ? fmt::format("  {:.1f} km", sum.length_m / 1000) : "");
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

}  // namespace

int import_command(ImportSettings const& settings)
{
    auto const start = std::chrono::steady_clock::now();
    city::ImportSources sources;
    (is_openstreetmap(settings.roads) ? sources.osm : sources.centre_lines) = settings.roads;
    sources.osm_options.include_construction = settings.include_construction;
    sources.zones = settings.zones;
    sources.zones_layer = settings.zones_layer;
    sources.zone_columns.id = settings.zone_id;
    sources.zone_columns.name = settings.zone_name;
    sources.zone_columns.population = settings.zone_population;
    sources.places = settings.places;
    sources.tables = settings.tables;
    sources.site_rules = settings.sites;
    sources.gtfs = settings.gtfs;
    sources.crs = settings.crs;
    sources.name = settings.name.empty() ? settings.out.filename().string() : settings.name;
    if (std::filesystem::exists(settings.out) && !settings.force) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "exists already",
                                               "choose another --out, or replace it with --force"});
    }
    city::ImportReport report;
    auto const city = city::import_city(sources, report);
    city::save_city(city, report, settings.out, settings.force, settings.gtfs);
    auto const& network = report.network;
    fmt::print("{}\n", city_line(city));
    fmt::print(
        "roads: {:.1f} km in the source, {:.1f} km kept ({:.2f} %) in one strongly connected "
        "network\n",
        network.input_length_m / 1000, network.kept_length_m / 1000,
        100 * network.kept_length_m / std::max(1.0, network.input_length_m));
    fmt::print("issues ({} entries in import_issues.geojson):\n", report.issues.all().size());
    print_issues(report.issues);
    print_errors(report.issues);
    fmt::print("{}  ({:.1f} s)\n", settings.out.string(),
               std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return done;
}

}  // namespace halong::app
