#include "core/error.hpp"
#include "core/hash.hpp"
#include "study/comparisons.hpp"
#include "study/sensitivity.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>

namespace halong::study {
namespace {

double value_of(RunRecord const& run, std::string const& kpi)
{
    auto const found = std::ranges::find(run.kpis, kpi, &results::Kpi::id);
    core::ensure(found != run.kpis.end(), "a run lacks a KPI of the study");
    return found->value;
}

constexpr std::string_view own_day;  // of the study's own scenario

Series series_of(std::vector<RunRecord> const& runs, std::string_view day, std::string_view variant,
                 std::string const& kpi, int replications)
{
    Series series(static_cast<std::size_t>(replications), std::numeric_limits<double>::quiet_NaN());
    int found = 0;
    for (RunRecord const& run : runs) {
        if (run.day != day || run.variant != variant) continue;
        core::ensure(run.replication >= 0 && run.replication < replications, "a run is of no replication");
        series[static_cast<std::size_t>(run.replication)] = value_of(run, kpi);
        ++found;
    }
    core::ensure(found == replications, "a study needs one run for each day, variant and replication");
    return series;
}

// A KPI's sum over the days of a year, on all kinds of days that count.
Series series_of_year(scenario::Study const& study, StudyAnswer const& answer, std::string_view variant,
                      std::string const& kpi)
{
    Series year = series_of(answer.runs, own_day, variant, kpi, answer.replications);
    for (double& value : year) value *= study.days_per_year;
    for (scenario::StudyDay const& day : study.days) {
        if (day.days_per_year == 0) continue;
        Series const series = series_of(answer.runs, day.id, variant, kpi, answer.replications);
        for (std::size_t r = 0; r < year.size(); ++r) year[r] += day.days_per_year * series[r];
    }
    return year;
}

double sign_of(scenario::StudyKpi const& kpi) { return kpi.better == scenario::Better::more ? 1.0 : -1.0; }

double vnd_per_unit_of(bool is_told_from_0, double benefit_a_year, double annual_cost_vnd)
{
    if (!is_told_from_0 || !(benefit_a_year > 0)) return std::numeric_limits<double>::quiet_NaN();
    return annual_cost_vnd / benefit_a_year;
}

// Between the base's first run and those of other equilibria.
double spread_of(double first, std::vector<RunRecord> const& others, std::string const& kpi)
{
    if (others.empty()) return std::numeric_limits<double>::quiet_NaN();
    double least = first;
    double largest = first;
    for (RunRecord const& run : others) {
        least = std::min(least, value_of(run, kpi));
        largest = std::max(largest, value_of(run, kpi));
    }
    return largest - least;
}

int replications_of(scenario::Study const& study, std::vector<RunRecord> const& runs)
{
    if (study.max_replications == 0) return study.replications;
    int replications = study.replications;
    for (RunRecord const& run : runs) replications = std::max(replications, run.replication + 1);
    return replications;
}

KpiAnswer answer_of(scenario::Study const& study, std::string_view day, scenario::StudyKpi const& kpi,
                    StudyAnswer const& answer)
{
    Series const base = series_of(answer.runs, day, base_variant, kpi.id, answer.replications);
    KpiAnswer result;
    result.kpi = kpi.id;
    result.base_mean = mean_of(base);
    result.equilibrium_spread = day == own_day ? spread_of(base.front(), answer.other_equilibria, kpi.id)
                                               : std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        Series const option = series_of(answer.runs, day, study.options[i].id, kpi.id, answer.replications);
        result.option_means.push_back(mean_of(option));
        result.differences.push_back(paired_difference(base, option, study.confidence, first_stage_of(study)));
        result.comparisons.push_back(
            {paired_p_value(base, option, first_stage_of(study)), 1, result.differences.back().distinguishable});
        result.robust.push_back(robust_difference(base, option, study.confidence));
        result.common_gain.push_back(common_numbers_gain(base, option));
    }
    return result;
}

// Whether a KPI's difference over the year can be told from 0: among all comparisons where the year has one kind of day, else
// by the interval of the year's own sums.
bool is_yearly_told(scenario::Study const& study, StudyAnswer const& answer, std::size_t k, std::size_t option)
{
    bool const has_one_kind = std::ranges::all_of(study.days, [](auto const& day) { return day.days_per_year == 0; });
    if (has_one_kind) return answer.kpis[k].differences[option].distinguishable;
    std::string const& kpi = study.kpis[k].id;
    return paired_difference(series_of_year(study, answer, base_variant, kpi),
                             series_of_year(study, answer, study.options[option].id, kpi), study.confidence,
                             first_stage_of(study))
        .distinguishable;
}

// What may be told from 0 when all comparisons of the answer are looked at together, on all kinds of days.
void compare_together(scenario::Study const& study, StudyAnswer& answer)
{
    std::vector<KpiAnswer*> all;
    for (KpiAnswer& kpi : answer.kpis) all.push_back(&kpi);
    for (DayAnswer& day : answer.other_days) {
        for (KpiAnswer& kpi : day.kpis) all.push_back(&kpi);
    }
    std::vector<double> p_values;
    for (KpiAnswer const* kpi : all) {
        for (Comparison const& comparison : kpi->comparisons) p_values.push_back(comparison.p);
    }
    auto const adjusted = holm(p_values);
    std::size_t next = 0;
    for (KpiAnswer* kpi : all) {
        for (std::size_t i = 0; i < kpi->comparisons.size(); ++i, ++next) {
            kpi->comparisons[i].p_holm = adjusted[next];
            kpi->differences[i].distinguishable = adjusted[next] < 1 - study.confidence;
        }
    }
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        for (std::size_t i = 0; i < study.options.size(); ++i) {
            answer.kpis[k].vnd_per_unit.push_back(vnd_per_unit_of(
                is_yearly_told(study, answer, k, i), benefit_a_year(study, answer, k, i), answer.annual_cost_vnd[i]));
        }
    }
}

