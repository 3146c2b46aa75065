#include "app/followed_day.hpp"
#include "app/observed_day.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "app/stop_signals.hpp"
#include "core/csv_cell.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "equilibrium/nowcast_replay.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "serve/iso_time.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <vector>

namespace halong::app {
namespace {

namespace fs = std::filesystem;
using equilibrium::Cycle;
using equilibrium::Nowcast;
using equilibrium::StateOf;
using equilibrium::StateRow;

// Written anew as the day goes on.
class NowcastFiles {
public:
    NowcastFiles(fs::path folder, ObservedDay const& day) : folder_(std::move(folder)), day_(day) {}

    void add(Nowcast const& nowcast, Cycle const& cycle, double wall_s)
    {
        auto const start = std::chrono::steady_clock::now();
        std::string state = header;
        for (core::Millis const ahead : nowcast.options().ahead_ms) {
            for (StateRow const& row : nowcast.state(cycle.now_ms + ahead)) write_row(state, row, cycle.now_ms, ahead);
        }
        core::write_file(folder_ / "state.csv", state);
        if (cycle.now_ms % core::ms_per_hour == 0) {
            core::write_file(folder_ / fmt::format("state_{:02}.csv", cycle.now_ms / core::ms_per_hour), state);
        }
        wall_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        cycles_ += fmt::format("{},{},{},{},{},{},{:.3f},{},{:.2f}\n", core::clock_text(cycle.now_ms), cycle.taken,
                               cycle.set_aside, cycle.waiting, cycle.late, cycle.repeated, cycle.spread_factor,
                               cycle.anomalies.size(), wall_s);
        for (auto const& anomaly : cycle.anomalies) add(anomaly);
        core::write_file(folder_ / "cycles.csv", cycles_);
        core::write_file(folder_ / "anomalies.csv", anomalies_);
        longest_s_ = std::max(longest_s_, wall_s);
        all_s_ += wall_s;
        ++count_;
    }

    [[nodiscard]] double longest_s() const { return longest_s_; }
    [[nodiscard]] double mean_s() const { return all_s_ / std::max(count_, 1); }
    [[nodiscard]] long anomalies() const { return anomaly_count_; }

private:
    static constexpr char const* header = "now,ahead_min,at,what,id,name,unit,before,mean,sd,low_90,high_90,capacity\n";

    void write_row(std::string& text, StateRow const& row, core::Millis now, core::Millis ahead) const
    {
        std::string id;
        std::string name;
        std::string capacity;
        if (row.what == StateOf::link) {
            core::LinkId const link{row.index};
            id = core::hex(day_.city.network.stable_id(link));
            name = day_.city.network.name(link);
        } else if (row.what == StateOf::zone) {
            id = day_.city.zones[core::ZoneId{row.index}].id;
            name = day_.city.zones[core::ZoneId{row.index}].name;
        } else if (row.what == StateOf::hotspot) {
            auto const& site = day_.city.sites[core::SiteId{row.index}];
            id = site.id;
            name = day_.city.zones[site.zone].name;
        } else {
            id = day_.city.places[core::PlaceId{row.index}].id;
            name = day_.city.places[core::PlaceId{row.index}].name;
        }
        if (row.capacity > 0) capacity = fmt::format("{:.0f}", row.capacity);
        text += fmt::format("{},{},{},{},{},{},{},{:.1f},{:.1f},{:.1f},{:.1f},{:.1f},{}\n", core::clock_text(now),
                            ahead / core::ms_per_minute, core::clock_text(row.at_ms), equilibrium::name_of(row.what),
                            core::csv_cell(id), core::csv_cell(name), equilibrium::unit_of(row.what), row.before,
                            row.mean, row.sd, row.low_90(), row.high_90(), capacity);
    }

    void add(equilibrium::Anomaly const& anomaly)
    {
        auto const& sensor = day_.observations.sensors[anomaly.sensor];
        std::string place;
        auto const& target = sensor.target;
        if (!target.links.empty()) place = day_.city.network.name(target.links.front());
        if (target.place.valid()) place = day_.city.places[target.place].name;
        if (target.zone.valid()) place = day_.city.zones[target.zone].name;
        std::string at = ",";
        if (sensor.position) at = fmt::format("{:.1f},{:.1f}", sensor.position->x_m, sensor.position->y_m);
        anomalies_ += fmt::format("{},{},{},{},{},{},{:.1f},{:.1f},{:.1f},{}\n", core::clock_text(anomaly.raised_ms),
                                  core::clock_text(anomaly.from_ms), equilibrium::name_of(anomaly.kind),
                                  core::csv_cell(sensor.id), core::csv_cell(place), at, anomaly.observed,
                                  anomaly.expected, anomaly.sd, core::csv_cell(anomaly.evidence));
        ++anomaly_count_;
    }

