// A recorded day beside the simulated one, by hour, for the viewer.
#pragma once

#include "city/city.hpp"
#include "equilibrium/observations.hpp"
#include "results/hdf5_file.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

inline constexpr std::string_view observed_format = "halong-observed/2";
inline constexpr char const* observed_file = "observed.json";

using ObservedHours = std::array<std::optional<double>, 24>;  // nothing: no value

// One sensor (of a device that may be several) whose figures the result has by hour, too: vehicles or walkers in the hour (count), km/h (speed), s
// (travel_time), persons (people).
struct ObservedSeries {
    std::size_t sensor = 0;  // of Observations::sensors
    ObservedHours observed;
    ObservedHours simulated;  // in the hours with an observed value, and all others that the result has
};

struct ObservedDay {
    std::vector<ObservedSeries> series;
    std::map<std::string, std::size_t> left_out;  // why, and how many sensors
};

// An observed hour: of counts, what the device counted in it, for the whole hour where it looked for at least three
// quarters of it; of the other kinds the mean of its values, weighted by time, under the same condition. Intervals that
// reach over the end of an hour are left out. A simulated count is of vehicles (walkers) that left the link in the hour. Of
// a device that sees two links, the simulated speed is what vehicles drove on both over the time that they took, and the
// travel time the mean of its vehicles.
ObservedDay hours_beside(results::Hdf5Reader const& run, city::City const& city,
                         equilibrium::Observations const& observations);

// The text of `observed_file`, after doubting the clocks of counting sensors by what was simulated for each. Every series has
// a key of its own, "kind/classes/id" (classes joined by '+', or "all"), since one device may have several.
// `file`: the name of the file of observations.
std::string observed_text(results::Hdf5Reader const& run, city::City const& city,
                          equilibrium::Observations& observations, ObservedDay const& beside, std::string const& file);

struct ObservedSummary {
    std::string day;  // as Observations::day
    std::size_t sensors = 0;
    std::size_t shown = 0;
    std::map<std::string, std::size_t> left_out;
};

// Reads the observations as equilibrium::read_observations does, tells of doubtful values and clocks but leaves them in, and
// writes `observed_file` into the folder, which is made new. The city is that of the run, or `city`.
// Throws UserError: no city at hand, a file that cannot be read, nothing in it that the result has; CannotWrite.
ObservedSummary write_observed_day(std::filesystem::path const& run, std::filesystem::path const& city,
                                   std::filesystem::path const& observations, std::string const& day,
                                   std::filesystem::path const& folder);

}  // namespace halong::exporting
