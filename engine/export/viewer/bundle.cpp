#include "export/viewer/bundle.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/new_folder.hpp"
#include "core/time.hpp"
#include "core/version.hpp"
#include "export/viewer/base_map.hpp"
#include "export/viewer/city_of_run.hpp"
#include "export/viewer/columns.hpp"
#include "export/viewer/service_columns.hpp"
#include "results/hdf5_file.hpp"
#include "results/result_file.hpp"
#include "results/track_file.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using results::Hdf5Reader;

[[noreturn]] void refuse(fs::path const& path, std::string message,
                         std::string help = "give the folder of a run that `halong run` or `halong study` made")
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, std::move(message), std::move(help)});
}

// The files that a bundle is made of.
struct Sources {
    fs::path run;     // run.h5
    fs::path layers;  // results.gpkg
    fs::path city;    // folder; empty: none is at hand
    fs::path tracks;  // tracks.bin; empty: none were recorded
    std::string stamp;
};

// A study keeps the layers of each variant's first replication only; all of them have the same streets.
fs::path layers_of(fs::path const& run_folder)
{
    fs::path const own = run_folder / "results.gpkg";
    if (fs::exists(own)) return own;
    fs::path const first = fs::absolute(run_folder).lexically_normal().parent_path() / "1" / "results.gpkg";
    if (fs::exists(first)) return first;
    refuse(own, "does not exist: without it the roads have no shape",
           "give the folder of a whole run, or of a study's first replication");
}

Sources sources_of(fs::path const& folder, fs::path const& city)
{
    Sources sources;
    sources.run = folder / "run.h5";
    if (!fs::exists(sources.run)) refuse(sources.run, "does not exist");
    Hdf5Reader const run(sources.run);
    results::require_result(run, sources.run);
    sources.layers = layers_of(folder);
    if (!city.empty() && !is_city(city)) refuse(city, "is no city folder: it has no city.toml");
    sources.city = city.empty() ? city_of_run(folder, run) : city;
    if (auto const tracks = folder / "tracks.bin"; fs::exists(tracks)) sources.tracks = tracks;
    core::Digest stamp;
    stamp.add(fmt::format("{} {} {}", viewer_format, core::program_version, core::git_commit()));
    stamp.add(core::hash_of_file(sources.run));
    stamp.add(core::hash_of_file(sources.layers));
    for (fs::path const& file : city_files(run, sources.city)) stamp.add(core::hash_of_file(file));
    stamp.add(sources.tracks.empty() ? std::string("-") : core::hash_of_file(sources.tracks));
    sources.stamp = core::hex(stamp.value());
    return sources;
}

// ---- Columns -----------------------------------------------------------------------------------

std::vector<std::uint32_t> whole_numbers(std::vector<double> const& values)
{
    std::vector<std::uint32_t> result;
    result.reserve(values.size());
    for (double const value : values) result.push_back(static_cast<std::uint32_t>(value));
    return result;
}

std::vector<float> floats(std::vector<double> const& values) { return {values.begin(), values.end()}; }

// Vehicles of an hour on one link: a lane of motorbikes carries a few thousand.
std::vector<std::uint16_t> small_numbers(std::vector<double> const& values)
{
    std::vector<std::uint16_t> result;
    result.reserve(values.size());
    for (double const value : values) {
        core::ensure(value >= 0 && value <= std::numeric_limits<std::uint16_t>::max(),
                     "more vehicles or walkers in an hour on one link than 65,535");
        result.push_back(static_cast<std::uint16_t>(value));
    }
    return result;
}

class BundleWriter {
public:
    BundleWriter(Sources const& sources, fs::path const& folder)
        : sources_(sources),
          run_(sources.run),
          files_(folder),
          crs_(run_.attribute("/projected_coordinate_system", "EPSG_code")),
          link_ids_(run_.texts("/links/id")),
          zone_ids_(run_.texts("/zones/id")),
          map_(read_base_map(sources.layers, sources.city, crs_, link_ids_, zone_ids_))
    {}

    void write()
    {
        base();
        links_by_hour();
        zones_by_hour();
        services_ = write_services(files_, run_, map_, crs_, zone_ids_.size());
        texts();
        tracks();
        files_.write(std::string(viewer_manifest), manifest().dump(1));
    }

private:
    [[nodiscard]] std::vector<double> of_links(std::string const& path, std::size_t rows = 1) const
    {
        auto values = run_.numbers(path);
        core::ensure(values.size() == rows * link_ids_.size(), "a column of links has another length");
        return values;
    }