// Worth of a variant's KPIs by replication, VND a year, in the study's weights.
Series worth_series(scenario::Study const& study, StudyAnswer const& answer, std::string_view variant)
{
    Series worth(static_cast<std::size_t>(answer.replications), 0.0);
    for (scenario::StudyKpi const& kpi : study.kpis) {
        Series const year = series_of_year(study, answer, variant, kpi.id);
        double const vnd = sign_of(kpi) * kpi.weight_vnd_per_unit;
        for (std::size_t r = 0; r < worth.size(); ++r) worth[r] += vnd * year[r];
    }
    return worth;
}

void add_weighted_benefits(scenario::Study const& study, StudyAnswer& answer)
{
    Series const base = worth_series(study, answer, base_variant);
    std::vector<double> p_values;
    for (scenario::Option const& option : study.options) {
        Series const worth = worth_series(study, answer, option.id);
        answer.weighted_benefit.push_back(paired_difference(base, worth, study.confidence, first_stage_of(study)));
        answer.weighted_benefit_vnd.push_back(answer.weighted_benefit.back().mean);
        p_values.push_back(paired_p_value(base, worth, first_stage_of(study)));
    }
    auto const adjusted = holm(p_values);
    for (std::size_t i = 0; i < adjusted.size(); ++i) {
        answer.weighted_benefit[i].distinguishable = adjusted[i] < 1 - study.confidence;
    }
}

// Of the base and of each option, larger is better.
std::vector<Series> series_of_variants(scenario::Study const& study, StudyAnswer const& answer,
                                       scenario::StudyKpi const& kpi)
{
    std::vector<Series> variants{series_of_year(study, answer, base_variant, kpi.id)};
    for (auto const& option : study.options) variants.push_back(series_of_year(study, answer, option.id, kpi.id));
    for (Series& series : variants) {
        for (double& value : series) value *= sign_of(kpi);
    }
    return variants;
}

// Worth less annual cost by replication, VND a year, more than the base.
std::vector<Series> net_worth_of_variants(scenario::Study const& study, StudyAnswer const& answer)
{
    Series const base = worth_series(study, answer, base_variant);
    std::vector<Series> variants{Series(base.size(), 0.0)};
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        Series net = worth_series(study, answer, study.options[i].id);
        for (std::size_t r = 0; r < net.size(); ++r) net[r] -= base[r] + answer.annual_cost_vnd[i];
        variants.push_back(std::move(net));
    }
    return variants;
}

