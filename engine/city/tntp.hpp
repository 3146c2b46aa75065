// Networks, trip tables and flows in the text form of the collection "Transportation Networks for Research" (Stabler,
// Bar-Gera, Sall; format TNTP): metadata in angle brackets, comments after ~, rows that end with a semicolon.
#pragma once

#include "city/static_network.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace halong::city {

// Each throws core::UserError with every fault of the file, by line and column. `file` stands in messages.

// The rows hold tail, head, capacity, length, free time, b, power, speed, toll, kind. Nodes are 1 … NUMBER OF NODES, of
// which the first NUMBER OF ZONES are zones; a path passes only through nodes from FIRST THRU NODE on.
StaticNetwork parse_tntp_network(std::string_view content, std::string const& file, CostWeights weights = {});
StaticNetwork read_tntp_network(std::filesystem::path const& path, CostWeights weights = {});

// Blocks "Origin n" with "destination : trips;".
StaticDemand parse_tntp_trips(std::string_view content, std::string const& file, StaticNetwork const& network);
StaticDemand read_tntp_trips(std::filesystem::path const& path, StaticNetwork const& network);

// Rows of tail, head, volume and cost, one for each link in the network's order or any other; the volume by link.
std::vector<double> parse_tntp_flows(std::string_view content, std::string const& file, StaticNetwork const& network);
std::vector<double> read_tntp_flows(std::filesystem::path const& path, StaticNetwork const& network);

}  // namespace halong::city
