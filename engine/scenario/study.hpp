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
    double days_per_year = 365;  // days like the simulated one, for benefits per year
    double discount_rate = 0.10;
    std::vector<double> discount_rates{0.06, 0.10, 0.12};  // of the sensitivity of net present values
    int first_year = 2026;                                 // in which costs and benefits begin; values are of its start
    int horizon_years = 10;                                // over which costs and benefits are added up
    std::vector<Option> options;
    std::vector<StudyKpi> kpis;
    bool operator==(Study const&) const = default;
};

}  // namespace halong::scenario