    void base()
    {
        files_.start_file("base.bin");
        files_.add("link.start", map_.links.start);
        files_.add("link.point", degree_steps(crs_, map_.links.points));
        auto const ends = of_links("/edge_nodes", 2);
        files_.add("link.nodes", whole_numbers(ends));
        files_.add("link.length_m", floats(of_links("/link_length")));
        files_.add("link.capacity", floats(of_links("/link_capacity")));
        files_.add("link.class", classes());
        files_.add("link.name", names());
        files_.add("zone.ring_start", map_.zone_rings.start);
        files_.add("zone.ring_point", degree_steps(crs_, map_.zone_rings.points));
        files_.add("zone.ring_zone", map_.ring_zone);
        files_.add("zone.ring_is_hole", map_.ring_is_hole);
        files_.add("zone.residents", floats(run_.numbers("/zones/residents")));
        std::vector<geo::PointMetric> points;
        for (MapPlace const& place : map_.places) points.push_back(place.position);
        files_.add("place.point", degree_steps(crs_, points));
        files_.finish_file();
    }

    // By link: row of the list of road classes in the manifest.
    std::vector<std::uint8_t> classes()
    {
        auto const words = scenario::road_class_words();
        std::vector<std::uint8_t> rows;
        for (std::string const& word : run_.texts("/links/class")) {
            auto const found = std::ranges::find(words, word);
            core::ensure(found != words.end(), "a link has a class that this program does not know");
            rows.push_back(static_cast<std::uint8_t>(found - words.begin()));
        }
        return rows;
    }

    // By link: row of `streets` in texts.json; 0 is the nameless.
    std::vector<std::uint32_t> names()
    {
        std::map<std::string, std::uint32_t> known{{"", 0}};
        streets_ = {""};
        std::vector<std::uint32_t> rows;
        for (std::string const& name : run_.texts("/links/name")) {
            auto const [found, is_new] = known.try_emplace(name, static_cast<std::uint32_t>(streets_.size()));
            if (is_new) streets_.push_back(name);
            rows.push_back(found->second);
        }
        return rows;
    }

    void links_by_hour()
    {
        constexpr std::size_t hours = core::hours_per_day;
        files_.start_file("links-volume.bin");
        files_.add("link.volume", small_numbers(of_links("/link_volume", hours)));
        files_.finish_file();
        files_.start_file("links-speed.bin");
        files_.add("link.speed_kmh", floats(of_links("/link_speed", hours)));
        files_.finish_file();
        files_.start_file("links-delay.bin");
        files_.add("link.delay_s", floats(of_links("/link_delay", hours)));
        files_.finish_file();
        files_.start_file("links-walkers.bin");
        files_.add("link.walkers", small_numbers(of_links("/link_walkers", hours)));
        files_.finish_file();
        files_.start_file("links-classes.bin");
        auto const classes = run_.texts("/vehicle_class");
        files_.add("link.volume_by_class", small_numbers(of_links("/link_volume_by_class", classes.size() * hours)));
        files_.finish_file();
    }

    void zones_by_hour()
    {
        files_.start_file("zones.bin");
        files_.add("zone.present", floats(run_.numbers("/zones/present")));
        if (run_.has("/zones/present_by_class")) {
            files_.add("zone.present_by_class", floats(run_.numbers("/zones/present_by_class")));
        }
        files_.finish_file();
    }

    void texts()
    {
        ordered_json places = ordered_json::array();
        for (MapPlace const& place : map_.places) {
            places.push_back({{"id", place.id}, {"name", place.name}, {"kind", place.kind}});
        }
        auto const zone_names = run_.texts("/zones/name");
        ordered_json zones = ordered_json::array();
        for (std::size_t zone = 0; zone < zone_ids_.size(); ++zone) {
            zones.push_back({{"id", zone_ids_[zone]}, {"name", zone_names.at(zone)}});
        }
        ordered_json services = ordered_json::object();
        for (ServiceRows const& rows : services_) services[rows.id] = {{"ids", rows.ids}, {"names", rows.names}};
        ordered_json const all{{"streets", streets_},
                               {"link_ids", link_ids_},
                               {"places", places},
                               {"zones", zones},
                               {"services", services}};
        files_.write("texts.json", all.dump());
    }

