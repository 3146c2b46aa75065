// What the report shows of one run, read from the files that it left.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace halong::exporting {

inline constexpr std::size_t hours_of_day = 24;
using HourSums = std::array<double, hours_of_day>;

// One service's demand, in its unit: rows are zones or sites.
struct DemandTable {
    std::size_t rows = 0;
    std::size_t classes = 0;
    std::vector<double> cells;  // [row][hour][class of person]

    [[nodiscard]] HourSums by_hour() const;
    [[nodiscard]] std::vector<double> by_class() const;
    [[nodiscard]] std::vector<double> by_row() const;
    [[nodiscard]] HourSums row_by_hour(std::size_t row) const;
};
struct ServiceFigures {
    std::string unit;
    std::vector<std::string> site_ids;
    std::vector<double> site_x_m;
    std::vector<double> site_y_m;
    DemandTable site_offered, site_carried;
    DemandTable zone_offered, zone_covered, zone_carried;
};

struct ReplanningDay {
    int number = 0;
    double gap = 0;  // share of the driven time that the best routes would have saved
    std::int64_t held = 0;
    std::int64_t changed = 0;
};

// A place where people queue, over the day.
struct QueueFigures {
    std::string name;
    std::int64_t came = 0;
    std::int64_t admitted = 0;
    std::int64_t turned_away = 0;
    double wait_min = 0;  // of all admitted
    std::int64_t peak_inside = 0;
    std::int64_t capacity = 0;  // 0: no limit is known

    [[nodiscard]] double mean_wait_min() const { return admitted > 0 ? wait_min / static_cast<double>(admitted) : 0; }
};

// What visitors of one class spent on one kind of business.
struct SpendingFigures {
    std::string business;
    std::vector<std::pair<std::string, double>> vnd;  // by class of visitor
};

// A published figure beside that of the run.
struct AnchorFigures {
    std::string name_vi;
    std::string name_en;
    std::string unit;
    std::string source;
    double simulated = 0;
    double observed = 0;
};

struct RingFigures {
    double first_seen_s = 0;
    double last_seen_s = 0;
    std::int64_t vehicles_held = 0;
    std::int64_t turns = 0;
};

struct KpiFigure {
    std::string id;
    double value = 0;
};

struct RunFigures {
    std::string title;  // city and scenario
    bool city_is_schematic = false;
    std::string crs;
    std::vector<std::string> link_ids;
    std::vector<float> volume;   // [hour][link], vehicles in the hour
    std::vector<float> delay_s;  // [hour][link], mean of these vehicles; 0 where there are none
    std::vector<std::string> zone_ids;
    std::vector<std::string> zone_names;
    std::vector<std::string> person_classes;
    ServiceFigures wifi;
    ServiceFigures camera;
    DemandTable person_delay_h;  // by home zone; no rows where the run left no delays.json
    std::vector<KpiFigure> kpis;
    std::vector<ReplanningDay> days;
    std::vector<RingFigures> rings;
    std::vector<QueueFigures> queues;
    std::vector<AnchorFigures> anchors;
    std::vector<SpendingFigures> spending;  // all 0 where it was not asked for

    // provenance
    std::string software;
    std::string command;
    std::string started_utc;
    std::string digest;
    std::uint64_t seed = 0;
    bool valid = true;
    std::int64_t held_legs = 0;
    std::int64_t unreachable_legs = 0;
    std::int64_t squeezes = 0;
    std::vector<std::pair<std::string, std::string>> inputs;  // path, hash
    std::string scenario_toml;
    std::string option_toml;

    // Vehicle-hours of delay on links, by the hour in which vehicles left them.
    [[nodiscard]] HourSums delay_h() const;
    [[nodiscard]] HourSums link_volumes() const;  // vehicles that left a link, all links
};

// Reads run.h5 and delays.json of a run's folder. Throws UserError: not a result of this program, or incomplete.
RunFigures read_run(std::filesystem::path const& folder);

}  // namespace halong::exporting
