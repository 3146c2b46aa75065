// The road network in the result file: a UGRID mesh of nodes and edges, and what happened on each link in each hour.
#pragma once

#include "network/network.hpp"
#include "results/hdf5_file.hpp"
#include "traffic/traffic.hpp"

namespace halong::results {

// Needs the dimensions /nodes, /edges and /two, and /projected_coordinate_system.
void add_mesh(Hdf5Writer& file, network::Network const& network);

// What does not change over the day: /links/…, /link_length, /link_capacity.
void add_link_columns(Hdf5Writer& file, network::Network const& network);

// Hourly columns, [time][edge] as CF and UGRID want them. Needs the dimensions /time and /vehicle_class.
void add_link_hours(Hdf5Writer& file, network::Network const& network, traffic::LinkHours const& hours);

}  // namespace halong::results
