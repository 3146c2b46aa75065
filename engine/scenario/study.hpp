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
    bool operator==(StudyKpi const&) const = default;
};

struct Study {
    std::string id;  // file stem; not a key
    Text question;
    std::string scenario;    // scenario file, relative to the study file
    int replications = 3;    // >= 2
    std::uint64_t seed = 1;  // replication r runs with seed + r
    double confidence = 0.95;
    double days_per_year = 365;  // days like the simulated one, for benefits per year
    double discount_rate = 0.10;
    std::vector<Option> options;
    std::vector<StudyKpi> kpis;
    bool operator==(Study const&) const = default;
};

}  // namespace halong::scenario