std::vector<int> next_runs_of(std::vector<Series> const& variants)
{
    constexpr int further_runs = 100;
    std::vector<double> means;
    std::vector<double> variances;
    for (Series const& series : variants) {
        double const mean = mean_of(series);
        double squares = 0;
        for (double const value : series) squares += (value - mean) * (value - mean);
        means.push_back(mean);
        variances.push_back(squares / static_cast<double>(series.size() - 1));
    }
    std::vector<int> const runs(variants.size(), static_cast<int>(variants.front().size()));
    return optimal_allocation(means, variances, runs, further_runs);
}

void add_ranking(scenario::Study const& study, StudyAnswer& answer)
{
    MeanDraws const draws(static_cast<std::size_t>(answer.replications));
    std::vector<std::vector<Series>> objectives;
    for (std::size_t k = 0; k < study.kpis.size(); ++k) {
        objectives.push_back(series_of_variants(study, answer, study.kpis[k]));
        answer.kpis[k].probability_best = probability_best(draws, objectives.back());
    }
    std::vector<Series> costs{Series(static_cast<std::size_t>(answer.replications), 0.0)};
    for (double const cost : answer.annual_cost_vnd) costs.emplace_back(costs.front().size(), -cost);
    objectives.push_back(std::move(costs));
    answer.ranking.pareto = probability_undominated(draws, objectives);
    if (!has_weights(study)) return;
    auto const net_worth = net_worth_of_variants(study, answer);
    answer.ranking.best = probability_best(draws, net_worth);
    answer.ranking.next_runs = next_runs_of(net_worth);
    if (study.indifference_vnd_per_year == 0) return;
    answer.ranking.may_be_best =
        kim_nelson_kept(net_worth, static_cast<double>(study.indifference_vnd_per_year), study.confidence);
}

// What an option and all that it combines cost.
std::vector<Investment> investments_of(scenario::Study const& study, scenario::Option const& option)
{
    std::vector<Investment> investments;
    for (scenario::Option const* part : scenario::parts_of(option, study.options)) {
        int const start = part->start_year == 0 ? 0 : part->start_year - study.first_year;
        investments.push_back({part->capex_vnd, part->opex_vnd_per_year, part->life_years, start});
    }
    return investments;
}

double annual_cost_of(scenario::Study const& study, scenario::Option const& option)
{
    double cost = 0;
    for (Investment const& one : investments_of(study, option)) {
        cost += annual_cost_vnd(static_cast<double>(one.capex_vnd), static_cast<double>(one.opex_vnd_per_year),
                                one.life_years, study.discount_rate);
    }
    return cost;
}

// What a KPI would have to differ by, so that an option just pays, were all else as it is.
double break_even_of(scenario::Study const& study, scenario::StudyKpi const& kpi, double difference,
                     double benefit_vnd_per_year, Economics const& economics)
{
    double const vnd = sign_of(kpi) * kpi.weight_vnd_per_unit * study.days_per_year;
    if (vnd == 0) return std::numeric_limits<double>::quiet_NaN();
    return difference + (economics.break_even_benefit_vnd_per_year - benefit_vnd_per_year) / vnd;
}

void add_economics(scenario::Study const& study, StudyAnswer& answer)
{
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        answer.economics.push_back(
            worth_of(study, i, answer.weighted_benefit[i].mean, answer.weighted_benefit[i].half_width));
        for (std::size_t k = 0; k < study.kpis.size(); ++k) {
            answer.kpis[k].break_even.push_back(break_even_of(study, study.kpis[k], answer.kpis[k].differences[i].mean,
                                                              answer.weighted_benefit[i].mean,
                                                              answer.economics.back()));
        }
    }
    if (!has_weights(study)) return;
    std::vector<std::int64_t> costs;
    std::vector<std::int64_t> benefits;
    for (Economics const& one : answer.economics) {
        costs.push_back(one.cost_vnd);
        benefits.push_back(one.benefit_vnd);
    }
    answer.increments = increments(costs, benefits);
}

// Paid or received under several KPIs in a year, by replication, VND.
Series vnd_of_year(scenario::Study const& study, StudyAnswer const& answer, std::string_view variant,
                   std::vector<std::string> const& kpis)
{
    constexpr double million = 1e6;
    Series vnd(static_cast<std::size_t>(answer.replications), 0.0);
    for (std::string const& kpi : kpis) {
        Series const year = series_of_year(study, answer, variant, kpi);
        for (std::size_t r = 0; r < vnd.size(); ++r) vnd[r] += million * year[r];
    }
    return vnd;
}

