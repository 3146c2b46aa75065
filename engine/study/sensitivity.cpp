#include "study/sensitivity.hpp"

#include "core/error.hpp"
#include "core/findings.hpp"
#include "core/random.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "scenario/scenario_patch.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace halong::study {
namespace {

using scenario::Node;
using scenario::Scenario;
using scenario::Study;
using scenario::UncertainKey;

// The key without the word that says whose it is.
std::string own_key(UncertainKey const& key)
{
    return key.key.starts_with(scenario::scenario_prefix) ? key.key.substr(scenario::scenario_prefix.size()) : key.key;
}

std::string override_text(UncertainKey const& key, double value)
{
    return fmt::format("{} = {}", own_key(key), scenario::toml_text(value));
}

// NaN where the tree has no number there.
double number_at(Node const& root, std::string const& path)
{
    Node const* const node = scenario::find_path(root, path);
    if (node == nullptr) return std::numeric_limits<double>::quiet_NaN();
    if (auto const* whole = std::get_if<std::int64_t>(&node->value)) return static_cast<double>(*whole);
    if (auto const* number = std::get_if<double>(&node->value)) return *number;
    return std::numeric_limits<double>::quiet_NaN();
}

// A study's tree, in which keys are set without reading it anew.
Node tree_of(Study const& study) { return scenario::parse_toml(scenario::to_toml(study), study.id); }

// Whether a key of studies takes whole numbers only; the ids with which lists are entered are no keys.
bool is_whole(std::string_view path)
{
    scenario::KeyInfo const* info = &scenario::catalogue_of(scenario::Kind::study);
    while (!path.empty()) {
        auto const dot = path.find('.');
        std::string_view const part = path.substr(0, dot);
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
        auto const child = std::ranges::find(info->children, part, &scenario::KeyInfo::key);
        if (child != info->children.end()) info = &*child;
    }
    return info->type == scenario::KeyType::whole;
}

void set_number(Node& root, std::string const& path, double value)
{
    Node* const node = scenario::find_path(root, path);
    core::ensure(node != nullptr, "an uncertain key is missing in the study");
    if (is_whole(path)) {
        node->value = static_cast<std::int64_t>(std::llround(value));
    } else {
        node->value = value;
    }
}

Study study_from(Node tree, Study const& study)
{
    Study changed = scenario::study_from_tree(std::move(tree), study.id);
    changed.id = study.id;
    return changed;
}

// The study with its keys set to `values`, in the order of its uncertain numbers; those of the scenario are not looked at.
Study with_values(Study const& study, Node tree, std::vector<double> const& values)
{
    for (std::size_t j = 0; j < study.uncertain.size(); ++j) {
        UncertainKey const& key = study.uncertain[j];
        if (!is_simulated(key)) set_number(tree, own_key(key), values[j]);
    }
    return study_from(std::move(tree), study);
}

// By sample: a value of each uncertain number.
std::vector<std::vector<double>> samples_of(Study const& study)
{
    auto samples = latin_hypercube(static_cast<std::size_t>(study.sensitivity_samples), study.uncertain.size());
    for (auto& sample : samples) {
        for (std::size_t j = 0; j < sample.size(); ++j) {
            UncertainKey const& key = study.uncertain[j];
            sample[j] = key.low + sample[j] * (key.high - key.low);
        }
    }
    return samples;
}

// Differences of every KPI on the study's own day, by option: [kpi][option].
using Differences = std::vector<std::vector<double>>;

Differences differences_of(StudyAnswer const& answer)
{
    Differences all;
    for (KpiAnswer const& kpi : answer.kpis) {
        all.emplace_back();
        for (PairedDifference const& difference : kpi.differences) all.back().push_back(difference.mean);
    }
    return all;
}

double value_of(std::vector<RunRecord> const& runs, std::string_view day, std::string_view variant,
                std::string const& kpi)
{
    auto const run = std::ranges::find_if(
        runs, [&](RunRecord const& one) { return one.day == day && one.variant == variant && one.replication == 0; });
    core::ensure(run != runs.end(), "a run of the sensitivity is missing");
    auto const found = std::ranges::find(run->kpis, kpi, &results::Kpi::id);
    core::ensure(found != run->kpis.end(), "a run lacks a KPI of the study");
    return found->value;
}

// Of the first replication, in the runs of one level.
Differences differences_at(Study const& study, std::vector<RunRecord> const& runs, std::string_view level)
{
    Differences all;
    for (scenario::StudyKpi const& kpi : study.kpis) {
        double const base = value_of(runs, level, base_variant, kpi.id);
        all.emplace_back();
        for (scenario::Option const& option : study.options) {
            all.back().push_back(value_of(runs, level, option.id, kpi.id) - base);
        }
    }
    return all;
}

// How the differences change from what they are as the key takes its lowest and its highest value.
struct Effect {
    double as_is = 0;  // the key's value
    Differences low;
    Differences high;
};

Differences minus(Differences a, Differences const& b)
{
    for (std::size_t k = 0; k < a.size(); ++k) {
        for (std::size_t i = 0; i < a[k].size(); ++i) a[k][i] -= b[k][i];
    }
    return a;
}

void add_scaled(Differences& sum, Differences const& part, double factor)
{
    for (std::size_t k = 0; k < sum.size(); ++k) {
        for (std::size_t i = 0; i < sum[k].size(); ++i) sum[k][i] += factor * part[k][i];
    }
}

// Straight lines from the value as it is to both ends.
void add_effect(Differences& sum, Effect const& effect, UncertainKey const& key, double value)
{
    if (value > effect.as_is && key.high > effect.as_is) {
        add_scaled(sum, effect.high, (value - effect.as_is) / (key.high - effect.as_is));
    } else if (value < effect.as_is && key.low < effect.as_is) {
        add_scaled(sum, effect.low, (effect.as_is - value) / (effect.as_is - key.low));
    }
}

double quantile(std::vector<double> values, double q)
{
    std::ranges::sort(values);
    double const place = q * static_cast<double>(values.size() - 1);
    auto const below = static_cast<std::size_t>(place);
    if (below + 1 >= values.size()) return values.back();
    return values[below] + (place - static_cast<double>(below)) * (values[below + 1] - values[below]);
}

std::vector<double> ranks_of(std::vector<double> const& values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&values](std::size_t i) { return values[i]; });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
        for (std::size_t i = first; i <= last; ++i) ranks[order[i]] = static_cast<double>(first + last) / 2;
        first = last + 1;
    }
    return ranks;
}

