#include "export/viewer/pair_bundle.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/new_folder.hpp"
#include "core/time.hpp"
#include "core/version.hpp"
#include "export/viewer/bundle.hpp"
#include "export/viewer/columns.hpp"
#include "export/viewer/service_columns.hpp"
#include "export/viewer/street_cells.hpp"
#include "results/hdf5_file.hpp"
#include "results/result_file.hpp"
#include "study/paired_cells.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using results::Hdf5Reader;

constexpr std::size_t hours = core::hours_per_day;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

[[noreturn]] void refuse(fs::path const& path, std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, std::move(message), std::move(help)});
}

std::uint64_t seed_of(fs::path const& folder)
{
    fs::path const file = folder / "run.h5";
    Hdf5Reader const run(file);
    results::require_result(run, file);
    auto const seed = results::identity_of_run(run).seed;
    if (!seed) refuse(file, "does not say with which seed it was run", "make the run again");
    return *seed;
}

struct SeededRun {
    std::uint64_t seed = 0;
    fs::path folder;
};

// In the order of the folders.
std::vector<SeededRun> seeded_runs(std::vector<fs::path> const& folders)
{
    std::vector<SeededRun> runs;
    std::map<std::uint64_t, fs::path> known;
    for (fs::path const& folder : folders) {
        std::uint64_t const seed = seed_of(folder);
        auto const [found, is_new] = known.try_emplace(seed, folder);
        if (!is_new) {
            refuse(folder, fmt::format("has the same seed as {}: {}", found->second.string(), seed),
                   "replications of one variant differ in their seeds");
        }
        runs.push_back({seed, folder});
    }
    return runs;
}

// ---- Rows of one run among those of the first -----------------------------------------------------

using Rows = std::vector<std::size_t>;  // by row of the first pair's base; its size where there is none
constexpr std::size_t no_row = std::numeric_limits<std::size_t>::max();

Rows rows_by_id(std::vector<std::string> const& first, std::vector<std::string> const& other)
{
    std::unordered_map<std::string_view, std::size_t> row_of;
    for (std::size_t row = 0; row < other.size(); ++row) row_of.emplace(other[row], row);
    Rows rows;
    rows.reserve(first.size());
    for (std::string const& id : first) {
        auto const found = row_of.find(id);
        rows.push_back(found == row_of.end() ? no_row : found->second);
    }
    return rows;
}

std::vector<double> larger_each(std::vector<double> a, std::vector<double> const& b)
{
    std::ranges::transform(a, b, a.begin(), [](double x, double y) { return std::max(x, y); });
    return a;
}

// [hour][link] in the rows of the first.
std::vector<double> by_hour_first(std::vector<double> const& cells, Rows const& rows, std::size_t own_rows)
{
    core::ensure(cells.size() == hours * own_rows, "a column of links has another length");
    std::vector<double> result(hours * rows.size(), none);
    for (std::size_t hour = 0; hour < hours; ++hour) {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (rows[row] != no_row) result[hour * rows.size() + row] = cells[hour * own_rows + rows[row]];
        }
    }
    return result;
}

// [row][hour] in the rows of the first.
std::vector<double> by_row_first(std::vector<double> const& cells, Rows const& rows)
{
    std::vector<double> result(rows.size() * hours, none);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row] == no_row) continue;
        core::ensure((rows[row] + 1) * hours <= cells.size(), "a table by hour has another length");
        std::copy_n(cells.begin() + static_cast<std::ptrdiff_t>(rows[row] * hours), hours,
                    result.begin() + static_cast<std::ptrdiff_t>(row * hours));
    }
    return result;
}

std::vector<double> shares_pct(std::vector<double> const& carried, std::vector<double> const& offered)
{
    std::vector<double> shares(offered.size(), none);
    for (std::size_t cell = 0; cell < offered.size(); ++cell) {
        if (offered[cell] > 0) shares[cell] = 100 * carried[cell] / offered[cell];
    }
    return shares;
}

// What one passage, or minute of a person, changes in a share of what was offered, %: in the run where it changes most.
std::vector<double> share_steps_pct(std::vector<double> const& base_offered, std::vector<double> const& option_offered)
{
    std::vector<double> steps;
    for (std::size_t cell = 0; cell < base_offered.size(); ++cell) {
        double const least = std::min(base_offered[cell], option_offered[cell]);
        steps.push_back(least > 0 ? 100 / std::max(least, 1.0) : none);
    }
    return steps;
}

// ---- The bundle ----------------------------------------------------------------------------------

