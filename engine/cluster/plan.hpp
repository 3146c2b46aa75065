// What a sweep consists of, settled once: its tasks, each known by the hash of all that its result follows from.
#pragma once

#include "city/city.hpp"
#include "cluster/design.hpp"
#include "scenario/load_sweep.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace halong::cluster {

inline constexpr std::string_view base_variant = "base";

// One run: one scenario, one seed.
struct Task {
    std::size_t number = 0;                    // from 0, in the order of the merged table
    std::string id;                            // its content address: 16 hex digits
    std::uint64_t seed = 0;                    // of the run
    std::string variant;                       // "base" or an option's id
    scenario::Option const* option = nullptr;  // of the plan, with all that it combines; nullptr: none
    std::size_t point = 0;                     // of the design
};

// "halong 0.1.0 (commit)": which program this is.
std::string own_software();

// The city's files, those that the scenario names beside it and those of the options' rules, with their hashes. Throws
// UserError: one that is missing.
std::vector<city::InputFile> sweep_inputs(scenario::LoadedSweep const& loaded, city::City const& city);

class Plan {
public:
    // Works out every task's address: a task with the same scenario, option, seed, input files and program has the same
    // one in any sweep. Throws UserError: an option that contradicts itself.
    Plan(scenario::LoadedSweep loaded, city::City const& city);
    // The plan in the folder of a sweep. Throws UserError when there is none, or it cannot be read.
    explicit Plan(std::filesystem::path const& folder);
    ~Plan() = default;
    Plan(Plan const&) = delete;
    Plan& operator=(Plan const&) = delete;

    // sweep.toml, scenario.toml, tasks.csv and, last, plan.json; each durably. Throws CannotWrite.
    void write(std::filesystem::path const& folder) const;
    // Throws UserError where the program or a file differs from those that the plan was made with: both are named.
    void require_same_program_and_inputs(city::City const& city) const;

    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] std::string const& software() const { return software_; }
    [[nodiscard]] std::size_t size() const { return ids_.size(); }
    [[nodiscard]] std::vector<std::string> const& ids() const { return ids_; }
    [[nodiscard]] scenario::Sweep const& sweep() const { return loaded_.sweep; }
    [[nodiscard]] scenario::Scenario const& scenario() const { return loaded_.scenario; }
    [[nodiscard]] Design const& design() const { return design_; }
    [[nodiscard]] std::vector<city::InputFile> const& inputs() const { return inputs_; }

    // Seeds are slowest, then variants, then points of the design: neighbours have the same people where they can.
    [[nodiscard]] Task task(std::size_t number) const;
    // The scenario of a task, with its seed and what its option changes. Throws UserError where keys do not go together.
    [[nodiscard]] scenario::Scenario scenario_of(Task const& task) const;
    // "more-hotspots, seed 2, wifi.take_rate_foreign = 0.2": what a task is, for people.
    [[nodiscard]] std::string text_of(Task const& task) const;

private:
    [[nodiscard]] std::vector<std::string> addresses() const;
    [[nodiscard]] std::string table() const;

    scenario::LoadedSweep loaded_;
    Design design_;
    std::vector<scenario::Option> options_;  // with what they combine
    std::string name_;
    std::string software_;
    std::vector<city::InputFile> inputs_;
    std::vector<std::string> ids_;
};

// Whether the folder holds a plan.
bool has_plan(std::filesystem::path const& folder);

}  // namespace halong::cluster