// Works out net present values from a study with some keys set and from differences.
class Valuation {
public:
    Valuation(Study const& study, StudyAnswer const& answer) : study_(study), answer_(answer), tree_(tree_of(study)) {}

    // `values` of the keys that are not simulated, in the order of the study's keys; those of others are not looked at.
    [[nodiscard]] std::vector<double> npv(std::vector<double> const& values, Differences const& differences) const
    {
        Study const study = with_values(study_, tree_, values);
        std::vector<double> result;
        for (std::size_t i = 0; i < study.options.size(); ++i) {
            double benefit = 0;
            for (std::size_t k = 0; k < study.kpis.size(); ++k) {
                double const sign = study.kpis[k].better == scenario::Better::more ? 1 : -1;
                double units = study.days_per_year * differences[k][i];
                for (std::size_t d = 0; d < study.days.size(); ++d) {
                    units += study.days[d].days_per_year * answer_.other_days[d].kpis[k].differences[i].mean;
                }
                benefit += sign * study.kpis[k].weight_vnd_per_unit * units;
            }
            result.push_back(static_cast<double>(worth_of(study, i, benefit, 0).npv_vnd));
        }
        return result;
    }

private:
    Study const& study_;
    StudyAnswer const& answer_;
    Node tree_;
};

std::vector<Effect> effects_of(Study const& study, StudyAnswer const& answer)
{
    Differences const first = differences_at(study, answer.runs, "");
    std::vector<Effect> effects;
    for (std::size_t j = 0; j < study.uncertain.size(); ++j) {
        UncertainKey const& key = study.uncertain[j];
        Effect effect{answer.subject.uncertain_values.at(j), {}, {}};
        if (is_simulated(key)) {
            effect.low = minus(differences_at(study, answer.sensitivity_runs, level_text(key, key.low)), first);
            effect.high = minus(differences_at(study, answer.sensitivity_runs, level_text(key, key.high)), first);
        }
        effects.push_back(std::move(effect));
    }
    return effects;
}

