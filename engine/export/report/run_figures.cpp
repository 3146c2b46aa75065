#include "export/report/run_figures.hpp"

#include "core/error.hpp"
#include "core/json_whole.hpp"
#include "core/time.hpp"
#include "export/delay_file.hpp"
#include "results/hdf5_file.hpp"
#include "results/result_file.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::exporting {
namespace {

using results::Hdf5Reader;

[[noreturn]] void refuse(std::filesystem::path const& path, std::string message)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, std::move(message),
                                           "give a run.h5 that `halong run` or `halong study` wrote"});
}

// NaN stands where no vehicle passed.
std::vector<float> without_nan(std::vector<double> const& values)
{
    std::vector<float> result;
    result.reserve(values.size());
    for (double const value : values) result.push_back(std::isnan(value) ? 0 : static_cast<float>(value));
    return result;
}

DemandTable table_of(Hdf5Reader const& file, std::string const& path, std::size_t rows, std::size_t classes)
{
    DemandTable table{rows, classes, file.numbers(path)};
    core::ensure(table.cells.size() == rows * hours_of_day * classes, "a table of demand has another shape");
    return table;
}

ServiceFigures service_of(Hdf5Reader const& file, std::string const& group, std::size_t zones, std::size_t classes)
{
    ServiceFigures service;
    if (!file.has(group)) {
        DemandTable const none{zones, classes, std::vector<double>(zones * hours_of_day * classes)};
        service.zone_offered = service.zone_covered = service.zone_carried = none;
        service.site_offered = service.site_carried = {0, classes, {}};
        return service;
    }
    service.unit = file.attribute(group, "unit");
    service.site_ids = file.texts(group + "/site_id");
    service.site_x_m = file.numbers(group + "/site_x");
    service.site_y_m = file.numbers(group + "/site_y");
    std::size_t const sites = service.site_ids.size();
    service.site_offered = table_of(file, group + "/site_offered", sites, classes);
    service.site_carried = table_of(file, group + "/site_carried", sites, classes);
    service.zone_offered = table_of(file, group + "/zone_offered", zones, classes);
    service.zone_covered = table_of(file, group + "/zone_covered", zones, classes);
    service.zone_carried = table_of(file, group + "/zone_carried", zones, classes);
    return service;
}

std::vector<ReplanningDay> days_of(Hdf5Reader const& file)
{
    std::vector<ReplanningDay> days;
    auto const numbers = file.numbers("/replanning/number");
    if (numbers.empty()) return days;
    auto const held = file.numbers("/replanning/held");
    auto const changed = file.numbers("/replanning/changed");
    auto const driven_h = file.numbers("/replanning/driven_time");
    auto const best_h = file.numbers("/replanning/best_time");
    std::size_t const cells = driven_h.size() / numbers.size();
    for (std::size_t day = 0; day < numbers.size(); ++day) {
        double driven = 0;
        double best = 0;
        for (std::size_t cell = day * cells; cell < (day + 1) * cells; ++cell) {
            driven += driven_h[cell];
            best += best_h[cell];
        }
        days.push_back({static_cast<int>(numbers[day]), driven > 0 ? (driven - best) / driven : 0,
                        static_cast<std::int64_t>(held[day]), static_cast<std::int64_t>(changed[day])});
    }
    return days;
}

std::vector<RingFigures> rings_of(Hdf5Reader const& file)
{
    std::vector<RingFigures> rings;
    auto const first = file.numbers("/gridlock/first_seen_s");
    auto const last = file.numbers("/gridlock/last_seen_s");
    auto const held = file.numbers("/gridlock/vehicles_held");
    auto const turns = file.numbers("/gridlock/turns");
    for (std::size_t i = 0; i < first.size(); ++i) {
        rings.push_back({first[i], last[i], static_cast<std::int64_t>(held[i]), static_cast<std::int64_t>(turns[i])});
    }
    return rings;
}