    fs::path folder_;
    ObservedDay const& day_;
    std::string cycles_ = "now,taken,set_aside,waiting,late,repeated,spread_factor,anomalies,wall_s\n";
    std::string anomalies_ = "raised,from,kind,sensor,place,x_m,y_m,observed,expected,sd,evidence\n";
    double longest_s_ = 0;
    double all_s_ = 0;
    int count_ = 0;
    long anomaly_count_ = 0;
};

std::string scores_csv(std::vector<equilibrium::ForecastScore> const& scores)
{
    std::string text = "ahead_min,readings,inside_90_share,rmse,rmse_before\n";
    for (auto const& score : scores) {
        text += fmt::format("{},{},{:.4f},{:.3f},{:.3f}\n", score.ahead_ms / core::ms_per_minute, score.readings,
                            score.inside_90, score.rmse, score.rmse_before);
    }
    return text;
}

void print_scores(std::vector<equilibrium::ForecastScore> const& scores)
{
    for (auto const& score : scores) {
        if (score.readings == 0) continue;
        std::string const ahead =
            score.ahead_ms == 0 ? "the cycle before" : fmt::format("{} min before", score.ahead_ms / 60'000);
        fmt::print(
            "  foreseen {:<17} {:>7} readings, {:>5.1f} % inside the 90 % band, root mean square error {:.2f} "
            "(simulated day alone: {:.2f})\n",
            ahead, score.readings, 100 * score.inside_90, score.rmse, score.rmse_before);
    }
}

// The day of a followed file: as asked, or today where the clock is that of the city.
ObservationFiles files_of(NowcastSettings const& settings)
{
    ObservationFiles files{settings.observations, settings.sensors, settings.day, equilibrium::Doubtful::told,
                           settings.follow};
    if (!settings.follow) return files;
    if (settings.observations.extension() != ".csv") {
        throw core::UserError(core::Diagnostic{settings.observations.string(), 0, 0, "only a .csv can be followed",
                                               "`halong listen` writes one; a layer can be replayed without --follow"});
    }
    if (files.day.empty() && settings.speed <= 0) files.day = serve::local_date_text(serve::local_now());
    bool const is_known = !files.day.empty() || files.sensors.empty();
    if (!is_known || (!files.day.empty() && !serve::local_time_of(files.day + "T00:00", serve::NoZone::local))) {
        throw core::UserError(core::Diagnostic{"--day", 0, 0, fmt::format("'{}' is no day", files.day),
                                               "with --follow, --speed and --sensors, give it as 2026-05-01"});
    }
    return files;
}

// By path and day where the file is still being written.
std::string content_of(NowcastSettings const& settings, ObservationFiles const& files)
{
    auto const sensors = settings.sensors.empty() ? std::string{} : core::hash_of_file(settings.sensors);
    if (settings.follow) return sensors + fs::absolute(settings.observations).string() + files.day;
    return sensors + core::hash_of_file(settings.observations);
}

}  // namespace

int nowcast_command(NowcastSettings const& settings)
{
    core::ThreadLimit const limit(settings.threads);
    auto scenario = scenario::load_scenario(settings.file, settings.overrides);
    if (!settings.city.empty()) scenario.city = settings.city.string();
    auto const observation_files = files_of(settings);
    std::string const content = scenario::to_toml(scenario) + content_of(settings, observation_files);
    fs::path const folder = make_run_folder(settings.out, scenario.id + "-nowcast", content, settings.force);
    core::FolderLock const lock(folder);
    auto const day = observed_day(scenario, observation_files, folder, settings.quiet);
    equilibrium::ReplayOptions options;
    options.from_ms = core::millis(settings.from_h, core::ms_per_hour);
    options.to_ms = core::millis(settings.to_h, core::ms_per_hour);
    options.cycle_ms = core::millis(settings.every_min, core::ms_per_minute);
    auto const& sensors = day->observations.sensors;
    equilibrium::NowcastOptions nowcast_options;
    nowcast_options.parking = scenario.parking;
    Nowcast nowcast(day->city, *day->map, sensors, nowcast_options);
    fmt::print("{} unknowns of the demand and the sensors; {} passages of the simulated day\n",
               nowcast.estimate().size(), day->map->passage_count());
    NowcastFiles files(folder, *day);
    core::Progress progress("now-casting", settings.quiet);
    auto const watch = [&](Nowcast const& now, Cycle const& cycle, double wall_s) {
        files.add(now, cycle, wall_s);
        for (auto const& anomaly : cycle.anomalies) {
            fmt::print("{} {} at {}: {}\n", core::clock_text(cycle.now_ms), equilibrium::name_of(anomaly.kind),
                       sensors[anomaly.sensor].id, anomaly.evidence);
        }
        progress.update(static_cast<double>(cycle.now_ms - options.from_ms) / (options.to_ms - options.from_ms),
                        core::clock_text(cycle.now_ms));
    };
    std::vector<equilibrium::ForecastScore> scores;
    if (settings.follow) {
        StopSignals const stop;
        FollowedDay followed(settings.observations, *day->reader,
                             FollowClock(day->reader->seen().day, settings.speed, options.from_ms));
        scores = equilibrium::go_through(
            nowcast, *day->map, sensors, options,
            [&](core::Millis now, auto& come) { return followed.bring(now, come); }, watch);
        auto seen = day->reader->seen();
        seen.sensors = sensors;
        equilibrium::check_series(seen, equilibrium::Doubtful::told);
        fmt::print("{}followed {}: {} rows, {} values kept\n", followed.was_stopped() ? "stopped; " : "", seen.day,
                   seen.rows, seen.values.size());
        tell_issues(seen, folder);
    } else {
        scores = equilibrium::replay(nowcast, *day->map, day->observations, options, watch);
    }
    core::write_file(folder / "scores.csv", scores_csv(scores));
    link_latest(folder);
    fmt::print("{} anomalies; cycles took {:.2f} s, the longest {:.2f} s, of the {:.0f} s of a cycle\n",
               files.anomalies(), files.mean_s(), files.longest_s(), settings.every_min * 60);
    print_scores(scores);
    fmt::print("state.csv, cycles.csv, anomalies.csv and scores.csv in {}\n", folder.string());
    return done;
}

}  // namespace halong::app
