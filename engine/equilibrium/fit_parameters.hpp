// Fits parameters of a simulation to observed figures, with few simulations and inside bounds.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace halong::equilibrium {

struct FitParameter {
    std::string name;
    double start = 0;  // between low and high
    double low = 0;
    double high = 0;  // > low
};

struct FitTarget {
    double observed = 0;
    double tolerance = 1;  // > 0; errors count in tolerances
};

struct FitOptions {
    int iterations = 8;        // steps at most
    double difference = 0.05;  // of a parameter's range, by which it moves to see what reacts
    double enough = 1e-3;      // stops when a step lowers the misfit by less than this share
};

// What the figures say about a parameter.
enum class Identified {
    yes,
    no_reaction,  // no figure reacts to it: it stays at its start
    together      // only together with others: some move of all of them changes no figure
};

struct FittedParameter {
    double value = 0;
    bool at_bound = false;
    Identified identified = Identified::yes;
    std::vector<std::size_t> with;  // the others, of `together`
};

struct Fit {
    std::vector<FittedParameter> parameters;
    std::vector<double> simulated;  // by target, at the fitted parameters
    double start_misfit = 0;        // half the sum of squared errors in tolerances
    double misfit = 0;
    int simulations = 0;
};

// Figures by target, for values by parameter. The same values must give the same figures (common random numbers).
using Simulate = std::function<std::vector<double>(std::vector<double> const&)>;

// Levenberg 1944 and Marquardt 1963 on parameters scaled to their ranges, projected on their bounds; the Jacobian by
// finite differences, then updated along each step (Broyden 1965) and renewed only when a step with it fails. Which
// parameters the figures identify is judged by the Jacobian at the end: by the norm of a column (below a tenth of a
// tolerance over the whole range), and by condition indices above 30 with variance proportions above a half (Belsley,
// Kuh & Welsch 1980).
Fit fit_parameters(std::vector<FitParameter> const& parameters, std::vector<FitTarget> const& targets,
                   Simulate const& simulate, FitOptions const& options = {});

}  // namespace halong::equilibrium
