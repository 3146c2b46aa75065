// A study with figures chosen by hand, no simulation behind it.
#pragma once

#include "study/study.hpp"

#include <cmath>

namespace halong::test {

inline scenario::Study hand_study()
{
    scenario::Study study;
    study.id = "hand";
    study.question = {"Nên mua thêm gì?", "What should be bought, \"hotspots\" or cameras?"};
    study.replications = 3;
    study.seed = 7;
    study.days_per_year = 300;
    study.discount_rate = 0;
    study.kpis = {{"wifi_carried_person_min", scenario::Better::more, 100},
                  {"vehicle_delay_h", scenario::Better::less, 50'000},
                  {"camera_detected_passages", scenario::Better::more, 0}};
    scenario::Option hotspots;
    hotspots.id = "hotspots";
    hotspots.title = {"Thêm điểm Wi-Fi", "More hotspots, 40 of them"};
    hotspots.capex_vnd = 8'000'000'000;
    hotspots.opex_vnd_per_year = 400'000'000;
    hotspots.life_years = 10;
    scenario::Option lane;
    lane.id = "lane";
    lane.title = {"Đóng làn", "Lane closed"};
    lane.capex_vnd = 0;
    lane.opex_vnd_per_year = 60'000'000;
    study.options = {hotspots, lane};
    return study;
}

inline study::RunRecord hand_run(std::string const& variant, int replication, double wifi, double delay, double camera)
{
    study::RunRecord run;
    run.variant = variant;
    run.replication = replication;
    run.seed = 7 + static_cast<std::uint64_t>(replication);
    run.digest = 0xabcdef;
    run.wall_s = 1.5;
    for (results::KpiInfo const& info : results::all_kpis()) run.kpis.push_back({std::string(info.id), 0});
    auto const set = [&](std::string_view id, double value) {
        for (results::Kpi& kpi : run.kpis) {
            if (kpi.id == id) kpi.value = value;
        }
    };
    set("wifi_carried_person_min", wifi);
    set("vehicle_delay_h", delay);
    set("camera_detected_passages", camera);
    return run;
}

// Hotspots: +1,000 Wi-Fi in every replication, delay ±0 in the mean, cameras untouched.
// Lane: Wi-Fi untouched, delay about +100, cameras -30 in every replication.
inline std::vector<study::RunRecord> hand_runs()
{
    std::vector<study::RunRecord> runs;
    for (int r = 0; r < 3; ++r) {
        double const wifi = 155'000 + 700 * r;
        double const delay = 2'500 + 10 * r;
        runs.push_back(hand_run("base", r, wifi, delay, 9'000));
        runs.push_back(hand_run("hotspots", r, wifi + 1'000, delay + (r - 1), 9'000));
        runs.push_back(hand_run("lane", r, wifi, delay + 100 + (r - 1), 8'970));
    }
    return runs;
}

inline study::Subject hand_subject()
{
    return {"Hạ Long", true, {"Ngày thường", "An ordinary day"}, scenario::DayKind::weekday, 322'710, 27'000};
}

}  // namespace halong::test
