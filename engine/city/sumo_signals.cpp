#include "city/sumo_signals.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace halong::city {
namespace {

using core::Millis;
using network::GreenWindow;
using network::SignalledTurn;
using network::SignalPlan;

bool is_green(char letter, SumoOptions const& options)
{
    constexpr std::string_view green = "GgsOo";
    constexpr std::string_view amber = "yY";
    return green.find(letter) != std::string_view::npos ||
           (options.amber_is_green && amber.find(letter) != std::string_view::npos);
}

bool must_yield(char letter) { return letter == 'g' || letter == 's' || letter == 'o'; }

bool is_known(char letter)
{
    constexpr std::string_view letters = "GgsOoyYru";
    return letters.find(letter) != std::string_view::npos;
}

// A program whose times have been checked.
struct Program {
    SumoProgram const* source = nullptr;
    Millis cycle_ms = 0;
    Millis offset_ms = 0;
};

// Why a program cannot be used; empty when it can.
std::string fault_of(SumoProgram const& source)
{
    if (source.phases.empty()) return "has no phases";
    if (!source.offset_ms) return "has an offset that is no time";
    std::int64_t cycle_ms = 0;
    for (SumoPhase const& phase : source.phases) {
        if (!phase.duration_ms || *phase.duration_ms <= 0) return "has a phase whose duration is not above 0 s";
        if (phase.state.size() != source.phases.front().state.size()) return "has states of different lengths";
        if (!std::ranges::all_of(phase.state, is_known)) return fmt::format("has an unknown state '{}'", phase.state);
        cycle_ms += *phase.duration_ms;
    }
    if (cycle_ms > core::ms_per_day) return "has a cycle of more than a day";
    return "";
}

// The last usable program of each signal, as in SUMO.
std::map<std::string_view, Program> usable_programs(SumoFile const& file, IssueTally& issues)
{
    std::map<std::string_view, Program> programs;
    for (SumoProgram const& source : file.programs) {
        auto const subject = fmt::format("signal '{}' (line {})", source.id, source.line);
        if (auto const fault = fault_of(source); !fault.empty()) {
            issues.add(IssueKind::bad_signal_plan, Severity::error, subject,
                       fmt::format("the program {}: left out", fault));
            continue;
        }
        if (source.type != "static") {
            issues.add(IssueKind::default_used, Severity::note, subject,
                       fmt::format("a program of type '{}' is taken with its stated durations", source.type));
        }
        Program program{&source, 0, 0};
        for (SumoPhase const& phase : source.phases) program.cycle_ms += *phase.duration_ms;
        program.offset_ms = (*source.offset_ms % program.cycle_ms + program.cycle_ms) % program.cycle_ms;
        if (!programs.insert_or_assign(source.id, program).second) {
            issues.add(IssueKind::default_used, Severity::note, subject,
                       "has several programs: the last one is taken, as in SUMO");
        }
    }
    return programs;
}

// What the states of some link indices, taken together, give one turn.
SignalledTurn signalled(Program const& program, SumoTurn const& turn, std::vector<std::size_t> const& indices,
                        SumoOptions const& options)
{
    SignalledTurn result{turn.from, turn.to, {}, false};
    Millis start_ms = 0;
    for (SumoPhase const& phase : program.source->phases) {
        bool green = false;
        for (std::size_t const index : indices) {
            green = green || is_green(phase.state[index], options);
            result.yields = result.yields || must_yield(phase.state[index]);
        }
        auto& greens = result.greens;
        if (green && !greens.empty() && greens.back().start_ms + greens.back().length_ms == start_ms) {
            greens.back().length_ms += *phase.duration_ms;
        } else if (green) {
            greens.push_back({start_ms, *phase.duration_ms});
        }
        start_ms += *phase.duration_ms;
    }
    // A green that goes on over the end of the cycle is one window.
    auto& greens = result.greens;
    if (greens.size() > 1 && greens.front().start_ms == 0 &&
        greens.back().start_ms + greens.back().length_ms == program.cycle_ms) {
        greens.back().length_ms += greens.front().length_ms;
        greens.erase(greens.begin());
    }
    return result;
}

class PlanOfNode {
public:
    PlanOfNode(SumoFile const& file, std::map<std::string_view, Program> const& programs, SumoOptions const& options,
               IssueTally& issues)
        : file_(file), programs_(programs), options_(options), issues_(issues)
    {}

