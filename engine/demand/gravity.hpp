// The doubly constrained gravity model (Wilson 1967): trips between origins and destinations of known totals.
#pragma once

#include "demand/matrix.hpp"

#include <vector>

namespace halong::demand {

struct GravityOptions {
    double tolerance = 1e-9;  // largest error of any origin total, relative to that total
    int max_rounds = 10'000;
};

struct GravityResult {
    Matrix trips;           // T_ij = A_i O_i B_j D_j f_ij
    std::vector<double> a;  // balancing factors of the origins
    std::vector<double> b;  // balancing factors of the destinations
    int rounds = 0;
};

// exp(-decay * cost) for each cell; decay per unit of cost, with the pinned exponential of core.
Matrix exponential_deterrence(Matrix const& cost, double decay);

// Balances A_i = 1 / sum_j B_j D_j f_ij and B_j = 1 / sum_i A_i O_i f_ij (Ortúzar and Willumsen 2011, §5.3) until every
// origin total holds within the tolerance (destination totals then hold exactly). Throws UserError when sizes do not
// match, values are negative, the totals differ by more than 1e-9 relative, or the balance cannot be reached.
GravityResult doubly_constrained(std::vector<double> const& origins, std::vector<double> const& destinations,
                                 Matrix const& deterrence, GravityOptions const& options = {});

// Mean cost of a trip, in the unit of `cost`; 0 without trips.
double mean_cost(Matrix const& trips, Matrix const& cost);

// The decay at which the model's mean cost is `target` (secant method on the mean cost, Hyman 1969), within 1e-10
// relative. Throws UserError when `target` is not between the lowest and the highest mean cost that can be reached.
double calibrated_decay(std::vector<double> const& origins, std::vector<double> const& destinations, Matrix const& cost,
                        double target);

}  // namespace halong::demand