void add_samples(Study const& study, Valuation const& valuation, Differences const& as_is,
                 std::vector<Effect> const& effects, Sensitivity& result)
{
    std::vector<std::vector<double>> values(study.uncertain.size());  // [key][sample]
    std::vector<std::vector<double>> npv(study.options.size());       // [option][sample]
    for (auto const& sample : samples_of(study)) {
        Differences differences = as_is;
        for (std::size_t j = 0; j < sample.size(); ++j) {
            values[j].push_back(sample[j]);
            if (is_simulated(study.uncertain[j])) add_effect(differences, effects[j], study.uncertain[j], sample[j]);
        }
        auto const worth = valuation.npv(sample, differences);
        for (std::size_t i = 0; i < worth.size(); ++i) npv[i].push_back(worth[i]);
    }
    for (auto const& of_option : npv) {
        result.low.push_back(quantile(of_option, 0.05));
        result.high.push_back(quantile(of_option, 0.95));
        auto const gains = std::ranges::count_if(of_option, [](double one) { return one > 0; });
        result.chance_to_pay.push_back(static_cast<double>(gains) / static_cast<double>(of_option.size()));
        for (std::size_t j = 0; j < values.size(); ++j) {
            result.bars[j].correlation.push_back(rank_correlation(values[j], of_option));
        }
    }
}

// `tree`: of the study. Throws UserError where the number has no place there, or may not be this.
void check_value(Study const& study, Node const& tree, Scenario const& scenario, UncertainKey const& key, double value)
{
    if (is_simulated(key)) {
        static_cast<void>(with_value(scenario, key, value));
        return;
    }
    if (std::isnan(number_at(tree, own_key(key)))) {
        throw core::UserError(
            core::Diagnostic{study.id + ".toml", 0, 0, fmt::format("'{}' is no number of the study", key.key),
                             "write e.g. key = \"discount_rate\", "
                             "\"kpis.person_delay_h.weight_vnd_per_unit\" or \"options.x.capex_vnd\""});
    }
    Node changed = tree;
    set_number(changed, own_key(key), value);
    study_from(std::move(changed), study);
}

}  // namespace

bool is_simulated(UncertainKey const& key)
{
    auto const split = scenario::split_overrides({key.key + "=0"});
    return !split.scenario.empty();
}

Scenario with_value(Scenario const& scenario, UncertainKey const& key, double value)
{
    double const before = number_at(scenario::parse_toml(scenario::to_toml(scenario), scenario.id), own_key(key));
    if (std::isnan(before)) {
        std::string const name = own_key(key);
        std::string const near = scenario::nearest_scenario_key(name);
        throw core::UserError(core::Diagnostic{
            "[[uncertain]]", 0, 0, fmt::format("scenarios have no number '{}'", name),
            near.empty() ? "`halong explain scenario` lists all keys" : fmt::format("did you mean '{}'?", near)});
    }
    scenario::ScenarioPatch patch;
    patch.keys = scenario::parse_override(override_text(key, value));
    return scenario::patched(scenario, patch);
}

std::string level_text(UncertainKey const& key, double value) { return override_text(key, value); }

void check_uncertain_keys(Study const& study, Scenario const& scenario)
{
    core::Findings findings;
    Node const tree = tree_of(study);
    for (UncertainKey const& key : study.uncertain) {
        for (double const value : {key.low, key.high}) {
            if (!findings.collect([&] { check_value(study, tree, scenario, key, value); })) break;
        }
    }
    findings.throw_any();
    if (study.uncertain.empty()) return;
    try {
        for (auto const& sample : samples_of(study)) with_values(study, tree, sample);
    } catch (core::UserError const& error) {
        throw core::UserError(core::Diagnostic{
            study.id + ".toml", 0, 0,
            fmt::format("the ranges of [[uncertain]] do not go together: {}", error.diagnostics().front().message),
            "narrow them, or write sensitivity_samples = 0: each number alone is in its range"});
    }
}