    // A file for each chunk, and one for boats and cabins, which go straight from stop to stop.
    void tracks()
    {
        if (sources_.tracks.empty()) return;
        auto const tracks = results::read_track_file(sources_.tracks);
        if (tracks.digest != record().value("digest", "")) {
            refuse(sources_.tracks, "is of another run than run.h5", "make the run again with `halong run --tracks`");
        }
        ordered_json chunks = ordered_json::array();
        for (std::size_t i = 0; i < tracks.chunks.size(); ++i) {
            auto const name = fmt::format("tracks-{:03}.bin", i);
            files_.write(name, results::read_track_chunk(sources_.tracks, tracks.chunks[i]));
            chunks.push_back({{"file", name}, {"bytes", tracks.chunks[i].bytes}, {"tracks", tracks.chunks[i].tracks}});
        }
        std::vector<geo::PointMetric> points;
        std::vector<std::uint8_t> kinds;
        std::vector<std::int32_t> times;
        for (auto const& one : tracks.crossings) {
            points.push_back(one.from);
            points.push_back(one.to);
            kinds.push_back(static_cast<std::uint8_t>(one.kind));
            times.push_back(one.leaves_ms / 100);
            times.push_back(one.arrives_ms / 100);
        }
        files_.start_file("crossings.bin");
        files_.add("crossing.point", degree_steps(crs_, points));
        files_.add("crossing.time_ds", times);
        files_.add("crossing.kind", kinds);
        files_.finish_file();
        tracks_ = {{"chunk_s", tracks.chunk_ms / 1000}, {"kinds", tracks.kinds}, {"chunks", chunks}};
    }

    [[nodiscard]] ordered_json record() const { return ordered_json::parse(run_.texts("/provenance/record").at(0)); }

    [[nodiscard]] ordered_json kpis() const
    {
        ordered_json rows = ordered_json::array();
        auto const ids = run_.texts("/kpi/id");
        auto const units = run_.texts("/kpi/unit");
        auto const vi = run_.texts("/kpi/name_vi");
        auto const en = run_.texts("/kpi/name_en");
        auto const values = run_.numbers("/kpi/value");
        for (std::size_t row = 0; row < ids.size(); ++row) {
            ordered_json value = nullptr;  // not a number where nothing happened
            if (std::isfinite(values.at(row))) value = values[row];
            rows.push_back(
                {{"id", ids[row]}, {"unit", units.at(row)}, {"vi", vi.at(row)}, {"en", en.at(row)}, {"value", value}});
        }
        return rows;
    }

    // Rings of links that waited for each other, by row of the link.
    [[nodiscard]] ordered_json gridlock() const
    {
        ordered_json rings = ordered_json::array();
        auto const links = run_.texts("/gridlock/links");
        auto const first = run_.numbers("/gridlock/first_seen_s");
        auto const last = run_.numbers("/gridlock/last_seen_s");
        auto const held = run_.numbers("/gridlock/vehicles_held");
        auto const turns = run_.numbers("/gridlock/turns");
        std::map<std::string_view, std::size_t> rows;
        for (std::size_t row = 0; row < link_ids_.size(); ++row) rows.emplace(link_ids_[row], row);
        for (std::size_t ring = 0; ring < links.size(); ++ring) {
            ordered_json of_ring = ordered_json::array();
            std::string_view rest = links[ring];
            while (!rest.empty()) {
                auto const end = rest.find_first_of(" ,");
                if (auto const found = rows.find(rest.substr(0, end)); found != rows.end()) {
                    of_ring.push_back(found->second);
                }
                rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
            }
            rings.push_back({{"links", of_ring},
                             {"first_s", first.at(ring)},
                             {"last_s", last.at(ring)},
                             {"vehicles", held.at(ring)},
                             {"turns", turns.at(ring)}});
        }
        return rings;
    }

    [[nodiscard]] ordered_json bounds() const
    {
        std::int32_t west = std::numeric_limits<std::int32_t>::max();
        std::int32_t south = west;
        std::int32_t east = std::numeric_limits<std::int32_t>::min();
        std::int32_t north = east;
        auto const steps = degree_steps(crs_, map_.links.points);
        for (std::size_t i = 0; i + 1 < steps.size(); i += 2) {
            west = std::min(west, steps[i]);
            east = std::max(east, steps[i]);
            south = std::min(south, steps[i + 1]);
            north = std::max(north, steps[i + 1]);
        }
        if (steps.empty()) return ordered_json::array({0, 0, 0, 0});
        return ordered_json::array(
            {west / steps_per_degree, south / steps_per_degree, east / steps_per_degree, north / steps_per_degree});
    }