// What changes hands under these KPIs, in the form of a TransferAnswer or ReceiptAnswer; whether any option changes it.
template <class Answer>
bool fill_transfer(scenario::Study const& study, StudyAnswer const& answer, std::vector<std::string> const& kpis,
                   Answer& one)
{
    Series const base = vnd_of_year(study, answer, base_variant, kpis);
    one.base_vnd = mean_of(base);
    bool changes = false;
    for (scenario::Option const& option : study.options) {
        Series const series = vnd_of_year(study, answer, option.id, kpis);
        changes = changes || series != base;
        one.differences.push_back(paired_difference(base, series, study.confidence, first_stage_of(study)));
    }
    return changes;
}

void add_transfers(scenario::Study const& study, StudyAnswer& answer)
{
    auto const& all = results::all_transfers();
    auto const reports = [&answer](std::string_view kpi) {
        return std::ranges::all_of(answer.runs, [kpi](RunRecord const& run) {
            return std::ranges::find(run.kpis, kpi, &results::Kpi::id) != run.kpis.end();
        });
    };
    for (std::size_t c = 0; c < results::charge_count; ++c) {
        std::vector<std::string> kpis;
        std::vector<TransferAnswer> paid;
        bool changes = false;
        for (std::size_t t = 0; t < all.size(); ++t) {
            if (all[t].charge != static_cast<results::Charge>(c) || !reports(all[t].kpi)) continue;
            kpis.emplace_back(all[t].kpi);
            TransferAnswer one{t, 0, {}};
            bool const one_changes = fill_transfer(study, answer, {kpis.back()}, one);
            changes = changes || one_changes;
            if (one_changes || one.base_vnd != 0) paid.push_back(std::move(one));
        }
        if (!changes) continue;
        std::ranges::move(paid, std::back_inserter(answer.transfers));
        ReceiptAnswer sum{static_cast<results::Charge>(c), 0, {}};
        fill_transfer(study, answer, kpis, sum);
        answer.receipts.push_back(std::move(sum));
    }
}

// The study's own day and its further ones.
std::vector<std::string_view> days_of(scenario::Study const& study)
{
    std::vector<std::string_view> days{own_day};
    for (scenario::StudyDay const& day : study.days) days.emplace_back(day.id);
    return days;
}

}  // namespace

double benefit_a_year(scenario::Study const& study, StudyAnswer const& answer, std::size_t kpi, std::size_t option)
{
    double units = study.days_per_year * answer.kpis[kpi].differences[option].mean;
    for (std::size_t d = 0; d < study.days.size(); ++d) {
        units += study.days[d].days_per_year * answer.other_days[d].kpis[kpi].differences[option].mean;
    }
    return sign_of(study.kpis[kpi]) * units;
}

Economics worth_of(scenario::Study const& study, std::size_t option, double benefit_vnd_per_year, double half_width_vnd)
{
    return economics_of(investments_of(study, study.options[option]), benefit_vnd_per_year, half_width_vnd,
                        study.horizon_years, study.discount_rate, study.discount_rates);
}

double replications_wanted(scenario::Study const& study, std::vector<RunRecord> const& all_runs, int replications)
{
    std::vector<RunRecord> runs;
    std::ranges::copy_if(all_runs, std::back_inserter(runs),
                         [&](RunRecord const& run) { return run.replication < replications; });
    double wanted = replications;
    for (scenario::StudyKpi const& kpi : study.kpis) {
        if (kpi.precision == 0 && kpi.precision_pct == 0) continue;
        for (std::string_view const day : days_of(study)) {
            Series const base = series_of(runs, day, base_variant, kpi.id, replications);
            double half_width = std::numeric_limits<double>::infinity();
            if (kpi.precision > 0) half_width = kpi.precision;
            if (kpi.precision_pct > 0) {
                half_width = std::min(half_width, kpi.precision_pct / 100 * std::abs(mean_of(base)));
            }
            for (scenario::Option const& option : study.options) {
                Series const series = series_of(runs, day, option.id, kpi.id, replications);
                wanted = std::max(
                    wanted, replications_needed(base, series, half_width, study.confidence, first_stage_of(study)));
            }
        }
    }
    return wanted;
}