    // The plan of one node from its sorted turns, or nothing when no usable program guards it.
    std::optional<SignalPlan> make(std::span<SumoTurn const> turns)
    {
        auto const* program = program_of(turns);
        if (program == nullptr) return std::nullopt;
        SignalPlan plan;
        plan.node = turns.front().node;
        plan.cycle_ms = program->cycle_ms;
        plan.offset_ms = program->offset_ms;
        for (std::size_t first = 0; first < turns.size();) {
            std::size_t last = first;
            while (last < turns.size() && turns[last].from == turns[first].from && turns[last].to == turns[first].to)
                ++last;
            plan.turns.push_back(turn(*program, turns.subspan(first, last - first)));
            first = last;
        }
        return plan;
    }

private:
    [[nodiscard]] SumoConnection const& connection(SumoTurn const& turn) const
    {
        return file_.connections[turn.connection];
    }

    // The first program that guards a turn of the node. One node obeys one program.
    Program const* program_of(std::span<SumoTurn const> turns)
    {
        Program const* found = nullptr;
        for (SumoTurn const& turn : turns) {
            auto const& signal = connection(turn).signal;
            if (signal.empty()) continue;
            auto const program = programs_.find(signal);
            if (program == programs_.end()) {
                issues_.add(IssueKind::bad_signal_plan, Severity::error, fmt::format("signal '{}'", signal),
                            "connections name a signal that has no usable program: by rule");
            } else if (found == nullptr) {
                found = &program->second;
            } else if (found != &program->second) {
                issues_.add(IssueKind::bad_signal_plan, Severity::warning, fmt::format("signal '{}'", signal),
                            "a second signal at one junction: its turns are taken as always green");
            }
        }
        return found;
    }

    SignalledTurn turn(Program const& program, std::span<SumoTurn const> lanes)
    {
        std::vector<std::size_t> indices;
        for (SumoTurn const& lane : lanes) {
            auto const& way = connection(lane);
            if (way.signal != program.source->id) continue;
            if (way.link_index >= 0 && way.link_index < static_cast<double>(program.source->phases[0].state.size())) {
                indices.push_back(static_cast<std::size_t>(way.link_index));
            } else {
                issues_.add(IssueKind::bad_signal_plan, Severity::error, fmt::format("signal '{}'", way.signal),
                            "a connection's linkIndex lies outside the program's states: always green");
            }
        }
        if (indices.empty()) return {lanes[0].from, lanes[0].to, {GreenWindow{0, program.cycle_ms}}, true};
        return signalled(program, lanes[0], indices, options_);
    }

    SumoFile const& file_;
    std::map<std::string_view, Program> const& programs_;
    SumoOptions const& options_;
    IssueTally& issues_;
};

}  // namespace

std::vector<SignalPlan> sumo_signal_plans(SumoFile const& file, std::span<SumoTurn const> turns,
                                          SumoOptions const& options, IssueTally& issues)
{
    auto const programs = usable_programs(file, issues);
    PlanOfNode plan_of_node(file, programs, options, issues);
    std::vector<SignalPlan> plans;
    for (std::size_t first = 0; first < turns.size();) {
        std::size_t last = first;
        while (last < turns.size() && turns[last].node == turns[first].node) ++last;
        if (auto plan = plan_of_node.make(turns.subspan(first, last - first))) plans.push_back(std::move(*plan));
        first = last;
    }
    return plans;
}

}  // namespace halong::city
