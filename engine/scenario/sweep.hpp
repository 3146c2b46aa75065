// A sweep: many variants of one scenario, each simulated with several seeds, on one machine or on a cluster. Each member
// is described in describe_sweep.cpp.
#pragma once

#include "scenario/document.hpp"
#include "scenario/option.hpp"
#include "scenario/scenario_patch.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halong::scenario {

// Values of one key, whatever its type, as they were written.
struct ValueList {
    std::vector<Node> nodes;
    bool operator==(ValueList const& other) const;
};

// Keys that hold for all variants of a sweep: which city, which inputs, what it is called. Seeds have keys of their own.
inline constexpr std::array<std::string_view, 8> keys_of_no_sweep{
    "city", "seed", "title", "format", "extends", "demand.route_file", "demand.change_file", "replanning.warm_start"};

// A key that takes each of its values; several axes make a grid.
struct GridAxis {
    std::string key;  // of the scenario: "demand.visitors_per_day"
    ValueList values;
    bool operator==(GridAxis const&) const = default;
};

// Keys that go together: one line of a list of variants.
struct SweepRow {
    std::string id;
    ScenarioPatch scenario;
    bool operator==(SweepRow const&) const = default;
};

enum class SampleMethod {
    latin_hypercube,
    sobol
};

enum class SampleScale {
    linear,
    log
};

// A number of the scenario that is drawn between two ends.
struct SampledKey {
    std::string key;
    double low = 0;
    double high = 0;
    SampleScale scale = SampleScale::linear;
    bool operator==(SampledKey const&) const = default;
};

struct SweepSample {
    SampleMethod method = SampleMethod::latin_hypercube;
    int points = 0;
    std::uint64_t seed = 1;  // of the points, not of the runs
    std::vector<SampledKey> keys;
    bool operator==(SweepSample const&) const = default;
};

// What a batch system is asked for; see `man sbatch`.
struct SlurmSettings {
    std::string partition;  // empty: the cluster's default, as of the four below
    std::string account;
    std::string qos;
    std::string constraint;
    std::string reservation;
    int tasks_per_element = 1;  // of the job array, one after the other or `cores` at a time
    int cores = 1;              // of an element
    int minutes = 60;           // of an element
    int memory_mb = 0;          // of an element; 0: the cluster's default
    int max_running = 0;        // elements at once; 0: no limit
    int warning_s = 120;        // before the end, for a checkpoint
    bool requeue = true;        // after a checkpoint or a node's failure
    bool operator==(SlurmSettings const&) const = default;
};

struct Sweep {
    std::string id;  // stem of the file's name; not a key
    Text title;
    std::string scenario;  // file, relative to the sweep's
    std::uint64_t seed = 1;
    int seeds = 1;  // runs of every variant, with seed, seed + 1, …
    bool with_base = true;
    std::vector<Option> options;
    std::string options_of;               // a study whose options take part as well; empty: none
    std::vector<std::string> option_ids;  // of that study; empty: all
    std::vector<GridAxis> grid;
    std::vector<SweepRow> rows;
    SweepSample sample;
    std::vector<std::string> kpis;  // of the merged table; empty: all
    double checkpoint_min = 10;     // wall time of a task between two checkpoints; 0: only when asked to stop
    SlurmSettings slurm;
    bool operator==(Sweep const&) const = default;
};

// Dimensions that the table of Sobol sequences has (Joe and Kuo 2008, as boost/random has it).
inline constexpr std::size_t most_sobol_keys = 3'667;
// Beyond it, a sweep is taken for a mistake.
inline constexpr std::size_t most_tasks = 10'000'000;

// The variants of the scenario, of each option and seed: grid times rows times points of the sample.
std::size_t point_count(Sweep const& sweep);
// The options, and the base where it takes part.
std::size_t variant_count(Sweep const& sweep);
std::size_t task_count(Sweep const& sweep);

// A table of the scenario that sets one key, whose steps are divided by dots, to a value.
ScenarioPatch patch_of(std::string_view key, Node value);

// The keys that a patch sets, each with its value; lists count as one value.
struct KeyValue {
    std::string key;
    Node value;
};
std::vector<KeyValue> values_of(ScenarioPatch const& patch);

}  // namespace halong::scenario
