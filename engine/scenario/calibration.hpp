// A calibration: parameters of a scenario that may move, and the figures that the day should come near. Each member is
// described in describe_calibration.cpp.
#pragma once

#include "scenario/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halong::scenario {

// What is compared with a published figure.
enum class Quantity {
    trips_per_person,
    mode_share,
    visitors,
    bay_passengers,
    place_visits,
    gateway_vehicles,
    gateway_vehicles_at_hour,
    kpi,
    bay_passengers_after_storm,
    hai_phong_time
};

enum class QuantityNeeds {
    plans,   // the people of the day and their plans: no traffic
    day,     // a full day, simulated
    nothing  // the model does not have it: it stands in the table without a simulated value
};

struct QuantityInfo {
    std::string_view unit;  // of the observed value; "" for `kpi`: the indicator's own
    QuantityNeeds needs = QuantityNeeds::plans;
    bool needs_name = false;
    bool never_fitted = false;  // kept back, so that something is left to judge the fit by
    std::string_view text;
};
QuantityInfo const& info_of(Quantity quantity);

enum class TargetRole {
    fit,
    validation
};

struct CalibrationParameter {
    std::string key;  // of the scenario: "demand.visitors_per_day"
    double low = 0;
    double high = 0;
    std::string source;
    bool operator==(CalibrationParameter const&) const = default;
};

struct CalibrationTarget {
    std::string id;
    Quantity quantity = Quantity::visitors;
    std::string name;  // of a place, a mode or an indicator, where the quantity needs one
    int hour = -1;     // 0 … 23, of quantities at an hour
    double value = 0;
    std::string unit;
    double tolerance_pct = 10;
    TargetRole role = TargetRole::validation;
    std::string scenario;  // file; empty: the calibration's
    std::string source;
    bool operator==(CalibrationTarget const&) const = default;
};

struct Calibration {
    std::string id;  // stem of the file's name; not a key
    Text title;
    std::string scenario;  // file, relative to the calibration's
    int iterations = 8;
    std::vector<CalibrationParameter> parameters;
    std::vector<CalibrationTarget> targets;
    bool operator==(Calibration const&) const = default;
};

}  // namespace halong::scenario
