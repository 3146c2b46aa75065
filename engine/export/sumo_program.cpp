#include "export/sumo_program.hpp"

#include <algorithm>

namespace halong::exporting {
namespace {

using core::Millis;

constexpr Millis amber_ms = 3'000;

bool is_in(network::GreenWindow const& window, Millis time_ms, Millis cycle_ms)
{
    Millis const since_ms = (time_ms - window.start_ms + cycle_ms) % cycle_ms;
    return since_ms < window.length_ms;
}

char letter_of(network::SignalledTurn const* turn, Millis time_ms, Millis cycle_ms)
{
    if (turn == nullptr) return 'r';
    bool amber = false;
    for (auto const& green : turn->greens) {
        if (is_in(green, time_ms, cycle_ms)) return turn->yields ? 'g' : 'G';
        amber = amber || is_in({(green.start_ms + green.length_ms) % cycle_ms, amber_ms}, time_ms, cycle_ms);
    }
    return amber ? 'y' : 'r';
}

network::SignalledTurn const* find_turn(network::SignalPlan const& plan, LaneTurn const& lane)
{
    auto const found = std::ranges::find_if(
        plan.turns, [&](network::SignalledTurn const& turn) { return turn.from == lane.from && turn.to == lane.to; });
    return found == plan.turns.end() ? nullptr : &*found;
}

// All times in [0, cycle) at which some letter may change, ascending, 0 among them.
std::vector<Millis> changes(network::SignalPlan const& plan)
{
    std::vector<Millis> times{0};
    for (auto const& turn : plan.turns) {
        for (auto const& green : turn.greens) {
            for (Millis const time :
                 {green.start_ms, green.start_ms + green.length_ms, green.start_ms + green.length_ms + amber_ms}) {
                times.push_back(time % plan.cycle_ms);
            }
        }
    }
    std::ranges::sort(times);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

}  // namespace

std::vector<SumoPhaseText> sumo_phases(network::SignalPlan const& plan, std::span<LaneTurn const> turns)
{
    std::vector<network::SignalledTurn const*> planned;
    for (LaneTurn const& turn : turns) planned.push_back(find_turn(plan, turn));
    auto const times = changes(plan);
    std::vector<SumoPhaseText> phases;
    for (std::size_t i = 0; i < times.size(); ++i) {
        Millis const end_ms = i + 1 < times.size() ? times[i + 1] : plan.cycle_ms;
        std::string state;
        for (auto const* turn : planned) state += letter_of(turn, times[i], plan.cycle_ms);
        if (!phases.empty() && phases.back().state == state) {
            phases.back().length_ms += end_ms - times[i];
        } else {
            phases.push_back({end_ms - times[i], std::move(state)});
        }
    }
    return phases;
}

}  // namespace halong::exporting