std::vector<QueueFigures> queues_of(Hdf5Reader const& file)
{
    std::vector<QueueFigures> queues;
    auto const names = file.texts("/queue/name");
    auto const capacity = file.numbers("/queue/capacity");
    auto const came = file.numbers("/queue/came");
    auto const admitted = file.numbers("/queue/admitted");
    auto const turned_away = file.numbers("/queue/turned_away");
    auto const mean_wait = file.numbers("/queue/mean_wait");
    auto const peak_inside = file.numbers("/queue/peak_inside");
    for (std::size_t place = 0; place < names.size(); ++place) {
        QueueFigures queue{names[place], 0, 0, 0, 0, 0, static_cast<std::int64_t>(capacity[place])};
        for (std::size_t cell = place * hours_of_day; cell < (place + 1) * hours_of_day; ++cell) {
            queue.came += static_cast<std::int64_t>(came[cell]);
            queue.admitted += static_cast<std::int64_t>(admitted[cell]);
            queue.turned_away += static_cast<std::int64_t>(turned_away[cell]);
            if (admitted[cell] > 0) queue.wait_min += admitted[cell] * mean_wait[cell];
            queue.peak_inside = std::max(queue.peak_inside, static_cast<std::int64_t>(peak_inside[cell]));
        }
        queues.push_back(std::move(queue));
    }
    return queues;
}

std::vector<AnchorFigures> anchors_in(Hdf5Reader const& file)
{
    std::vector<AnchorFigures> anchors;
    auto const names_vi = file.texts("/anchor/name_vi");
    auto const names_en = file.texts("/anchor/name_en");
    auto const units = file.texts("/anchor/unit");
    auto const sources = file.texts("/anchor/source");
    auto const simulated = file.numbers("/anchor/simulated");
    auto const observed = file.numbers("/anchor/observed");
    for (std::size_t i = 0; i < names_vi.size(); ++i) {
        anchors.push_back({names_vi[i], names_en[i], units[i], sources[i], simulated[i], observed[i]});
    }
    return anchors;
}

std::vector<SpendingFigures> spending_of(Hdf5Reader const& file)
{
    std::vector<SpendingFigures> spending;
    auto const kinds = file.texts("/spending/business");
    auto const classes = file.texts("/spending/visitor_class");
    auto const amounts = file.numbers("/spending/amount");  // [business][zone][class]
    std::size_t const cells = amounts.size() / std::max<std::size_t>(1, kinds.size());
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        SpendingFigures one{kinds[kind], {}};
        for (std::string const& visitor : classes) one.vnd.emplace_back(visitor, 0);
        for (std::size_t cell = 0; cell < cells; ++cell) {
            one.vnd[cell % classes.size()].second += amounts[kind * cells + cell];
        }
        spending.push_back(std::move(one));
    }
    return spending;
}

void add_provenance(RunFigures& run, Hdf5Reader const& file)
{
    auto const json = nlohmann::ordered_json::parse(file.texts("/provenance/record").at(0));
    json.at("software").get_to(run.software);
    json.at("command").get_to(run.command);
    json.at("started_utc").get_to(run.started_utc);
    json.at("digest").get_to(run.digest);
    core::get_whole(json.at("seed"), run.seed);
    json.at("valid").get_to(run.valid);
    core::get_whole(json.at("counts").at("held_legs"), run.held_legs);
    core::get_whole(json.at("counts").at("unreachable_legs"), run.unreachable_legs);
    core::get_whole(json.at("counts").at("squeezes"), run.squeezes);
    if (json.contains("inputs")) {
        for (auto const& [path, hash] : json.at("inputs").items())
            run.inputs.emplace_back(path, hash.get<std::string>());
    }
    run.scenario_toml = file.texts("/provenance/scenario_toml").at(0);
    run.option_toml = file.texts("/provenance/option_toml").at(0);
}