struct LinkMeasure {
    char const* name;
    char const* dataset;
    double resolution;  // 1: counted
    StreetMean mean;    // of delays and speeds, which are means over vehicles, that of all of them
};
constexpr LinkMeasure link_measures[] = {{"volume", "/link_volume", 1, StreetMean::by_length},
                                         {"speed", "/link_speed", 0, StreetMean::of_speed},
                                         {"delay", "/link_delay", 0, StreetMean::by_vehicle},
                                         {"walkers", "/link_walkers", 1, StreetMean::by_length}};

class PairWriter {
public:
    PairWriter(std::vector<PairOfRuns> const& pairs, fs::path const& folder) : pairs_(pairs), files_(folder)
    {
        Hdf5Reader const first(pairs.front().base / "run.h5");
        link_ids_ = first.texts("/links/id");
        streets_ = streets_of(first.texts("/links/name"));
        vehicle_classes_ = first.texts("/vehicle_class");
        if (first.has("/zones/present_by_class")) person_classes_ = first.texts("/person_class");
        zone_ids_ = first.texts("/zones/id");
        for (PairOfRuns const& pair : pairs) {
            for (fs::path const& run : {pair.base, pair.option}) {
                if (Hdf5Reader(run / "run.h5").texts("/zones/id") == zone_ids_) continue;
                refuse(run / "run.h5", fmt::format("has other zones than {}", pairs.front().base.string()),
                       "compare runs of one city");
            }
        }
    }

    void write(std::string const& stamp)
    {
        for (LinkMeasure const& measure : link_measures) {
            links({measure.name}, measure.resolution, measure.mean, [&](Hdf5Reader const& run) {
                return std::vector<std::vector<double>>(1, run.numbers(measure.dataset));
            });
        }
        volumes_by_class();
        zones("people", [](Hdf5Reader const& run) { return run.numbers("/zones/present"); });
        zones("visitors", [](Hdf5Reader const& run) {
            return present_of(run, [](std::string_view name) { return name.ends_with("_visitor"); });
        });
        for (std::string const& name : person_classes_) {
            zones("people." + name, [&](Hdf5Reader const& run) {
                return present_of(run, [&](std::string_view one) { return one == name; });
            });
        }
        for (std::string_view const id : viewer_services()) service(std::string(id));
        files_.write(std::string(viewer_manifest), manifest(stamp).dump(1));
    }

private:
    using ReadCells = std::function<std::vector<double>(fs::path const& run)>;

    // One measure over all pairs; `read` gives its cells in the rows of the first.
    study::PairedCells paired(std::size_t cells, double resolution, ReadCells const& read) const
    {
        study::PairedCells result(cells, resolution);
        for (PairOfRuns const& pair : pairs_) result.add(read(pair.base / "run.h5"), read(pair.option / "run.h5"));
        return result;
    }

    void add(std::string const& name, study::PairedCells const& cells, study::Families families)
    {
        std::vector<float> means;
        means.reserve(cells.size());
        for (std::size_t cell = 0; cell < cells.size(); ++cell) means.push_back(static_cast<float>(cells.mean(cell)));
        auto const widths = cells.half_widths(pairs_confidence);
        auto const found = cells.distinguishable(families);
        files_.add("pair." + name + ".mean", means);
        files_.add("pair." + name + ".half", std::vector<float>(widths.begin(), widths.end()));
        files_.add("pair." + name + ".clear", std::vector<std::uint8_t>(found.begin(), found.end()));
    }

    // How the rows of a run's links lie among those of the first, and which streets they make up.
    struct RunLinks {
        Rows rows;
        std::size_t count = 0;
        Streets streets;
        std::vector<double> length_m;
    };

    RunLinks const& links_of(fs::path const& file, Hdf5Reader const& run)
    {
        auto const [found, is_new] = run_links_.try_emplace(file);
        if (is_new) {
            auto const ids = run.texts("/links/id");
            found->second = {rows_by_id(link_ids_, ids), ids.size(),
                             streets_of(run.texts("/links/name"), &streets_.names), run.numbers("/link_length")};
        }
        return found->second;
    }

    // [measure][hour][link or street] of one run.
    struct OfRun {
        std::vector<std::vector<double>> by_link;
        std::vector<std::vector<double>> by_street;
        std::vector<std::vector<double>> street_steps;  // of what is counted
    };
    // Of one run: [measure][hour][link] in its own rows.
    using ReadLinks = std::function<std::vector<std::vector<double>>(Hdf5Reader const& run)>;