    [[nodiscard]] ordered_json titles() const
    {
        auto const text = run_.texts("/provenance/scenario_toml").at(0);
        auto const scenario = scenario::parse_scenario(text, "scenario of run.h5");
        ordered_json result{{"vi", scenario.title.vi}, {"en", scenario.title.en}};
        if (auto const option = run_.texts("/provenance/option_toml").at(0); !option.empty()) {
            auto const parsed = scenario::parse_option(option, "option of run.h5");
            result["option"] = {{"id", parsed.id}, {"vi", parsed.title.vi}, {"en", parsed.title.en}};
        }
        return result;
    }

    [[nodiscard]] ordered_json manifest() const
    {
        auto const record = this->record();
        ordered_json services = ordered_json::array();
        for (ServiceRows const& rows : services_) {
            services.push_back({{"id", rows.id},
                                {"unit", rows.unit},
                                {"rows", rows.ids.size()},
                                {"named", !rows.names.empty()},
                                {"measures", rows.measures},
                                {"without_position", rows.without_position}});
        }
        std::string const city_title = run_.attribute("/", "title");
        ordered_json all{{"format", viewer_format},
                         {"stamp", sources_.stamp},
                         {"city", city_title.substr(0, city_title.find(": "))},
                         {"schematic", run_.attribute("/", "city_is_schematic") == "yes"},
                         {"title", titles()},
                         {"bounds", bounds()},
                         {"steps_per_degree", steps_per_degree},
                         {"hours", core::hours_per_day},
                         {"links", link_ids_.size()},
                         {"zones", zone_ids_.size()},
                         {"rows", hash_of_rows(link_ids_, zone_ids_)},
                         {"places", map_.places.size()},
                         {"places_found", !sources_.city.empty()},
                         {"road_classes", scenario::road_class_words()},
                         {"vehicle_classes", run_.texts("/vehicle_class")},
                         {"person_classes", run_.texts("/person_class")},
                         {"services", services},
                         {"kpis", kpis()},
                         {"gridlock", gridlock()},
                         {"provenance",
                          {{"software", record.value("software", "")},
                           {"command", record.value("command", "")},
                           {"started_utc", record.value("started_utc", "")},
                           {"seed", record.value("seed", std::uint64_t{0})},
                           {"digest", record.value("digest", "")},
                           {"valid", record.value("valid", true)}}}};
        all.update(nlohmann::ordered_json::parse(files_.list()));
        if (!tracks_.is_null()) all["tracks"] = tracks_;
        return all;
    }

    Sources const& sources_;
    Hdf5Reader run_;
    ColumnFiles files_;
    geo::Projection crs_;
    std::vector<std::string> link_ids_;
    std::vector<std::string> zone_ids_;
    BaseMap map_;
    std::vector<std::string> streets_;
    std::vector<ServiceRows> services_;
    ordered_json tracks_;  // null where none were recorded
};

void write_bundle(Sources const& sources, fs::path const& folder)
{
    core::NewFolder made(folder);
    try {
        BundleWriter(sources, made.path()).write();
    } catch (nlohmann::json::exception const& error) {
        refuse(sources.run, fmt::format("has a text that cannot be read: {}", error.what()));
    } catch (core::InternalFault const& fault) {
        refuse(sources.run, fmt::format("is not complete: {}", fault.what()));
    }
    made.take_place();
}

}  // namespace

bool is_whole_bundle(fs::path const& folder, std::string_view stamp)
{
    std::ifstream file(folder / viewer_manifest, std::ios::binary);
    auto const manifest = ordered_json::parse(file, nullptr, false);
    if (!manifest.is_object() || manifest.value("stamp", ordered_json()) != stamp) return false;
    auto const files = manifest.value("files", ordered_json::object());
    std::error_code failed;
    for (auto const& [name, place] : files.items()) {
        auto const bytes = place.is_object() ? place.value("bytes", ordered_json()) : ordered_json();
        if (!bytes.is_number_unsigned() || fs::file_size(folder / name, failed) != bytes.get<std::uint64_t>())
            return false;
    }
    return true;
}

void write_viewer_bundle(fs::path const& run, fs::path const& folder, fs::path const& city)
{
    write_bundle(sources_of(run, city), folder);
}

void renew_viewer_bundle(fs::path const& run, fs::path const& folder, fs::path const& city)
{
    Sources const sources = sources_of(run, city);
    if (!is_whole_bundle(folder, sources.stamp)) write_bundle(sources, folder);
}

}  // namespace halong::exporting
