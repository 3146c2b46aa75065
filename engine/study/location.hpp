// Location models beside cover: where sites are nearest to people on average, at worst, and as a set that reaches all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace halong::study {

// Demand, and how far it is from each candidate. Distances may be of any unit, also times; at least 0.
struct LocationProblem {
    std::vector<std::int64_t> weight;  // by demand, at least 0
    std::vector<double> distance;      // [demand][candidate]
    std::uint32_t candidates = 0;

    [[nodiscard]] double distance_of(std::size_t demand, std::uint32_t candidate) const
    {
        return distance[demand * candidates + candidate];
    }
};

// A choice with what it is worth in its model.
struct Location {
    std::vector<std::uint32_t> chosen;  // candidates, ascending
    double value = 0;
    bool proven = false;  // no choice is better
};

// Sum of weight x distance to the nearest of the chosen, at least one.
double median_value(LocationProblem const& problem, std::span<std::uint32_t const> chosen);
// The largest distance of a demand with weight to the nearest of the chosen, at least one.
double center_value(LocationProblem const& problem, std::span<std::uint32_t const> chosen);

// p-median (Hakimi 1964): `count` candidates with the least median_value(). Adds the one that helps most, one after the
// other; ties by number. `count` from 1 to the number of candidates, here and below. O(count x demands x candidates).
Location greedy_medians(LocationProblem const& problem, std::uint32_t count);
// Exchanges one chosen for another, the best of all such swaps first, until none helps (Teitz and Bart 1968; gains and
// losses of all swaps in one pass, Whitaker 1983). O(demands x candidates) each swap.
Location improved_medians(LocationProblem const& problem, Location location);
// By mixed-integer programming (ReVelle and Swain 1970) from `start`, for at most `seconds`; `start` where none better was
// found. What a Lagrangian bound rules out beside `start` is left out of the program, so that a good start makes it small.
Location exact_medians(LocationProblem const& problem, Location const& start, double seconds);

// Location set covering (Toregas and others 1971): the fewest candidates within `reach` of every demand with weight. The
// value is their number. None where a demand is out of reach of all, or nothing was found in time.
std::optional<Location> exact_set_cover(LocationProblem const& problem, double reach, double seconds);

// Backup cover (Hogan and ReVelle 1986, BACOP1): of all choices of `count` candidates that reach every demand with weight,
// the one that reaches most of it twice. The value is the weight that has a second site in reach; what has only one
// candidate in reach never has. None where `count` candidates cannot reach all, or nothing was found in time.
std::optional<Location> exact_backup_cover(LocationProblem const& problem, double reach, std::uint32_t count,
                                           double seconds);

// p-center on the candidates (Hakimi 1965): `count` candidates with the least center_value(), by bisection over the
// distances with exact_set_cover() (Minieka 1970), each for at most `seconds`. Proven where each was solved.
Location exact_centers(LocationProblem const& problem, std::uint32_t count, double seconds);

}  // namespace halong::study
