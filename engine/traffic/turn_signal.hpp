// Signals whose turns have greens of their own, or whose plan changes over the day.
#pragma once

#include "network/network.hpp"
#include "traffic/day_greens.hpp"
#include "traffic/link_state.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

struct Streets;
struct RoadModel;

// A stream that a turn crosses or joins. It goes first when its next vehicle is there within `gap_ms`.
struct Rival {
    std::uint32_t exit = 0;
    std::uint32_t entrance = 0;
    Millis gap_ms = 0;
};

struct SignalTurn {
    std::uint32_t entrance = 0;
    DayGreens greens;
    std::vector<Rival> rivals;  // empty where the turn never yields
};

// The signal at one stop line.
struct TurnSignal {
    DayGreens any;    // when some turn has green; always, where none ever has: who ends here need not wait for ever
    DayGreens other;  // of turns that no plan names: red, but while the signal is off
    std::vector<SignalTurn> turns;
    bool yields = false;  // some turn does at some time

    [[nodiscard]] SignalTurn const* turn(std::uint32_t entrance) const;
    // Of the turn to `entrance`; of all together for no_entrance.
    [[nodiscard]] DayGreens const& greens(std::uint32_t entrance) const;
};

// Sets the signals of `model.signal_plans`: as the stop line's own green where one window of one plan holds for all
// its turns all day, else in Streets::turn_signals. Turns cross as straight lines between the ends of links in the order
// in which they stand round the node, traffic keeping to the right.
void set_turn_signals(Streets& streets, RoadModel const& model, network::Network const& network);

}  // namespace halong::traffic
