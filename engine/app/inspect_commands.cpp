#include "app/report_run.hpp"
#include "app/settings.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "city/kept_issues.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "demand/people_summary.hpp"
#include "export/day_curves.hpp"
#include "export/people_text.hpp"
#include "network/connectivity.hpp"
#include "results/kpi.hpp"
#include "results/result_file.hpp"
#include "scenario/explain.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/schema.hpp"
#include "study/check_in_city.hpp"
#include "study/kept_day.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace halong::app {
namespace {

void print_kpi_list()
{
    for (auto const* const kpis : {&results::all_kpis(), &results::study_kpis()}) {
        for (auto const& kpi : *kpis) {
            fmt::print("{} [{}]: {} / {}\n    {}\n", kpi.id, kpi.unit, kpi.name_vi, kpi.name_en, kpi.definition);
        }
    }
}

void print_roads(network::Network const& network)
{
    std::map<network::RoadClass, double> km;
    for (auto const link : network.links()) km[network.road_class(link)] += network.length_m(link) / 1000;
    fmt::print("roads, km of directed links:\n");
    for (auto const& [road_class, length] : km) {
        fmt::print("  {:<16} {:>10.1f}\n", network::name_of(road_class), length);
    }
}

void print_sites(city::City const& city)
{
    std::map<std::pair<std::string, std::string>, long> counts;
    for (auto const& site : city.sites) {
        bool const wifi = site.service == scenario::ServiceKind::wifi;
        ++counts[{wifi ? "hotspots" : "cameras", wifi ? site.rule : site.field}];
    }
    fmt::print("sites (placed by stated rules: estimated):\n");
    for (auto const& [key, count] : counts) {
        fmt::print("  {:<10} {:<36} {:>6}\n", key.first, key.second, count);
    }
}

// Residents who live where the loss of one stretch would cut them off from the rest.
void print_cut_links(city::City const& city)
{
    core::Column<core::NodeId, double> residents(city.network.node_count(), 0.0);
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        core::ZoneId const zone{i};
        auto const& nodes = city.zone_nodes[zone];
        for (auto const node : nodes) {
            residents[node] += static_cast<double>(city.zones[zone].residents) / static_cast<double>(nodes.size());
        }
    }
    constexpr std::size_t searched = 2000;
    constexpr std::size_t shown = 5;
    auto cuts = network::cut_links(city.network, network::Access::all_vehicles(), searched);
    std::vector<std::pair<double, core::LinkId>> people;
    for (auto const& cut : cuts) {
        double sum = 0;
        for (auto const node : cut.cut_off) sum += residents[node];
        if (sum >= 1) people.emplace_back(-sum, cut.link);
    }
    std::sort(people.begin(), people.end());
    fmt::print("single stretches whose loss cuts residents off: {}\n", people.size());
    for (std::size_t i = 0; i < std::min(shown, people.size()); ++i) {
        auto const link = people[i].second;
        auto const& name = city.network.name(link);
        fmt::print("  {:<40} {:>8.0f} residents\n", name.empty() ? city.network.way_id(link) : name, -people[i].first);
    }
}

void print_zones(city::City const& city)
{
    fmt::print("{:<24} {:>10} {:>10} {:>10} {:>8}\n", "zone", "residents", "jobs", "school", "streets");
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        core::ZoneId const zone{i};
        auto const& row = city.zones[zone];
        fmt::print("{:<24} {:>10} {:>10} {:>10} {:>8}\n", row.name, row.residents, row.jobs, row.school_places,
                   city.zone_nodes[zone].size());
    }
}

void print_city(std::filesystem::path const& folder)
{
    city::ImportReport report;
    auto const city = city::load_city(folder, report);
    fmt::print("{}\nmetric CRS {}\n", city_line(city), city.crs);
    print_zones(city);
    print_roads(city.network);
    print_sites(city);
    print_cut_links(city);
    auto const kept = city::kept_issues(folder);
    if (kept) fmt::print("issues of the import (import_issues.geojson): {}\n", city::text_of(*kept));
    fmt::print("{}: {}\n", kept ? "issues of the layers as they are now" : "issues",
               city::text_of(city::counts_of(report.issues)));
}

// Throws UserError for a folder of results of which `info` tells nothing: what it is, and what reads it.
void refuse_other_results(std::filesystem::path const& folder)
{
    struct Other {
        char const* file;
        char const* what;
        char const* help;
    };
    constexpr std::array others{
        Other{"answer.json", "is a study",
              "read its answer.md or report.html, or give the folder of one run in it, such as base/1"},
        Other{"plan.json", "is a sweep",
              "halong sweep FOLDER --status says how it stands; halong merge puts its results together"}};
    for (Other const& other : others) {
        if (!std::filesystem::exists(folder / other.file)) continue;
        throw core::UserError(core::Diagnostic{folder.string(), 0, 0, other.what, other.help});
    }
}

// The people that the scenario's day makes, before any days of replanning; nothing of a route file, whose vehicles have no
// households.
void print_people(scenario::Scenario const& scenario)
{
    if (!scenario.demand.route_file.empty()) return;
    auto const city = city::on_day(scenario, city::load_city(scenario.city));
    auto const plans = study::KeptDay(city, scenario).plans();
    fmt::print("\n{}", exporting::people_text(demand::summarise(city, scenario, plans)));
}

}  // namespace

int check_command(std::vector<std::filesystem::path> const& files)
{
    bool good = true;
    for (auto const& file : files) {
        auto const [findings, summary] = study::check_whole(file);
        for (auto const& finding : findings) fmt::print(stderr, "{}\n", core::text_of(finding));
        if (findings.empty()) fmt::print("{}: good{}{}\n", file.string(), summary.empty() ? "" : ", ", summary);
        good = good && findings.empty();
    }
    return good ? done : bad_input;
}

int explain_command(std::string const& key, std::filesystem::path const& file)
{
    if (key == "kpis" || key == "kpi") {
        print_kpi_list();
        return done;
    }
    fmt::print("{}\n",
               scenario::explain_text(key, file.empty() ? std::nullopt : std::optional<std::filesystem::path>(file)));
    return done;
}

int schema_command(std::string const& kind, std::filesystem::path const& out)
{
    auto const found = scenario::find_kind(kind);
    if (!found) {
        throw core::UserError(core::Diagnostic{"", 0, 0, fmt::format("there is no kind of file '{}'", kind),
                                               "kinds are scenario, option, study, sites, calibration and sweep"});
    }
    std::string const schema = scenario::json_schema(*found);
    if (out.empty()) {
        fmt::print("{}", schema);
    } else {
        core::write_file(out, schema);
    }
    return done;
}

int info_command(std::filesystem::path const& path)
{
    namespace fs = std::filesystem;
    auto const of_run = path.parent_path() / "scenario.toml";
    if (fs::is_directory(path) && fs::exists(path / "run.h5")) return info_command(path / "run.h5");
    if (fs::is_directory(path)) {
        refuse_other_results(path);
        print_city(path);
    } else if (path.extension() == ".h5") {
        for (auto const& kpi : results::read_kpis(path)) fmt::print("{:<34} {:.3f}\n", kpi.id, kpi.value);
        fmt::print("\n{}", exporting::day_curves_text(path));
        if (fs::exists(of_run)) print_people(scenario::load_scenario(of_run));
    } else {
        auto const scenario = scenario::load_scenario(path);
        fmt::print("{}: {}\n", scenario.id, scenario.title.en);
        print_city(scenario.city);
        print_people(scenario);
    }
    return done;
}

}  // namespace halong::app
