// A city's roads, and vehicles with their routes, as files that SUMO's own tools read.
#pragma once

#include "demand/routed_legs.hpp"
#include "export/traveller_share.hpp"
#include "network/network.hpp"

#include <filesystem>
#include <string>

namespace halong::exporting {

// The id of a link among SUMO's edges: the edge from which it came, or else its stable id.
std::string sumo_edge_id(network::Network const& network, core::LinkId link);

struct SumoCounts {
    std::size_t edges = 0;
    std::size_t walkways = 0;     // links that no vehicle may use: left out
    std::size_t plans = 0;        // signal plans; signals without one get netconvert's own
    std::size_t other_plans = 0;  // further plans of the day, which a network file cannot hold: left out
};

// Writes SUMO's plain XML (city.nod.xml, .edg.xml, .con.xml, .tll.xml, .typ.xml) and city.netccfg, with which
// `netconvert -c city.netccfg` makes city.net.xml. Lengths, speeds, lanes, widths, users and turns are ours; lanes are
// dealt out to the turns from right to left. Of several plans of a signal the one longest in force is written; the
// first 3 s after a green are amber. `projection` is a PROJ string, "!" when the coordinates have no place on the
// globe. Each file is complete or absent. Throws CannotWrite.
SumoCounts write_sumo_network(std::filesystem::path const& folder, network::Network const& network,
                              std::string const& projection);

// Writes one vehicle type for each class and the vehicles of `share` by departure (.rou.xml.gz, compressed). Length and gap of a
// type are PCU times those of a car (7.5 m), so that a road holds as much as here. Gives back the number of vehicles. Throws
// CannotWrite.
std::size_t write_sumo_routes(std::filesystem::path const& path, demand::RoutedLegs const& legs,
                              network::Network const& network, TravellerShare share = TravellerShare());

}  // namespace halong::exporting
