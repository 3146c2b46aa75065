// The descriptions: what a file of each kind may say. See fields.hpp.
#pragma once

#include "scenario/calibration.hpp"
#include "scenario/fields.hpp"
#include "scenario/kind.hpp"
#include "scenario/option.hpp"
#include "scenario/scenario.hpp"
#include "scenario/site_rule.hpp"
#include "scenario/study.hpp"
#include "scenario/sweep.hpp"

#include <vector>

namespace halong::scenario {

// The content of a file of site rules.
struct SiteRules {
    std::vector<SiteRule> site_rules;
    bool operator==(SiteRules const&) const = default;
};

void describe(Visitor& visitor, Text& text);
void describe(Visitor& visitor, DemandParameters& demand);
void describe(Visitor& visitor, TrafficParameters& traffic);
void describe(Visitor& visitor, RouteParameters& routes);
void describe(Visitor& visitor, WifiParameters& wifi);
void describe(Visitor& visitor, CameraParameters& camera);
void describe(Visitor& visitor, OperationsParameters& operations);
void describe(Visitor& visitor, ParkingParameters& parking);
void describe(Visitor& visitor, ValueOfTimeParameters& parameters);
void describe(Visitor& visitor, TransitParameters& transit);
void describe(Visitor& visitor, QueueParameters& queues);
void describe(Visitor& visitor, CounterParameters& counters);
void describe(Visitor& visitor, ClinicParameters& clinics);
void describe(Visitor& visitor, ChargerRule& rule);
void describe(Visitor& visitor, ChargingParameters& charging);
void describe(Visitor& visitor, UtilityParameters& utilities);
void describe(Visitor& visitor, Weather& weather);
void describe(Visitor& visitor, Event& event);
void describe(Visitor& visitor, PowerParameters& power);
void describe(Visitor& visitor, Outage& outage);
void describe(Visitor& visitor, Backup& backup);
void describe(Visitor& visitor, Scenario& scenario);

void describe(Visitor& visitor, HotspotEquipment& hotspot);
void describe(Visitor& visitor, CameraEquipment& camera);
void describe(Visitor& visitor, SiteRule& rule);
void describe(Visitor& visitor, SiteRules& rules);

void describe(Visitor& visitor, RoadChange& change);
void describe(Visitor& visitor, NewRoad& road);
void describe(Visitor& visitor, Toll& toll);
void describe(Visitor& visitor, SignalChange& change);
void describe(Visitor& visitor, SiteChange& change);
void describe(Visitor& visitor, PlaceChange& change);
void describe(Visitor& visitor, NewPlace& place);
void describe(Visitor& visitor, LineChange& change);
void describe(Visitor& visitor, NewLine& line);
void describe(Visitor& visitor, Option& option);

void describe(Visitor& visitor, StudyKpi& kpi);
void describe(Visitor& visitor, StudyDay& day);
void describe(Visitor& visitor, UncertainKey& key);
void describe(Visitor& visitor, Study& study);

void describe(Visitor& visitor, CalibrationParameter& parameter);
void describe(Visitor& visitor, CalibrationTarget& target);
void describe(Visitor& visitor, Calibration& calibration);

void describe(Visitor& visitor, GridAxis& axis);
void describe(Visitor& visitor, SweepRow& row);
void describe(Visitor& visitor, SampledKey& key);
void describe(Visitor& visitor, SweepSample& sample);
void describe(Visitor& visitor, SlurmSettings& slurm);
void describe(Visitor& visitor, Sweep& sweep);

// The keys that a whole file has beside the members of its struct: `format` and, but for site rules, `extends`.
void describe_document(Visitor& visitor, Kind kind);

}  // namespace halong::scenario
