// Flows across a node as a fluid: the theory that the whole vehicles of node_step.hpp follow.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace halong::traffic {

// What in-links send and out-links take, in one unit (say PCU/h), all >= 0. `turning` is row by row,
// [in][out]: the share of each in-link's flow to each out-link; a row sums to 1.
struct NodeDemand {
    std::vector<double> sending;    // by in-link, at most its capacity
    std::vector<double> capacity;   // by in-link, > 0
    std::vector<double> receiving;  // by out-link
    std::vector<double> turning;
    // What all turns together may take, such as a conflict area in the middle.
    double node_capacity = std::numeric_limits<double>::infinity();
    std::vector<double> priority{};  // by in-link, > 0: its share is capacity times this; empty: all 1
};

// The flow [in][out], row by row, by the first-order node model of Tampère, Corthout, Cattrysse and Immers (2011,
// Transportation Research B 45, 289-309, section 4.2): supply is shared by capacity, turning shares are kept, each flow
// is as large as it can be, and a flow that is held back by supply does not depend on how much more wants to pass.
// The node's own capacity is one more supply, which every in-link uses as a whole (there, section 5). Ends after at most
// #in rounds. Throws InternalFault when sizes do not match.
std::vector<double> node_flow(NodeDemand const& demand);

}  // namespace halong::traffic
