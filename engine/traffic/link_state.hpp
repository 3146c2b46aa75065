// The state of a link in two halves that different nodes own: the stop line and its queue belong to the node
// downstream, the entrance and the space behind it to the node upstream. Messages join them (region.hpp).
#pragma once

#include "core/time.hpp"
#include "network/vehicle_class.hpp"
#include "traffic/green_time.hpp"
#include "traffic/ring.hpp"
#include "traffic/road_model.hpp"
#include "traffic/service_clock.hpp"

#include <array>
#include <cstdint>

namespace halong::traffic {

// Entrances and exits have their own dense numbers (layout.hpp); 29 bits leave room for a vehicle class beside them.
inline constexpr std::uint32_t no_entrance = (1U << 29U) - 1U;
inline constexpr std::uint32_t no_leg = UINT32_MAX;

// Thousandths of a PCU by vehicle class, close together.
inline constexpr auto mpcu_by_vehicle = [] {
    std::array<std::uint32_t, network::vehicle_class_count> mpcu{};
    for (std::size_t i = 0; i < mpcu.size(); ++i) {
        mpcu[i] = static_cast<std::uint32_t>(network::vehicle_classes[i].pcu_milli);
    }
    return mpcu;
}();
constexpr std::uint32_t mpcu_of(std::uint32_t vehicle) { return mpcu_by_vehicle[vehicle]; }

// Motorbikes and bicycles squeeze through; all others keep their place.
constexpr bool is_narrow(std::uint32_t vehicle)
{
    return vehicle == static_cast<std::uint32_t>(network::VehicleClass::motorbike) ||
           vehicle == static_cast<std::uint32_t>(network::VehicleClass::bicycle);
}

struct QueuedVehicle {
    std::uint32_t leg = no_leg;
    Millis exit_ms = 0;  // earliest: entry plus the class's free time
    std::uint32_t next_entrance : 29 = no_entrance;
    std::uint32_t vehicle : 3 = 0;   // class
    std::uint32_t way_position = 0;  // of this link in Streets::ways
};
static_assert(sizeof(QueuedVehicle) == 16);

// Two files of vehicles, each in order of earliest exit. Within a class that is the order of entry, so taking the
// earlier of the two fronts is the same as taking the earliest head of one queue per class.
enum class File : std::uint8_t {
    narrow,
    wide,
    none
};

// Two cache lines: what is needed when a vehicle joins the queue, and also when one leaves it.
struct alignas(128) LinkExit {
    std::array<Ring, 2> files{};  // by File
    ServiceClock service;
    std::uint64_t tag = 0;  // work done at the node, PCU over capacity; the least goes first
    std::uint32_t capacity_pcu_per_h = 1;
    std::uint32_t tag_per_mpcu = 0;
    std::uint32_t entrance = 0;  // the link's other end
    std::uint32_t node = 0;      // downstream
    File chosen = File::none;    // whose front stands at the stop line, once that is settled
    std::uint8_t entrance_region = 0;
    std::uint8_t seepage_credit_percent = 0;
    bool has_signal : 1 = false;
    bool watched : 1 = false;        // who leaves is told
    bool counts_inside : 1 = false;  // and how full the link is then
    bool circulates : 1 = false;     // part of a roundabout: goes before those who enter it
    bool by_turn : 1 = false;        // the signal is not `green` but Streets::turn_signals[signal]
    bool turning_lanes : 1 = false;  // who waits for a green of his own does not hold those behind
    bool nobody_passes : 1 = false;  // as far as is known since somebody last left (pass_blocked.cpp)

    // What left since the counters were last read out.
    alignas(64) std::array<std::uint32_t, network::vehicle_class_count> vehicles{};
    std::uint32_t link = 0;
    std::int64_t delay_ms = 0;  // time beyond the vehicles' free times
    GreenTime green;
    std::uint32_t signal = 0;
    // While `nobody_passes`: it holds until this time, and while none of these links beyond, one bit each, has room.
    Millis passing_ms = 0;
    std::uint32_t passing_links = 0;
};
static_assert(sizeof(LinkExit) == 128);

// Space that a vehicle left behind; it reaches the entrance one wave time after `exit_ms`.
struct Hole {
    Millis exit_ms = 0;
    std::uint32_t mpcu = 0;
};

inline constexpr std::uint16_t no_claimant = UINT16_MAX;

struct alignas(64) LinkEntrance {
    Ring holes;  // on their way, oldest first
    ServiceClock service;
    std::uint32_t used_mpcu = 0;  // vehicles inside and holes on their way
    std::uint32_t storage_mpcu = 0;
    Millis wave_time_ms = 0;
    std::uint32_t capacity_pcu_per_h = 1;
    Millis bank_ms = 0;       // unused entrance time that is not lost
    Millis open_from_ms = 0;  // nobody may enter before: the last entry, or the end of the last claim
    Millis claim_end_ms = core::never;
    std::uint32_t node = 0;                // upstream
    std::uint16_t claimant = no_claimant;  // which end at the node has the next space for itself
    std::uint8_t exit_region = 0;
    bool wanted : 1 = false;      // somebody waits for a hole that is not yet known
    bool has_bans : 1 = false;    // by hour, in Streets::bans
    std::uint32_t turn_mpcu = 0;  // room beyond the storage for the claimant of a turning ring (ring_turn.hpp)
    std::uint32_t exit = 0;       // the link's other end
};
static_assert(sizeof(LinkEntrance) == 64, "one cache line");

// Legs that wait to enter their first link, in order of (departure, leg): a chain through Streets::next_leg.
struct Source {
    std::uint64_t tag = 0;
    std::uint32_t tag_per_mpcu = 0;
    std::uint32_t first_leg = no_leg;
    std::uint32_t last_leg = no_leg;
};

// What all turns of a node share where it has a capacity of its own.
struct NodeSupply {
    ServiceClock service;
    std::uint32_t capacity_pcu_per_h = 0;  // 0: no limit
    Millis bank_ms = 0;                    // unused time that is not lost

    void serve(Millis at_ms, std::uint32_t mpcu) { service.serve(at_ms, mpcu, capacity_pcu_per_h, bank_ms); }
};

// A node's ends: its exits and entrances are numbered consecutively.
struct NodeEnds {
    std::uint32_t first_exit = 0;
    std::uint32_t first_entrance = 0;
    std::uint16_t exit_count = 0;
    std::uint16_t entrance_count = 0;
    Millis source_due_ms = core::never;  // the first departure among its sources

    [[nodiscard]] std::uint32_t end_exit() const { return first_exit + exit_count; }
    [[nodiscard]] std::uint32_t end_entrance() const { return first_entrance + entrance_count; }
};
static_assert(sizeof(NodeEnds) == 16);

}  // namespace halong::traffic