RunFigures run_of(Hdf5Reader const& file)
{
    RunFigures run;
    run.title = file.attribute("/", "title");
    run.city_is_schematic = file.attribute("/", "city_is_schematic") == "yes";
    run.crs = file.attribute("/projected_coordinate_system", "EPSG_code");
    run.link_ids = file.texts("/links/id");
    run.volume = without_nan(file.numbers("/link_volume"));
    run.delay_s = without_nan(file.numbers("/link_delay"));
    core::ensure(run.volume.size() == run.link_ids.size() * hours_of_day && run.delay_s.size() == run.volume.size(),
                 "links and their hours have different sizes");
    run.zone_ids = file.texts("/zones/id");
    run.zone_names = file.texts("/zones/name");
    run.person_classes = file.texts("/person_class");
    run.wifi = service_of(file, "/wifi", run.zone_ids.size(), run.person_classes.size());
    run.camera = service_of(file, "/camera", run.zone_ids.size(), run.person_classes.size());
    auto const kpi_ids = file.texts("/kpi/id");
    auto const kpi_values = file.numbers("/kpi/value");
    core::ensure(kpi_ids.size() == kpi_values.size(), "indicators and their values have different sizes");
    for (std::size_t i = 0; i < kpi_ids.size(); ++i) run.kpis.push_back({kpi_ids[i], kpi_values[i]});
    run.days = days_of(file);
    run.rings = rings_of(file);
    run.queues = queues_of(file);
    run.anchors = anchors_in(file);
    run.spending = spending_of(file);
    add_provenance(run, file);
    return run;
}

}  // namespace

HourSums DemandTable::row_by_hour(std::size_t row) const
{
    HourSums sums{};
    for (std::size_t hour = 0; hour < hours_of_day; ++hour) {
        for (std::size_t c = 0; c < classes; ++c) sums[hour] += cells[(row * hours_of_day + hour) * classes + c];
    }
    return sums;
}

HourSums DemandTable::by_hour() const
{
    HourSums sums{};
    for (std::size_t row = 0; row < rows; ++row) {
        HourSums const one = row_by_hour(row);
        for (std::size_t hour = 0; hour < hours_of_day; ++hour) sums[hour] += one[hour];
    }
    return sums;
}

std::vector<double> DemandTable::by_class() const
{
    std::vector<double> sums(classes);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) sums[cell % classes] += cells[cell];
    return sums;
}

std::vector<double> DemandTable::by_row() const
{
    std::vector<double> sums(rows);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) sums[cell / (hours_of_day * classes)] += cells[cell];
    return sums;
}

HourSums RunFigures::delay_h() const
{
    HourSums sums{};
    std::size_t const links = link_ids.size();
    for (std::size_t cell = 0; cell < volume.size(); ++cell) {
        sums[cell / links] += static_cast<double>(volume[cell]) * static_cast<double>(delay_s[cell]) / 3600;
    }
    return sums;
}

HourSums RunFigures::link_volumes() const
{
    HourSums sums{};
    std::size_t const links = link_ids.size();
    for (std::size_t cell = 0; cell < volume.size(); ++cell) sums[cell / links] += static_cast<double>(volume[cell]);
    return sums;
}

RunFigures read_run(std::filesystem::path const& folder)
{
    auto const run_h5 = folder / "run.h5";
    Hdf5Reader const file(run_h5);
    results::require_result(file, run_h5);
    RunFigures run;
    try {
        run = run_of(file);
    } catch (nlohmann::json::exception const& error) {
        refuse(run_h5, fmt::format("has a record that cannot be read: {}", error.what()));
    } catch (core::InternalFault const& fault) {
        refuse(run_h5, fmt::format("is not complete: {}", fault.what()));
    }
    if (auto const path = folder / "delays.json"; std::filesystem::exists(path)) {
        PersonDelays const delays = read_delays_json(path);
        if (delays.zones != run.zone_ids.size()) refuse(path, "has other zones than run.h5");
        run.person_delay_h = {delays.zones, run.person_classes.size(), {}};
        for (std::int64_t const ms : delays.person_ms) {
            run.person_delay_h.cells.push_back(static_cast<double>(ms) / core::ms_per_hour);
        }
    }
    return run;
}

}  // namespace halong::exporting
