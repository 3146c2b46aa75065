// A study: a question, answered by running a base and its options with the same people. Each
// member is described in describe_study.cpp.
#pragma once

#include "scenario/option.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::scenario {

enum class Better {
    more,
    less
};

struct StudyKpi {
    std::string id;  // as listed by `halong explain kpis`
    Better better = Better::more;
    double weight_vnd_per_unit = 0;  // what one unit is worth in this study; shown beside the answer
    double precision = 0;            // wanted half-width of each difference's interval, in the KPI's unit; 0: none
    double precision_pct = 0;        // the same in per cent of the base's mean; 0: none
    bool operator==(StudyKpi const&) const = default;
};

// A further kind of day on which the base and all options are simulated.
struct StudyDay {
    std::string id;
    std::string scenario;      // file, relative to the study file
    double days_per_year = 0;  // days like it; 0: a day of stress, which is shown and not counted
    bool operator==(StudyDay const&) const = default;
};

// A number that is not known for sure: of the study ("discount_rate", "kpis.person_delay_h.weight_vnd_per_unit",
// "options.shuttle.capex_vnd") or of the scenario ("wifi.take_rate_foreign"; "scenario." before it is allowed).
struct UncertainKey {
    std::string key;
    Text title;
    double low = 0;
    double high = 0;
    bool operator==(UncertainKey const&) const = default;
};

// The largest seed of a study: replications add their number to it, and what JSON holds of it stays exact.
inline constexpr std::uint64_t most_study_seed = 1'000'000'000'000'000;

struct Study {
    std::string id;  // file stem; not a key
    Text question;
    std::string scenario;       // scenario file, relative to the study file
    int replications = 3;       // >= 2; of the first stage where max_replications is larger
    int max_replications = 0;   // more are added until the precision is met; 0: as many as `replications`
    double budget_minutes = 0;  // no further replication is begun that would not end within; 0: no limit
    std::int64_t indifference_vnd_per_year = 0;  // differences in net worth that do not matter; 0: not screened
    std::uint64_t seed = 1;                      // replication r runs with seed + r
    double confidence = 0.95;
    double days_per_year = 365;  // days like that of `scenario`, for benefits per year
    std::vector<StudyDay> days;  // further kinds of days
    double discount_rate = 0.10;
    std::vector<double> discount_rates{0.06, 0.10, 0.12};  // of the sensitivity of net present values
    int first_year = 2026;                                 // in which costs and benefits begin; values are of its start
    int horizon_years = 10;                                // over which costs and benefits are added up
    std::vector<Option> options;
    std::vector<StudyKpi> kpis;
    std::vector<UncertainKey> uncertain;  // how the answer changes with each of them
    int sensitivity_samples = 1'000;      // of all of them at once; 0: none
    bool operator==(Study const&) const = default;
};

}  // namespace halong::scenario
