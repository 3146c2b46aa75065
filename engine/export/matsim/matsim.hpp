// A run as MATSim reads it: network, vehicle types, plans, and the events of the day.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "export/traveller_share.hpp"
#include "results/track_file.hpp"

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace halong::exporting {

// MATSim's own name of a means of travel where it has one (bike, ride, pt, truck), else ours.
std::string_view matsim_mode(city::Mode mode);
// The mode for which links are open: that of the vehicle.
std::string_view matsim_network_mode(network::VehicleClass vehicle);

// network_v2.dtd: a link for each direction that vehicles may use, its id the row's number from 1 (the `fid` of other
// exports), `origid` the stable id. Length in m, speed in m/s, capacity in PCU an hour. Compressed. Gives back the number of
// links. Throws CannotWrite.
std::size_t write_matsim_network(std::filesystem::path const& path, city::City const& city);

// vehicleDefinitions_v2.0.xsd: a type for each class of vehicle, named as its mode, with length (network::jam_spacing_m for each PCU), top speed
// and PCU. Throws CannotWrite.
void write_matsim_vehicles(std::filesystem::path const& path);

// population_v6.dtd: who travels, one plan each, of activities with coordinates and legs with modes; no routes, which MATSim
// finds. A person is a traveller of ours, who may be a group in one vehicle (attribute `persons`); ids are the
// travellers' numbers from 1, the attribute `key` their stable number. Of `share` alone, under the numbers that they have among
// all. Compressed. Gives back the number of persons. Throws CannotWrite.
std::size_t write_matsim_plans(std::filesystem::path const& path, city::City const& city, city::Plans const& plans,
                               TravellerShare share = TravellerShare());

struct MatsimEventCounts {
    std::size_t events = 0;
    // Times that a vehicle came to the end of a link: `left link`, `vehicle leaves traffic`.
    std::size_t links_left = 0;
    std::size_t legs = 0;   // that began
    std::size_t stuck = 0;  // that had not ended when the run did
};
// events_v1.xsd, in the order of time, tenths of a second; compressed. Every leg has its departure and, unless the run ended
// before, its arrival; the activities before and after it end and begin then. Vehicles tell every link, walkers and riders
// none. A vehicle enters traffic at the begin of its first link and leaves it at the end of its last. Activities, departures
// and arrivals stand on a link that leads to their node. Only events of the hours from_h … to_h - 1; with to_h 24, also those
// after midnight; and only those of `share`. `tracks` is the file at `tracks_path`. Throws UserError when it holds no times of
// legs, or is not of this city and these plans; CannotWrite.
MatsimEventCounts write_matsim_events(std::filesystem::path const& path, city::City const& city,
                                      city::Plans const& plans, results::TrackFile const& tracks,
                                      std::filesystem::path const& tracks_path, int from_h, int to_h,
                                      TravellerShare share = TravellerShare());

}  // namespace halong::exporting