std::vector<double> values_as_they_are(Study const& study, Scenario const& scenario)
{
    Node const of_study = tree_of(study);
    Node const of_scenario = scenario::parse_toml(scenario::to_toml(scenario), scenario.id);
    std::vector<double> values;
    for (UncertainKey const& key : study.uncertain) {
        values.push_back(number_at(is_simulated(key) ? of_scenario : of_study, own_key(key)));
    }
    return values;
}

Sensitivity sensitivity_of(Study const& study, StudyAnswer const& answer)
{
    Sensitivity result;
    if (study.uncertain.empty() || !has_weights(study)) return result;
    core::ensure(answer.subject.uncertain_values.size() == study.uncertain.size(),
                 "a study has other uncertain numbers than its answer");
    std::vector<double> const& as_is = answer.subject.uncertain_values;
    Differences const differences = differences_of(answer);
    auto const effects = effects_of(study, answer);
    Valuation const valuation(study, answer);
    for (std::size_t j = 0; j < study.uncertain.size(); ++j) {
        UncertainKey const& key = study.uncertain[j];
        SensitivityBar bar;
        bar.as_is = as_is[j];
        for (double const value : {key.low, key.high}) {
            auto values = as_is;
            values[j] = value;
            Differences changed = differences;
            if (is_simulated(key)) add_effect(changed, effects[j], key, value);
            (value == key.low ? bar.npv_low : bar.npv_high) = valuation.npv(values, changed);
        }
        result.bars.push_back(std::move(bar));
    }
    if (study.sensitivity_samples > 1) add_samples(study, valuation, differences, effects, result);
    return result;
}

double break_even(scenario::UncertainKey const& key, SensitivityBar const& bar, std::size_t option)
{
    constexpr double most_widths = 3;
    double const rise = bar.npv_high[option] - bar.npv_low[option];
    double const along = -bar.npv_low[option] / rise;  // 0 at the low end, 1 at the high one
    if (rise == 0 || !(along >= -most_widths && along <= 1 + most_widths)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    double const value = key.low + along * (key.high - key.low);
    bool const is_of_its_sign = key.low < 0 || value >= 0;  // no cost, weight or factor is below nothing
    return is_of_its_sign ? value : std::numeric_limits<double>::quiet_NaN();
}

double rank_correlation(std::vector<double> const& a, std::vector<double> const& b)
{
    core::ensure(a.size() == b.size() && a.size() >= 2, "a rank correlation needs two series of one length");
    auto const ranks_a = ranks_of(a);
    auto const ranks_b = ranks_of(b);
    double const mean = static_cast<double>(a.size() - 1) / 2;
    double product = 0;
    double square_a = 0;
    double square_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product += (ranks_a[i] - mean) * (ranks_b[i] - mean);
        square_a += (ranks_a[i] - mean) * (ranks_a[i] - mean);
        square_b += (ranks_b[i] - mean) * (ranks_b[i] - mean);
    }
    return product / std::sqrt(square_a * square_b);
}

std::vector<std::vector<double>> latin_hypercube(std::size_t count, std::size_t dimensions, std::uint64_t seed)
{
    core::Random const random(seed);
    std::vector<std::vector<double>> points(count, std::vector<double>(dimensions));
    for (std::uint32_t d = 0; d < dimensions; ++d) {
        std::vector<std::size_t> strata(count);
        std::iota(strata.begin(), strata.end(), std::size_t{0});
        std::ranges::stable_sort(strata, {}, [&](std::size_t stratum) {
            return random.bits(core::Stream::test, {stratum, d, 0});
        });
        for (std::size_t i = 0; i < count; ++i) {
            double const within = random.uniform(core::Stream::test, {i, d, 1});
            points[i][d] = (static_cast<double>(strata[i]) + within) / static_cast<double>(count);
        }
    }
    return points;
}

}  // namespace halong::study
