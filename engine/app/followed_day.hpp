// Observations of a day that is under way, or of a recorded one as if it were.
#pragma once

#include "core/time.hpp"
#include "equilibrium/growing_csv.hpp"
#include "equilibrium/observation_reader.hpp"
#include "serve/iso_time.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::app {

// The time of a day: by the clock of the city, or so many times as fast, from some time of the day on.
class FollowClock {
public:
    // `speed` 0: the clock of the city, and `day` is a date ("2026-05-01"). Else `from_ms` is the time of the day at which it
    // is made, and `day` is not looked at.
    FollowClock(std::string const& day, double speed, core::Millis from_ms);

    // Milliseconds of the day: below 0 before it, and on past its end.
    [[nodiscard]] double now_ms() const;
    [[nodiscard]] bool is_of_the_city() const { return speed_ <= 0; }

private:
    double speed_;
    double from_ms_;
    serve::LocalMillis midnight_ = 0;
    std::chrono::steady_clock::time_point start_;
};

class FollowedDay {
public:
    // `reader` knows the sensors, and outlives this.
    FollowedDay(std::filesystem::path observations, equilibrium::ObservationReader& reader, FollowClock clock);

    // As equilibrium::ObservationSource, with what has not been taken yet in `come`. Says what was refused, and for which
    // cycles nothing came. False when asked to stop.
    bool bring(core::Millis now_ms, std::vector<equilibrium::Observation>& come);
    [[nodiscard]] bool was_stopped() const { return was_stopped_; }

private:
    bool wait_for(core::Millis now_ms);
    void tell(core::Millis now_ms, bool has_come, std::size_t first_issue) const;

    equilibrium::GrowingCsv file_;
    equilibrium::ObservationReader& reader_;
    FollowClock clock_;
    int restarts_ = 0;
    bool was_stopped_ = false;
};

}  // namespace halong::app
