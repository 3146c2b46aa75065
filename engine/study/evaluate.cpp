#include "core/error.hpp"
#include "core/hash.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace halong::study {
namespace {

// One KPI of one variant, by replication.
using Series = std::vector<double>;

double value_of(RunRecord const& run, std::string const& kpi)
{
    auto const found = std::ranges::find(run.kpis, kpi, &results::Kpi::id);
    core::ensure(found != run.kpis.end(), "a run lacks a KPI of the study");
    return found->value;
}

Series series_of(std::vector<RunRecord> const& runs, std::string_view variant, std::string const& kpi, int replications)
{
    Series series(static_cast<std::size_t>(replications), std::numeric_limits<double>::quiet_NaN());
    int found = 0;
    for (RunRecord const& run : runs) {
        if (run.variant != variant) continue;
        core::ensure(run.replication >= 0 && run.replication < replications, "a run is of no replication");
        series[static_cast<std::size_t>(run.replication)] = value_of(run, kpi);
        ++found;
    }
    core::ensure(found == replications, "a study needs one run for each variant and replication");
    return series;
}

double mean_of(Series const& series)
{
    return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
}

double sign_of(scenario::StudyKpi const& kpi) { return kpi.better == scenario::Better::more ? 1.0 : -1.0; }

double vnd_per_unit_of(PairedDifference const& difference, double sign, double annual_cost_vnd, double days_per_year)
{
    double const benefit_a_day = sign * difference.mean;
    if (!difference.distinguishable || !(benefit_a_day > 0)) return std::numeric_limits<double>::quiet_NaN();
    return annual_cost_vnd / (benefit_a_day * days_per_year);
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

KpiAnswer answer_of(scenario::Study const& study, scenario::StudyKpi const& kpi, StudyAnswer const& answer)
{
    Series const base = series_of(answer.runs, base_variant, kpi.id, study.replications);
    KpiAnswer result{kpi.id, mean_of(base), {}, {}, {}, spread_of(base.front(), answer.other_equilibria, kpi.id)};
    for (std::size_t i = 0; i < study.options.size(); ++i) {
        Series const option = series_of(answer.runs, study.options[i].id, kpi.id, study.replications);
        result.option_means.push_back(mean_of(option));
        result.differences.push_back(paired_difference(base, option, study.confidence));
        result.vnd_per_unit.push_back(
            vnd_per_unit_of(result.differences.back(), sign_of(kpi), answer.annual_cost_vnd[i], study.days_per_year));
    }
    return result;
}

// Worth of a variant's KPIs by replication, VND a year, in the study's weights.
Series worth_of(scenario::Study const& study, std::vector<RunRecord> const& runs, std::string_view variant)
{
    Series worth(static_cast<std::size_t>(study.replications), 0.0);
    for (scenario::StudyKpi const& kpi : study.kpis) {
        Series const series = series_of(runs, variant, kpi.id, study.replications);
        double const vnd = sign_of(kpi) * kpi.weight_vnd_per_unit * study.days_per_year;
        for (std::size_t r = 0; r < worth.size(); ++r) worth[r] += vnd * series[r];
    }
    return worth;
}

}  // namespace

bool StudyAnswer::all_valid() const
{
    return std::ranges::all_of(runs, &RunRecord::valid) && std::ranges::all_of(other_equilibria, &RunRecord::valid);
}

StudyAnswer evaluate(scenario::Study const& study, Subject subject, std::vector<RunRecord> runs,
                     std::vector<RunRecord> other_equilibria)
{
    StudyAnswer answer;
    answer.subject = std::move(subject);
    answer.runs = std::move(runs);
    answer.other_equilibria = std::move(other_equilibria);
    for (scenario::Option const& option : study.options) {
        answer.annual_cost_vnd.push_back(annual_cost_vnd(static_cast<double>(option.capex_vnd),
                                                         static_cast<double>(option.opex_vnd_per_year),
                                                         option.life_years, study.discount_rate));
    }
    for (scenario::StudyKpi const& kpi : study.kpis) answer.kpis.push_back(answer_of(study, kpi, answer));
    Series const base = worth_of(study, answer.runs, base_variant);
    for (scenario::Option const& option : study.options) {
        Series const worth = worth_of(study, answer.runs, option.id);
        answer.weighted_benefit.push_back(paired_difference(base, worth, study.confidence));
        answer.weighted_benefit_vnd.push_back(answer.weighted_benefit.back().mean);
    }
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
    for (KpiAnswer const& kpi : answer.kpis) {
        digest.add(kpi.kpi);
        add(kpi.base_mean);
        for (double const mean : kpi.option_means) add(mean);
        for (PairedDifference const& difference : kpi.differences) add_difference(difference);
    }
    for (double const cost : answer.annual_cost_vnd) add(cost);
    for (PairedDifference const& difference : answer.weighted_benefit) add_difference(difference);
    return digest.value();
}

}  // namespace halong::study
