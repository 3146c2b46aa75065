// Long runs of stations, for comparison with theory.
#pragma once

#include "core/random.hpp"
#include "services/queue_theory.hpp"
#include "services/stations.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

namespace halong::test {

inline constexpr core::Millis mean_service_ms = 10'000;  // a millisecond is 0.01 % of it

// Customers of one station with Poisson arrivals; times are in mean services.
struct StationLaw {
    double arrivals = 0.5;
    int servers = 1;
    double mean_patience = -1;  // exponential; 0: gives up at once, below: never
    double urgent_share = 0;    // of customers who go first
    // Squared coefficient of variation of the service: 0 fixed, 0.25 Erlang with four phases, 1 exponential, above a
    // mixture of two exponentials with balanced means.
    double service_cv2 = 1;
    int stations_in_line = 1;  // who has been served at one goes on to the next
};

struct StationFigures {
    double waited = 0;     // share of the customers at the last station
    double lost = 0;       // share of them
    double mean_wait = 0;  // of all, served or not, in mean services
    double urgent_wait = 0;
    double other_wait = 0;
    double utilisation = 0;
};

class Draws01 {
public:
    explicit Draws01(std::uint64_t seed) : random_(seed) {}
    [[nodiscard]] double exponential(std::uint64_t customer, std::uint32_t purpose) const
    {
        return random_.exponential(core::Stream::test, {customer, purpose, 0});
    }
    [[nodiscard]] double uniform(std::uint64_t customer, std::uint32_t purpose) const
    {
        return random_.uniform(core::Stream::test, {customer, purpose, 0});
    }
    // With mean 1.
    [[nodiscard]] double service(std::uint64_t customer, std::uint32_t purpose, double cv2) const
    {
        if (cv2 == 0) return 1;
        if (cv2 == 0.25) {
            double sum = 0;
            for (std::uint32_t phase = 0; phase < 4; ++phase) sum += exponential(customer, purpose + 10 * (phase + 1));
            return sum / 4;
        }
        if (cv2 == 1) return exponential(customer, purpose);
        double const share = (1 + std::sqrt((cv2 - 1) / (cv2 + 1))) / 2;
        double const rate = 2 * (uniform(customer, purpose + 100) < share ? share : 1 - share);
        return exponential(customer, purpose) / rate;
    }

private:
    core::Random random_;
};

inline StationFigures run_stations(StationLaw const& law, std::uint64_t seed, std::uint64_t customers)
{
    using namespace services;
    Draws01 const draws(seed);
    auto const millis = [](double amount) { return static_cast<Millis>(std::lround(amount * mean_service_ms)); };
    auto const stages = static_cast<std::size_t>(law.stations_in_line);
    Stations stations(std::vector<StationRules>(stages, {.shifts = {{0, law.servers}}}));
    auto const job_at = [&](std::uint64_t id, std::uint32_t station, Millis come_ms) {
        Job job{.id = id, .station = station, .come_ms = come_ms};
        job.service_ms = millis(draws.service(id, 1 + 1000 * station, law.service_cv2));
        job.priority = draws.uniform(id, 3) < law.urgent_share ? 0 : 1;
        if (law.mean_patience >= 0) job.patience_ms = millis(law.mean_patience * draws.exponential(id, 2));
        return job;
    };
    Millis now_ms = 0;
    for (std::uint64_t id = 0; id < customers; ++id) {
        now_ms += millis(draws.exponential(id, 0) / law.arrivals);
        stations.come(job_at(id, 0, now_ms));
    }
    StationFigures sums;
    double counted = 0;
    double urgent = 0;
    double other = 0;
    while (auto const end = stations.next(core::never)) {
        std::uint32_t const next = end->job.station + 1;
        if (next < stages) {
            stations.come(job_at(end->job.id, next, end->end_ms));
            continue;
        }
        if (end->job.id < customers / 10) continue;  // warms up
        bool const served = end->ending == JobEnding::served;
        double const wait =
            static_cast<double>((served ? end->start_ms : end->end_ms) - end->job.come_ms) / mean_service_ms;
        counted += 1;
        if (wait > 0 || !served) sums.waited += 1;
        if (!served) sums.lost += 1;
        sums.mean_wait += wait;
        (end->job.priority == 0 ? sums.urgent_wait : sums.other_wait) += wait;
        (end->job.priority == 0 ? urgent : other) += 1;
    }
    sums.waited /= counted;
    sums.lost /= counted;
    sums.mean_wait /= counted;
    if (urgent > 0) sums.urgent_wait /= urgent;
    if (other > 0) sums.other_wait /= other;
    double busy_ms = 0;
    for (std::int64_t const ms : stations.log(0).busy_ms) busy_ms += static_cast<double>(ms);
    sums.utilisation = busy_ms / (static_cast<double>(law.servers) * now_ms);
    return sums;
}

inline Estimate estimated(StationLaw const& law, double StationFigures::*figure, std::uint64_t customers = 12'000)
{
    std::vector<double> values;
    for (std::uint64_t seed = 1; seed <= 16; ++seed) values.push_back(run_stations(law, seed, customers).*figure);
    return estimate_of(values);
}

// Within 6 standard errors of 16 runs (Student, 15 degrees of freedom: wrong alarm in 2.4 of 100,000 comparisons) and
// the grain of a millisecond.
inline void check_theory(Estimate const& found, double expected)
{
    INFO("expected " << expected << ", found " << found.mean << " with a standard error of " << found.standard_error);
    CHECK(std::abs(found.mean - expected) <= 6 * found.standard_error + 1e-3 * expected + 1e-4);
}

}  // namespace halong::test
