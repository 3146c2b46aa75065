// The services of a run as columns for the viewer: where they stand, and their demand by hour.
#pragma once

#include "export/viewer/base_map.hpp"
#include "export/viewer/columns.hpp"
#include "results/hdf5_file.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

struct ServiceRows {
    std::string id;    // group of run.h5
    std::string unit;  // of offered, covered and carried
    std::vector<std::string> ids;
    std::vector<std::string> names;     // none for sites, which have ids alone
    std::size_t without_position = 0;   // places that neither the layers nor the city's folder know: left out
    std::vector<std::string> measures;  // further columns by hour: wait_min, taken, capacity
};

// Writes service-<id>.bin for each service that the file holds and that has rows:
//   service.<id>.point                      i32 [row][2]
//   service.<id>.offered, covered, carried  f32 [row][hour]
//   service.<id>.zone_offered, …            f32 [zone][hour]
//   service.<id>.<measure>                  f32 [row][hour]
std::vector<ServiceRows> write_services(ColumnFiles& files, results::Hdf5Reader const& run, BaseMap const& map,
                                        geo::Projection const& crs, std::size_t zones);

// The services that a viewer can show, by their groups in run.h5.
std::vector<std::string_view> const& viewer_services();

// Demand of one service by site or place, and by zone where the file has it: [row][hour], all classes of person together.
struct ServiceHours {
    std::vector<std::string> ids;
    std::vector<double> offered, carried;
    std::vector<double> zone_offered, zone_carried;  // none of queues
};
// Nothing where the run has no such service.
std::optional<ServiceHours> read_service_hours(results::Hdf5Reader const& run, std::string const& id,
                                               std::size_t zones);

}  // namespace halong::exporting
