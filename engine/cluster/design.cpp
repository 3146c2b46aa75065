#include "cluster/design.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/save.hpp"
#include "study/sensitivity.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>

namespace halong::cluster {
namespace {

using scenario::Node;
using scenario::SampleMethod;
using scenario::SampleScale;

std::vector<std::vector<double>> sampled_points(scenario::SweepSample const& sample)
{
    if (sample.points == 0) return {};
    auto const count = static_cast<std::size_t>(sample.points);
    if (sample.method == SampleMethod::sobol) return sobol_points(count, sample.keys.size(), sample.seed);
    return study::latin_hypercube(count, sample.keys.size(), sample.seed);
}

// Between both ends; rounding never leads beyond them.
double between(scenario::SampledKey const& key, double share)
{
    double const value = key.scale == SampleScale::log
                             ? key.low * core::exact_exp(share * core::exact_log(key.high / key.low))
                             : key.low + share * (key.high - key.low);
    return std::clamp(value, key.low, key.high);
}

// Each whole number from low to high is as likely as any other.
std::int64_t whole_between(scenario::SampledKey const& key, double share)
{
    if (key.scale == SampleScale::log) return std::llround(between(key, share));
    return static_cast<std::int64_t>(std::min(key.high, std::floor(key.low + share * (key.high - key.low + 1))));
}

void note(std::vector<std::string>& keys, std::string const& key)
{
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
}

}  // namespace

std::vector<std::vector<double>> sobol_points(std::size_t count, std::size_t dimensions, std::uint64_t seed)
{
    core::ensure(dimensions <= scenario::most_sobol_keys, "a Sobol sequence of too many dimensions");
    if (dimensions == 0) return std::vector<std::vector<double>>(count);
    boost::random::sobol sequence(dimensions);
    std::uint64_t const words = core::combine(core::hash_of("shift of a Sobol sequence"), seed);
    std::vector<std::uint64_t> shift(dimensions);
    for (std::size_t d = 0; d < dimensions; ++d) shift[d] = core::combine(words, d);
    constexpr int kept_bits = 53;
    std::vector<std::vector<double>> points(count, std::vector<double>(dimensions));
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t d = 0; d < dimensions; ++d) {
            // boost leaves out the point 0 with which the sequence begins, and without which it is no net (Owen 2020).
            std::uint64_t const bits = (i == 0 ? std::uint64_t{0} : sequence()) ^ shift[d];
            points[i][d] = std::ldexp(static_cast<double>(bits >> (64 - kept_bits)), -kept_bits);
        }
    }
    return points;
}

Design::Design(scenario::Sweep const& sweep, scenario::Scenario const& scenario)
    : sweep_(sweep),
      scenario_(scenario::parse_toml(scenario::to_toml(scenario), scenario.id)),
      sampled_(sampled_points(sweep.sample))
{
    for (scenario::GridAxis const& axis : sweep_.grid) note(keys_, axis.key);
    for (scenario::SweepRow const& row : sweep_.rows) {
        for (scenario::KeyValue const& set : scenario::values_of(row.scenario)) note(keys_, set.key);
    }
    for (scenario::SampledKey const& sampled : sweep_.sample.keys) {
        note(keys_, sampled.key);
        auto const* const info = scenario::find_key(scenario::Kind::scenario, sampled.key);
        is_whole_.push_back(info != nullptr && info->type == scenario::KeyType::whole);
    }
}

scenario::Node Design::drawn_value(std::size_t key, std::size_t sample) const
{
    scenario::SampledKey const& sampled = sweep_.sample.keys[key];
    Node node;
    if (is_whole_[key]) {
        node.value = whole_between(sampled, sampled_[sample][key]);
    } else {
        node.value = between(sampled, sampled_[sample][key]);
    }
    node.origin = node.key_origin = {.file = "the sample", .line = 0, .column = 0};
    return node;
}

DesignPoint Design::point(std::size_t index) const
{
    core::ensure(index < size(), "a point beyond the sweep's design");
    DesignPoint point;
    auto const lay = [&point](std::string const& key, Node const& value) {
        point.patch = scenario::both_patches(point.patch, scenario::patch_of(key, value));
    };
    std::size_t const samples = std::max<std::size_t>(1, sampled_.size());
    std::size_t const sample = index % samples;
    index /= samples;
    for (std::size_t k = 0; !sampled_.empty() && k < sweep_.sample.keys.size(); ++k) {
        lay(sweep_.sample.keys[k].key, drawn_value(k, sample));
    }
    for (std::size_t a = sweep_.grid.size(); a-- > 0;) {
        auto const& values = sweep_.grid[a].values.nodes;
        lay(sweep_.grid[a].key, values[index % values.size()]);
        index /= values.size();
    }
    if (!sweep_.rows.empty()) {
        point.row = sweep_.rows[index].id;
        point.patch = scenario::both_patches(point.patch, sweep_.rows[index].scenario);
    }
    return point;
}

std::vector<std::string> Design::values(DesignPoint const& point) const
{
    std::vector<std::string> texts;
    for (std::string const& key : keys_) {
        Node const* node = scenario::find_path(point.patch.keys, key);
        if (node == nullptr) node = scenario::find_path(scenario_, key);
        texts.push_back(node == nullptr ? "" : scenario::full_text(*node));
    }
    return texts;
}

}  // namespace halong::cluster
