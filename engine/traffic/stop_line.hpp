// Who stands at the stop line of a link, from when on, and letting them go.
#pragma once

#include "traffic/link_state.hpp"
#include "traffic/ring.hpp"

#include <algorithm>

namespace halong::traffic {

using VehiclePool = RingPool<QueuedVehicle>;

inline Ring& file_of(LinkExit& exit, File file) { return exit.files[static_cast<std::size_t>(file)]; }
inline Ring const& file_of(LinkExit const& exit, File file) { return exit.files[static_cast<std::size_t>(file)]; }

// The file whose front may leave first; narrow vehicles win ties; File::none when the link is empty.
inline File earliest_file(LinkExit const& exit, VehiclePool const& pool)
{
    Ring const& narrow = file_of(exit, File::narrow);
    Ring const& wide = file_of(exit, File::wide);
    if (wide.empty()) return narrow.empty() ? File::none : File::narrow;
    if (narrow.empty()) return File::wide;
    return pool.front(narrow).exit_ms <= pool.front(wide).exit_ms ? File::narrow : File::wide;
}

// Settles whose turn it is at `time_ms`, when the vehicle of file `earliest` may cross: that vehicle's, or with the
// share of seepage that of the first narrow vehicle, if `earliest` is wide and had to wait and the narrow one is there.
inline File choose_file(LinkExit& exit, VehiclePool const& pool, File earliest, Millis time_ms,
                        std::uint32_t seepage_percent)
{
    Ring const& narrow = file_of(exit, File::narrow);
    bool const may_seep = earliest == File::wide && pool.front(file_of(exit, File::wide)).exit_ms < time_ms &&
                          !narrow.empty() && pool.front(narrow).exit_ms <= time_ms;
    if (!may_seep) return earliest;
    std::uint32_t const credit = exit.seepage_credit_percent + seepage_percent;
    bool const seeps = credit >= 100;
    exit.seepage_credit_percent = static_cast<std::uint8_t>(seeps ? credit - 100 : credit);
    return seeps ? File::narrow : File::wide;
}

// Queues a vehicle by its earliest exit, behind equals. Returns whether it is now the first of the link.
inline bool join_queue(LinkExit& exit, VehiclePool& pool, QueuedVehicle const& vehicle)
{
    exit.passing_ms = std::min(exit.passing_ms, vehicle.exit_ms);
    File const file = is_narrow(vehicle.vehicle) ? File::narrow : File::wide;
    std::uint32_t const position =
        pool.insert_sorted(file_of(exit, file), vehicle,
                           [&vehicle](QueuedVehicle const& other) { return other.exit_ms > vehicle.exit_ms; });
    return position == 0 && earliest_file(exit, pool) == file;
}

// The front of `file` crosses at `time_ms`; up to `kept_ms` of the time that the stop line has stood idle are not lost.
inline void leave_queue(LinkExit& exit, VehiclePool& pool, File file, std::uint32_t mpcu, Millis time_ms,
                        Millis kept_ms = 0)
{
    pool.pop_front(file_of(exit, file));
    exit.service.serve(time_ms, mpcu, exit.capacity_pcu_per_h, kept_ms);
    exit.chosen = File::none;
    exit.nobody_passes = false;
}

}  // namespace halong::traffic
