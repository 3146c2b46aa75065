// What a sensor shows of a figure of the city, with the errors of its kind.
#pragma once

#include "equilibrium/demand_estimate.hpp"
#include "equilibrium/observations.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace halong::equilibrium {

// By sensor: what it shows of the figure. 1 for kinds that show all of it; 0 for those whose share nobody knows before they
// have been seen for a while (KindInfo::share_is_unknown).
std::vector<double> shares_at_first(std::span<Sensor const> sensors);

// What a sensor showed and what was expected of the figure, summed until its share can be told.
struct ShareSums {
    double shown = 0;     // amount times hours
    double expected = 0;  // the same
    core::Millis seen_ms = 0;
    void add(double value, double figure, Interval interval);
    // Once an hour was seen, with five vehicle-hours or phone-hours expected in it; nothing before, or while it shows 0.
    [[nodiscard]] std::optional<double> share() const;
};

// One reading in units of the figure, with a share > 0. Its noise is that of this reading alone: of the figure, and of
// which phones or vehicles of all that might be are those that the sensor shows: Poisson for phones, binomial for vehicles.
Reading reading_of(Figure figure, Sensor const& sensor, Observation const& observation, double share);

// A reading of an unknown share, one after the other with others: of share and figure only the product is seen, and a filter
// that looks at it from one point and later from another would take the difference for knowledge of the level. So what it
// shows is compared as a ratio with what is expected of the figure now, and both the figure and the logarithm of the share
// move it as they do on the simulated day (Jacobians of the first estimate: Huang, Mourikis and Roumeliotis 2010,
// International Journal of Robotics Research 29: 502-528). More than twice what is expected counts as twice.
void compare_as_ratio(Reading& reading, double expected);

// Standard deviation of what the simulated day and the share get wrong of a value for about an hour.
double mismatch_sd(DemandPrior const& prior, ObservedKind kind, double value);

// Adds the mismatch to the noise of a reading, and what it shares with others, so that they may be weighed as if they were
// independent: those within an hour share their mismatch, those within a stay the people, and those of devices along one
// way the vehicles, of which each is counted `together` >= 1 times in the mean.
void spread_noise(Reading& reading, DemandPrior const& prior, ObservedKind kind, Interval interval,
                  double together = 1);

// By sensor: the standard deviation of its lasting bias, a share of its figure (KindInfo::bias_sd).
std::vector<double> bias_sds(std::span<Sensor const> sensors);

// DayMap::counted_together of these sensors; 1 of those that count no vehicles, are not used or send nothing (`sends` by
// sensor, 0: it does not), and so share nothing with the others.
std::vector<double> counted_together(DayMap const& map, std::span<Sensor const> sensors,
                                     std::span<std::uint8_t const> sends);

}  // namespace halong::equilibrium