bool has_weights(scenario::Study const& study)
{
    return std::ranges::any_of(study.kpis, [](auto const& kpi) { return kpi.weight_vnd_per_unit != 0; });
}

std::size_t first_stage_of(scenario::Study const& study)
{
    return study.max_replications > 0 ? static_cast<std::size_t>(study.replications) : every_replication;
}

bool StudyAnswer::all_valid() const
{
    return std::ranges::all_of(runs, &RunRecord::valid) && std::ranges::all_of(other_equilibria, &RunRecord::valid) &&
           std::ranges::all_of(sensitivity_runs, &RunRecord::valid);
}

StudyAnswer evaluate(scenario::Study const& study, Subject subject, std::vector<RunRecord> runs,
                     std::vector<RunRecord> other_equilibria, std::vector<RunRecord> sensitivity_runs)
{
    StudyAnswer answer;
    answer.subject = std::move(subject);
    answer.runs = std::move(runs);
    answer.other_equilibria = std::move(other_equilibria);
    answer.sensitivity_runs = std::move(sensitivity_runs);
    answer.replications = replications_of(study, answer.runs);
    answer.replications_wanted = replications_wanted(study, answer.runs, answer.replications);
    for (scenario::Option const& option : study.options) {
        answer.annual_cost_vnd.push_back(annual_cost_of(study, option));
    }
    for (scenario::StudyKpi const& kpi : study.kpis) answer.kpis.push_back(answer_of(study, own_day, kpi, answer));
    for (scenario::StudyDay const& day : study.days) {
        DayAnswer one{day.id, {}};
        for (scenario::StudyKpi const& kpi : study.kpis) one.kpis.push_back(answer_of(study, day.id, kpi, answer));
        answer.other_days.push_back(std::move(one));
    }
    compare_together(study, answer);
    add_weighted_benefits(study, answer);
    add_economics(study, answer);
    add_transfers(study, answer);
    add_ranking(study, answer);
    answer.sensitivity = sensitivity_of(study, answer);
    return answer;
}

std::uint64_t digest_of(StudyAnswer const& answer)
{
    core::Digest digest;
    auto const add = [&digest](double value) { digest.add(std::bit_cast<std::uint64_t>(value)); };
    auto const add_difference = [&](PairedDifference const& difference) {
        add(difference.mean);
        add(difference.half_width);
    };
    for (RunRecord const& run : answer.runs) {
        digest.add(run.variant);
        digest.add(run.seed);
        digest.add(run.digest);
        digest.add(std::uint64_t{run.valid});
        for (results::Kpi const& kpi : run.kpis) add(kpi.value);
    }
    for (RunRecord const& run : answer.other_equilibria) digest.add(run.digest);
    for (RunRecord const& run : answer.sensitivity_runs) digest.add(run.digest);
    for (SensitivityBar const& bar : answer.sensitivity.bars) {
        for (double const npv : bar.npv_low) add(npv);
        for (double const npv : bar.npv_high) add(npv);
    }
    for (DayAnswer const& day : answer.other_days) {
        digest.add(day.id);
        for (KpiAnswer const& kpi : day.kpis) {
            for (PairedDifference const& difference : kpi.differences) add_difference(difference);
        }
    }
    for (KpiAnswer const& kpi : answer.kpis) {
        digest.add(kpi.kpi);
        add(kpi.base_mean);
        for (double const mean : kpi.option_means) add(mean);
        for (PairedDifference const& difference : kpi.differences) add_difference(difference);
        for (Comparison const& comparison : kpi.comparisons) add(comparison.p_holm);
    }
    for (double const chance : answer.ranking.pareto) add(chance);
    for (double const chance : answer.ranking.best) add(chance);
    for (double const cost : answer.annual_cost_vnd) add(cost);
    for (PairedDifference const& difference : answer.weighted_benefit) add_difference(difference);
    for (Economics const& one : answer.economics) {
        digest.add(static_cast<std::uint64_t>(one.npv_vnd));
        digest.add(static_cast<std::uint64_t>(one.cost_vnd));
    }
    return digest.value();
}

}  // namespace halong::study