    OfRun read_run(fs::path const& folder, double resolution, StreetMean mean, ReadLinks const& read)
    {
        fs::path const file = folder / "run.h5";
        Hdf5Reader const run(file);
        RunLinks const& own = links_of(file, run);
        bool const by_vehicle = mean != StreetMean::by_length;
        std::vector<double> const volume = by_vehicle ? run.numbers("/link_volume") : std::vector<double>{};
        OfRun result;
        for (std::vector<double> const& cells : read(run)) {
            result.by_link.push_back(by_hour_first(cells, own.rows, own.count));
            result.by_street.push_back(
                street_cells(own.streets, cells, own.length_m, mean, by_vehicle ? &volume : nullptr));
            result.street_steps.push_back(street_steps(own.streets, cells, own.length_m, resolution));
        }
        return result;
    }

    // Measures of roads, and of the streets that they make up.
    void links(std::vector<std::string> const& names, double resolution, StreetMean mean, ReadLinks const& read)
    {
        std::vector<study::PairedCells> of_links(names.size(),
                                                 study::PairedCells(hours * link_ids_.size(), resolution));
        std::vector<study::PairedCells> of_streets(names.size(), study::PairedCells(hours * streets_.names.size()));
        for (PairOfRuns const& pair : pairs_) {
            auto const base = read_run(pair.base, resolution, mean, read);
            auto const option = read_run(pair.option, resolution, mean, read);
            core::ensure(base.by_link.size() == names.size() && option.by_link.size() == names.size(),
                         "runs tell all measures");
            for (std::size_t i = 0; i < names.size(); ++i) {
                of_links[i].add(base.by_link[i], option.by_link[i]);
                of_streets[i].add(base.by_street[i], option.by_street[i],
                                  larger_each(base.street_steps[i], option.street_steps[i]));
            }
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            files_.start_file(fmt::format("links-{}.bin", names[i]));
            add(names[i], of_links[i], {hours, link_ids_.size()});
            files_.finish_file();
            if (streets_.names.empty()) continue;
            files_.start_file(fmt::format("streets-{}.bin", names[i]));
            add("street_" + names[i], of_streets[i], {hours, streets_.names.size()});
            files_.finish_file();
        }
    }

    void volumes_by_class()
    {
        std::vector<std::string> names;
        for (std::string const& vehicle : vehicle_classes_) names.push_back("volume." + vehicle);
        links(names, 1, StreetMean::by_length, [&](Hdf5Reader const& run) {
            auto const all = run.numbers("/link_volume_by_class");
            std::size_t const cells = all.size() / vehicle_classes_.size();
            std::vector<std::vector<double>> classes;
            for (std::size_t row = 0; row < vehicle_classes_.size(); ++row) {
                auto const first = all.begin() + static_cast<std::ptrdiff_t>(row * cells);
                classes.emplace_back(first, first + static_cast<std::ptrdiff_t>(cells));
            }
            return classes;
        });
    }

    // Person-minutes of the classes that are meant: [zone][hour]. Nothing where the run does not tell classes apart.
    static std::vector<double> present_of(Hdf5Reader const& run, std::function<bool(std::string_view)> const& is_meant)
    {
        if (!run.has("/zones/present_by_class")) return {};
        auto const classes = run.texts("/person_class");
        auto const cells = run.numbers("/zones/present_by_class");
        std::vector<double> sums;
        for (std::size_t first = 0; first + classes.size() <= cells.size(); first += classes.size()) {
            double sum = 0;
            for (std::size_t c = 0; c < classes.size(); ++c) {
                if (is_meant(classes[c])) sum += cells[first + c];
            }
            sums.push_back(sum);
        }
        return sums;
    }

    void zones(std::string const& name, std::function<std::vector<double>(Hdf5Reader const&)> const& read)
    {
        auto const cells = paired(zone_ids_.size() * hours, 1, [&](fs::path const& file) {
            Hdf5Reader const run(file);
            auto const values = read(run);
            if (values.empty()) return std::vector<double>(zone_ids_.size() * hours, none);
            return values;
        });
        files_.start_file(fmt::format("zones-{}.bin", name));
        add(name, cells, {hours, 1});
        files_.finish_file();
    }

