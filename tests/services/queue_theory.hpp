// Closed forms of queueing theory, and the mean of a figure over independent runs with its standard error.
#pragma once

#include <cmath>
#include <vector>

namespace halong::test {

// Share of customers who find all `servers` busy and are lost; `load` = arrival rate x mean service (Erlang 1917).
inline double erlang_b(double load, int servers)
{
    double lost = 1;
    for (int c = 1; c <= servers; ++c) lost = load * lost / (c + load * lost);
    return lost;
}

// Share of customers of M/M/c who must wait.
inline double erlang_c(double load, int servers)
{
    double const lost = erlang_b(load, servers);
    return servers * lost / (servers - load * (1 - lost));
}

// Mean wait of M/M/c before service, in mean services.
inline double mean_wait_mmc(double load, int servers) { return erlang_c(load, servers) / (servers - load); }

// Mean wait of M/G/1 in mean services; `cv2` = squared coefficient of variation of the service (Pollaczek, Khinchine).
inline double mean_wait_mg1(double load, double cv2) { return load * (1 + cv2) / (2 * (1 - load)); }

struct Estimate {
    double mean = 0;
    double standard_error = 0;
};

inline Estimate estimate_of(std::vector<double> const& runs)
{
    auto const n = static_cast<double>(runs.size());
    double sum = 0;
    for (double const value : runs) sum += value;
    double squares = 0;
    for (double const value : runs) squares += (value - sum / n) * (value - sum / n);
    return {sum / n, std::sqrt(squares / (n - 1) / n)};
}

}  // namespace halong::test
