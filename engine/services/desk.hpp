// Times and figures of services whose people are served at stations.
#pragma once

#include "core/random.hpp"
#include "services/service.hpp"
#include "services/stations.hpp"

namespace halong::services {

// Patience with this mean, Weibull with shape 2 (Rayleigh), from a standard exponential: whoever has waited for long is
// likelier to leave. A day at most.
Millis patience_ms(double mean_min, double exponential);

// Work on one job: log-normal with this mean and coefficient of variation; between a second and 10 hours.
Millis work_ms(core::Random const& random, core::Stream stream, core::Draw const& draw, double mean_min, double cv);

// The hour in which its servers were busiest, with how many of them were at work on average; the share of the hours on
// duty in which they were so for 95 % of the time or more.
SitePeak peak_of(StationLog const& log);

// Appends a row to the result: the hours of this station, and its peak.
void add_row(ServiceResult& result, StationLog const& log);

// Adds the hours of one station to those of another.
void add_hours(StationLog& to, StationLog const& from);

}  // namespace halong::services