    void service(std::string const& id)
    {
        auto const first = read_service_hours(Hdf5Reader(pairs_.front().base / "run.h5"), id, zone_ids_.size());
        if (!first || first->ids.empty()) return;
        std::size_t const cells = first->ids.size() * hours;
        study::PairedCells offered(cells, 1);
        study::PairedCells share(cells);
        study::PairedCells zone_share(zone_ids_.size() * hours);
        for (PairOfRuns const& pair : pairs_) {
            auto const base = read_service_hours(Hdf5Reader(pair.base / "run.h5"), id, zone_ids_.size());
            auto const option = read_service_hours(Hdf5Reader(pair.option / "run.h5"), id, zone_ids_.size());
            if (!base || !option) return;
            Rows const base_rows = rows_by_id(first->ids, base->ids);
            Rows const option_rows = rows_by_id(first->ids, option->ids);
            auto const base_offered = by_row_first(base->offered, base_rows);
            auto const option_offered = by_row_first(option->offered, option_rows);
            offered.add(base_offered, option_offered);
            share.add(by_row_first(shares_pct(base->carried, base->offered), base_rows),
                      by_row_first(shares_pct(option->carried, option->offered), option_rows),
                      share_steps_pct(base_offered, option_offered));
            if (base->zone_offered.empty()) continue;
            zone_share.add(shares_pct(base->zone_carried, base->zone_offered),
                           shares_pct(option->zone_carried, option->zone_offered),
                           share_steps_pct(base->zone_offered, option->zone_offered));
        }
        files_.start_file("service-" + id + ".bin");
        add("offered." + id, offered, {hours, 1});
        add("share." + id, share, {hours, 1});
        if (!first->zone_offered.empty()) add("zone_share." + id, zone_share, {hours, 1});
        files_.finish_file();
        services_[id] = {{"ids", first->ids}};
    }

    [[nodiscard]] ordered_json manifest(std::string const& stamp) const
    {
        ordered_json seeds = ordered_json::array();
        for (PairOfRuns const& pair : pairs_) seeds.push_back(pair.seed);
        ordered_json all{{"format", pairs_format},
                         {"stamp", stamp},
                         {"replications", pairs_.size()},
                         {"seeds", seeds},
                         {"confidence", pairs_confidence},
                         {"false_discovery_rate", study::false_discovery_rate},
                         {"links", link_ids_.size()},
                         {"zones", zone_ids_.size()},
                         {"rows", hash_of_rows(link_ids_, zone_ids_)},
                         {"hours", hours},
                         {"streets", streets_.names},
                         {"services", services_}};
        all.update(nlohmann::ordered_json::parse(files_.list()));
        return all;
    }

    std::vector<PairOfRuns> const& pairs_;
    ColumnFiles files_;
    std::vector<std::string> link_ids_;
    std::vector<std::string> zone_ids_;
    Streets streets_;
    std::map<fs::path, RunLinks> run_links_;
    std::vector<std::string> vehicle_classes_;
    std::vector<std::string> person_classes_;
    ordered_json services_ = ordered_json::object();
};

std::string stamp_of(std::vector<PairOfRuns> const& pairs)
{
    core::Digest stamp;
    stamp.add(fmt::format("{} {} {}", pairs_format, core::program_version, core::git_commit()));
    for (PairOfRuns const& pair : pairs) {
        for (fs::path const& folder : {pair.base, pair.option}) stamp.add(core::hash_of_file(folder / "run.h5"));
    }
    return core::hex(stamp.value());
}

void write(std::vector<PairOfRuns> const& pairs, std::string const& stamp, fs::path const& folder)
{
    core::NewFolder made(folder);
    try {
        PairWriter(pairs, made.path()).write(stamp);
    } catch (core::InternalFault const& fault) {
        refuse(pairs.front().base, fmt::format("or one of its pairs is not complete: {}", fault.what()),
               "give variants of one study, all of whose runs have ended");
    }
    made.take_place();
}

}  // namespace

std::vector<PairOfRuns> pairs_by_seed(std::vector<fs::path> const& base, std::vector<fs::path> const& option)
{
    std::map<std::uint64_t, fs::path> partners;
    for (SeededRun const& run : seeded_runs(option)) partners.emplace(run.seed, run.folder);
    std::vector<PairOfRuns> pairs;
    for (SeededRun const& run : seeded_runs(base)) {
        if (auto const found = partners.find(run.seed); found != partners.end()) {
            pairs.push_back({run.folder, found->second, run.seed});
        }
    }
    return pairs;
}

void write_pair_bundle(std::vector<PairOfRuns> const& pairs, fs::path const& folder)
{
    core::ensure(pairs.size() >= 2, "differences of one pair of runs have no spread");
    write(pairs, stamp_of(pairs), folder);
}

void renew_pair_bundle(std::vector<PairOfRuns> const& pairs, fs::path const& folder)
{
    core::ensure(pairs.size() >= 2, "differences of one pair of runs have no spread");
    std::string const stamp = stamp_of(pairs);
    if (!is_whole_bundle(folder, stamp)) write(pairs, stamp, folder);
}

}  // namespace halong::exporting
