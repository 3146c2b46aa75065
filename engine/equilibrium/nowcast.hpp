// The state of the city as a day goes on: what is observed corrects what was simulated, cycle by cycle, for the present
// and for some hours ahead, each figure with how sure it is.
#pragma once

#include "city/city.hpp"
#include "equilibrium/day_map.hpp"
#include "equilibrium/demand_estimate.hpp"
#include "equilibrium/observations.hpp"
#include "equilibrium/sensor_reading.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halong::equilibrium {

struct NowcastOptions {
    DemandPrior prior;
    std::vector<core::Millis> ahead_ms{0, core::ms_per_hour, 3 * core::ms_per_hour};
    double gate_sd = 5;  // a reading further off is not taken in: it is no matter of demand, but may be an anomaly
    // An anomaly is a sudden change: the sum of a sensor's last readings against what the hour before lets expect of them.
    double anomaly_sd = 4;
    int anomaly_readings = 3;
    int readings_before = 12;
    double sudden_share =
        0.15;                  // by which volumes stray from their expected course within the hour (standard deviation)
    double least_share = 0.4;  // by which an anomaly is off, of what is expected
    // For so long all readings of a sensor were set aside, then it is told that they stay as they are, and they are taken
    // in as what the sensor shows from now on.
    core::Millis lasting_ms = 2 * core::ms_per_hour;
    scenario::ParkingParameters parking;  // spaces of car parks
    double link_bias_sd = 0.10;           // of the volume of a link that no sensor sees, all day: as that of counters
};

enum class StateOf : std::uint8_t {
    link,        // vehicles that enter it in the quarter of an hour, as vehicles an hour
    zone,        // persons at a stay in it, mean of the quarter of an hour
    place,       // the same
    arrivals,    // persons who come to a place where one queues or is served, as persons an hour
    motorbikes,  // that stand at a place, mean of the quarter of an hour
    cars,        // the same, vans among them
    coaches,     // the same
    hotspot  // phones that ask for it, mean of the quarter of an hour: offered, so that there may be more than it takes
};
inline constexpr int state_of_count = 8;
std::string_view name_of(StateOf what);
// "veh/h", "person", …
std::string_view unit_of(StateOf what);

// A figure at the quarter of an hour that ends at a time: without observations, and with those that have come in.
struct StateRow {
    StateOf what = StateOf::link;
    std::uint32_t index = 0;  // of the link, zone, place or site
    core::Millis at_ms = 0;
    double before = 0;
    double mean = 0;      // >= 0
    double sd = 0;        // of what is really there, its own noise included
    double capacity = 0;  // in the same unit (of links: PCU an hour; of car parks: spaces); 0: none is known
    [[nodiscard]] double low_90() const;  // >= 0
    [[nodiscard]] double high_90() const;
};

enum class AnomalyKind : std::uint8_t {
    fewer,   // an accident or a closed street upstream, or a device that sees less
    more,    // a crowd, or traffic that goes round a closed street
    silent,  // nothing came for three of its intervals
    lasting  // what it showed did not fit for NowcastOptions::lasting_ms: taken in from now on, as a new state
};
std::string_view name_of(AnomalyKind kind);

// Something that the demand does not explain, at a sensor.
struct Anomaly {
    AnomalyKind kind = AnomalyKind::fewer;
    std::uint32_t sensor = 0;
    core::Millis from_ms = 0;    // begin of the first reading of the sum that raised it
    core::Millis raised_ms = 0;  // of the cycle
    double observed = 0;         // sums over the last readings
    double expected = 0;
    double sd = 0;
    std::string evidence;  // in words: the numbers, and which sensors within a kilometre are off as well
};

// What a cycle did.
struct Cycle {
    core::Millis now_ms = 0;
    std::size_t taken = 0;           // readings
    std::size_t set_aside = 0;       // beyond the gate
    std::size_t late = 0;            // of the taken: their interval had ended a cycle before, or earlier
    std::size_t repeated = 0;        // readings that were dropped: some of their time had been taken
    std::size_t waiting = 0;         // readings so far that wait until the share is known that their sensor shows
    double spread_factor = 1;        // by which stated variances were too small so far
    std::vector<Anomaly> anomalies;  // raised in this cycle
};

