// From what a SUMO network file says to our network: links, banned turns, signal plans.
#pragma once

#include "city/build.hpp"
#include "city/sumo_file.hpp"
#include "geo/projection.hpp"

namespace halong::city {

struct SumoOptions {
    // Whether amber counts as green. By default it does not: what drivers lose when a phase starts, about 2 s, they win
    // back on amber, so that the displayed green is the effective one (Highway Capacity Manual 2000, eq. 16-1). SUMO's
    // own queue model lets vehicles pass on amber and loses nothing.
    bool amber_is_green = false;
};

// One link for each edge that vehicles or walkers may use, with the file's length and speed. Its carriageway is the sum
// of its lanes: 3.5 m each, or the width that the file states. Turns without a connection are banned, U-turns too. The
// last program of each signal becomes its plan. Nothing is cut off or joined: a route of the file stays a route.
//
// Coordinates go through the file's own projection to `projection`; a file without one is taken as metres of
// `projection`, with an issue. Faults of single elements become issues and the element is left out. `name` (of the
// file) stands in messages. Throws UserError when no edge can be used, or when points have no place in `projection`.
network::Network build_sumo_network(SumoFile const& file, std::string const& name, geo::Projection const& projection,
                                    ImportIssues& issues, NetworkSummary& summary, SumoOptions const& options = {});

// Whether the file names a projection for its coordinates.
bool is_projected(SumoFile const& file);

}  // namespace halong::city
