#include "study/economics.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>

namespace halong::study {
namespace {

constexpr double most_vnd = 4e18;  // two such sums still fit into 64 bits

std::int64_t bounded_sum(std::int64_t a, std::int64_t b)
{
    constexpr auto most = static_cast<std::int64_t>(most_vnd);
    return std::clamp(a + b, -most, most);
}

// The sum of flow(t) * factor^t by Horner's rule.
double sum_of_powers(std::span<std::int64_t const> flows, double factor)
{
    double sum = 0;
    for (std::size_t t = flows.size(); t-- > 0;) sum = sum * factor + static_cast<double>(flows[t]);
    return sum;
}

int sign_of(double value) { return (value > 0) - (value < 0); }

// Between two factors at which the sum has opposite signs, down to neighbouring numbers.
double root_between(std::span<std::int64_t const> flows, double low, double high)
{
    int const sign_at_low = sign_of(sum_of_powers(flows, low));
    for (;;) {
        double const middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return middle;
        (sign_of(sum_of_powers(flows, middle)) == sign_at_low ? low : high) = middle;
    }
}

// What each VND of capital costs with its renewals, as a present value; of several investments in their proportions, of
// free ones as if each cost the same.
double capital_factor(std::span<Investment const> investments, int horizon_years, double rate)
{
    constexpr std::int64_t billion = 1'000'000'000;
    double capital = 0;
    for (Investment const& one : investments) capital += static_cast<double>(one.capex_vnd);
    double factor = 0;
    for (Investment const& one : investments) {
        double const share =
            capital > 0 ? static_cast<double>(one.capex_vnd) / capital : 1 / static_cast<double>(investments.size());
        factor +=
            share * present_value(cost_flows({billion, 0, one.life_years, one.start}, horizon_years), rate) / billion;
    }
    return factor;
}

// The base is an alternative like the others: it costs and brings nothing.
struct Alternative {
    std::int64_t cost = 0;
    std::int64_t benefit = 0;
    std::optional<std::size_t> option;
};

bool dominates(Alternative const& a, Alternative const& b)
{
    bool const no_worse = a.cost <= b.cost && a.benefit >= b.benefit;
    bool const better = a.cost < b.cost || a.benefit > b.benefit;
    return no_worse && (better || !a.option || (b.option && *a.option < *b.option));
}

Increment increment_over(Alternative const& less, Alternative const& more, bool dominated)
{
    return {dominated, less.option, more.cost - less.cost, more.benefit - less.benefit};
}

}  // namespace

std::int64_t whole_vnd(double vnd)
{
    core::ensure(!std::isnan(vnd), "a sum of money must be a number");
    return std::llround(std::clamp(vnd, -most_vnd, most_vnd));
}

Flows cost_flows(Investment const& investment, int horizon_years)
{
    core::ensure(horizon_years >= 1 && investment.start >= 0 && investment.start < horizon_years,
                 "an investment must start within the horizon");
    core::ensure(investment.life_years > 0 && investment.capex_vnd >= 0 && investment.opex_vnd_per_year >= 0,
                 "an investment needs a life above 0 and costs of at least 0");
    Flows flows = yearly_flows(investment.opex_vnd_per_year, investment.start, horizon_years);
    auto const book = [&flows](double year, std::int64_t vnd) {
        auto& flow = flows[static_cast<std::size_t>(std::floor(year))];
        flow = bounded_sum(flow, vnd);
    };
    double built = investment.start;
    for (int life = 0; built < horizon_years; ++life) {
        book(built, investment.capex_vnd);
        built = investment.start + (life + 1) * investment.life_years;
    }
    double const left = (built - horizon_years) / investment.life_years;
    book(horizon_years, -whole_vnd(left * static_cast<double>(investment.capex_vnd)));
    return flows;
}

Flows yearly_flows(std::int64_t vnd_per_year, int start, int horizon_years)
{
    Flows flows(static_cast<std::size_t>(horizon_years) + 1, 0);
    std::fill(flows.begin() + start + 1, flows.end(), vnd_per_year);
    return flows;
}

Flows net_of(Flows const& benefits, Flows const& costs)
{
    core::ensure(benefits.size() == costs.size(), "flows of the same years are needed");
    Flows result(benefits.size());
    for (std::size_t t = 0; t < result.size(); ++t) result[t] = bounded_sum(benefits[t], -costs[t]);
    return result;
}

double present_value(std::span<std::int64_t const> flows, double rate)
{
    core::ensure(rate > -1, "a discount rate must be above -100 %");
    return sum_of_powers(flows, 1 / (1 + rate));
}

std::optional<double> internal_rate(std::span<std::int64_t const> flows)
{
    // Factors 1 / (1 + rate) from 1,000 % down to -99 %, so close that no two rates that matter fall between two of them.
    constexpr double least_factor = 1.0 / 11;
    constexpr double most_factor = 100;
    constexpr double step = 1.002;
    std::optional<double> found;
    for (double factor = least_factor; factor < most_factor; factor *= step) {
        double const next = std::min(factor * step, most_factor);
        int const here = sign_of(sum_of_powers(flows, factor));
        int const there = sign_of(sum_of_powers(flows, next));
        if (here == 0 && there == 0) return std::nullopt;  // nothing flows
        bool const crosses = here != there && there != 0;  // a zero at a grid point counts once, as its left end
        if (!crosses) continue;
        if (found) return std::nullopt;
        found = 1 / (here == 0 ? factor : root_between(flows, factor, next)) - 1;
    }
    return found;
}

Economics economics_of(std::span<Investment const> investments, double benefit_vnd_per_year, double half_width_vnd,
                       int horizon_years, double discount_rate, std::span<double const> rates)
{
    core::ensure(!investments.empty(), "what is worth something needs an investment");
    int const start = std::ranges::max(investments, {}, &Investment::start).start;
    Flows const benefits = yearly_flows(whole_vnd(benefit_vnd_per_year), start, horizon_years);
    Flows net = benefits;
    Flows costs(benefits.size(), 0);
    double running = 0;  // present value
    for (Investment const& one : investments) {
        Flows const flows = cost_flows(one, horizon_years);
        net = net_of(net, flows);
        for (std::size_t t = 0; t < flows.size(); ++t) costs[t] = bounded_sum(costs[t], flows[t]);
        running += static_cast<double>(one.opex_vnd_per_year) *
                   present_value(yearly_flows(1, one.start, horizon_years), discount_rate);
    }
    double const year = present_value(yearly_flows(1, start, horizon_years), discount_rate);

    Economics result;
    double const cost = present_value(costs, discount_rate);
    result.cost_vnd = whole_vnd(cost);
    result.benefit_vnd = whole_vnd(present_value(benefits, discount_rate));
    result.npv_vnd = result.benefit_vnd - result.cost_vnd;
    result.npv_half_width_vnd = whole_vnd(half_width_vnd * year);
    result.distinguishable = std::abs(result.npv_vnd) > result.npv_half_width_vnd;
    if (result.cost_vnd > 0) {
        result.benefit_cost_ratio = static_cast<double>(result.benefit_vnd) / static_cast<double>(result.cost_vnd);
    }
    result.internal_rate = internal_rate(net);
    for (double const rate : rates) result.npv_at_rate_vnd.push_back(whole_vnd(present_value(net, rate)));
    double const left = benefit_vnd_per_year * year - running;
    if (left >= 0) {
        result.break_even_capex_vnd = whole_vnd(left / capital_factor(investments, horizon_years, discount_rate));
    }
    result.break_even_benefit_vnd_per_year = cost / year;
    return result;
}

Economics economics_of(Investment const& investment, double benefit_vnd_per_year, double half_width_vnd,
                       int horizon_years, double discount_rate, std::span<double const> rates)
{
    return economics_of(std::span(&investment, 1), benefit_vnd_per_year, half_width_vnd, horizon_years, discount_rate,
                        rates);
}

std::vector<Increment> increments(std::span<std::int64_t const> costs, std::span<std::int64_t const> benefits)
{
    core::ensure(costs.size() == benefits.size(), "each option needs a cost and a benefit");
    std::vector<Alternative> all{{0, 0, std::nullopt}};
    for (std::size_t i = 0; i < costs.size(); ++i) all.push_back({costs[i], benefits[i], i});
    std::ranges::stable_sort(all, [](Alternative const& a, Alternative const& b) {
        return a.cost != b.cost ? a.cost < b.cost : a.benefit > b.benefit;
    });
    std::vector<Increment> result(costs.size());
    std::optional<Alternative> before;  // the dearest so far that is not dominated; all dearer ones bring more
    for (Alternative const& one : all) {
        bool const dominated = before && dominates(*before, one);
        if (one.option) result[*one.option] = increment_over(before.value_or(Alternative{}), one, dominated);
        if (!dominated) before = one;
    }
    return result;
}

}  // namespace halong::study