// The unknowns are the changes of demand of demand_estimate.hpp, for all hours of the day at once: they do not move, only
// what is known of them does. So readings count whenever they come, late or out of order, and the state in three hours
// follows from who has come in the morning. City and map outlive this object.
class Nowcast {
public:
    Nowcast(city::City const& city, DayMap const& map, std::vector<Sensor> sensors, NowcastOptions options = {});

    // Takes in what has come since the last cycle; `now_ms` rises. Readings of sensors that are not used are passed over.
    Cycle advance(std::span<Observation const> arrived, core::Millis now_ms);

    // Links of some importance (motorway to tertiary, and ramps) on which at least a hundred vehicles go on the day, and
    // those that sensors see; then zones, then places with anybody; then the loads of services: places where one queues or
    // is served (entrances, one-stop centres, hospitals and clinics), car parks, hotspots: at `at_ms`. Nothing beyond
    // the day, of which nothing is simulated.
    [[nodiscard]] std::vector<StateRow> state(core::Millis at_ms) const;
    // What a sensor will show in an interval; sd of what it shows, noise and error of `error_sd` included.
    [[nodiscard]] Estimate reading(std::uint32_t sensor, Interval interval, double error_sd) const;
    // What the sensor shows of its figure: 1 where its kind shows all; 0: not known yet, so that nothing is foreseen of it.
    [[nodiscard]] double share(std::uint32_t sensor) const { return shares_[sensor]; }
    [[nodiscard]] DemandEstimate const& estimate() const { return estimate_; }
    [[nodiscard]] NowcastOptions const& options() const { return options_; }
    [[nodiscard]] double spread_factor() const;

private:
    struct Off {  // of one reading
        Interval interval;
        double observed = 0;
        double expected = 0;
        double own_variance = 0;
    };
    struct Watch {                               // of one sensor
        std::vector<Off> last;                   // readings that are looked at
        std::vector<Off> before;                 // and those before them, while nothing was wrong
        core::Millis last_end_ms = core::never;  // never: nothing yet
        core::Millis last_came_ms = 0;           // the cycle in which anything came last
        core::Millis length_ms = 0;
        int raised = 0;       // kind + 1 of what is going on; 0: nothing
        double observed = 0;  // of the last ones
        double expected = 0;
        double sd = 0;
        double score = 0;
        // Of readings that were set aside, one after the other, and nothing else came between; 0 none.
        core::Millis aside_from_ms = 0;
        double aside_observed = 0;
        double aside_expected = 0;
        long aside = 0;
    };

    // Readings that wait for their sensor's share and can be taken now, with those that have come of all others.
    std::vector<Observation> with_known_shares(std::span<Observation const> arrived);
    // Looks at one reading; what is to be taken in.
    std::optional<Reading> judged(Observation const& observation, Cycle& cycle);
    // Keeps count of a reading that is set aside; true: that has been so for long, and it is to be taken in.
    bool has_lasted(Observation const& observation, double expected, Cycle& cycle);
    // Puts the reading behind the others and scores them.
    void look(Watch& watch, Off const& off) const;
    // What the state tells of.
    struct Told {
        StateOf what = StateOf::link;
        std::uint32_t index = 0;
        double capacity = 0;
    };
    void find_told();
    void find_told_places();
    [[nodiscard]] Figure figure_of_told(Told const& told, Interval interval) const;
    [[nodiscard]] StateRow row_of(Told const& told, core::Millis at_ms) const;
    void watch(Observation const& observation, Off const& off, Cycle& cycle);
    void find_senders(std::span<Observation const> arrived);
    void find_silent(Cycle& cycle);
    void tell_neighbours(Cycle& cycle) const;

    city::City const& city_;
    DayMap const& map_;
    std::vector<Sensor> sensors_;
    NowcastOptions options_;
    DemandEstimate estimate_;
    std::vector<Told> told_;
    std::vector<std::int32_t> sensor_of_link_;  // -1: none counts all its vehicles
    std::vector<Watch> watches_;
    std::vector<std::uint8_t> sends_;                // by sensor: something came of it, and it is not silent
    bool senders_changed_ = false;                   // since together_ was found
    std::vector<double> together_;                   // by sensor: how many count each of its vehicles on the same way
    std::vector<double> shares_;                     // by sensor
    std::vector<ShareSums> sums_;                    // of those whose share is not known yet …
    std::vector<std::vector<Observation>> waiting_;  // … and their readings
    double squared_errors_ = 0;                      // of readings so far, by their variances …
    double readings_ = 0;                            // … and how many
};

}  // namespace halong::equilibrium
