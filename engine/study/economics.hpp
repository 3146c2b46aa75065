// Costs and benefits over the years of a horizon: present values, rates of return, break-even points and increments.
// All money is in whole VND at constant prices. What is built is paid when its year begins, what runs and what it
// brings at the end of each year (the convention of annuities, so that annual_cost_vnd agrees).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace halong::study {

// Flows of a horizon of n years: n + 1 sums, the first when it begins, the last when it ends.
using Flows = std::vector<std::int64_t>;

struct Investment {
    std::int64_t capex_vnd = 0;          // at the start and at the end of each life; at least 0
    std::int64_t opex_vnd_per_year = 0;  // at least 0
    double life_years = 10;              // above 0
    int start = 0;                       // whole years after the horizon begins, less than its years
};

// A sum of money nearest to `vnd`, at most 4e18 either way. `vnd` is a number.
std::int64_t whole_vnd(double vnd);

// What an investment costs, as positive sums: built, renewed when its life ends within the horizon (in the year in which
// it ends), run; what is left of the last renewal when the horizon ends, by straight line, is taken off.
Flows cost_flows(Investment const& investment, int horizon_years);
// The same sum at the end of each year in service.
Flows yearly_flows(std::int64_t vnd_per_year, int start, int horizon_years);
// Benefits less costs, year by year; the same length.
Flows net_of(Flows const& benefits, Flows const& costs);

// Sum of flow(t) / (1 + rate)^t; rate > -1.
double present_value(std::span<std::int64_t const> flows, double rate);

// The rate at which the present value is 0, by bisection; accurate to neighbouring numbers. None where no rate between
// -99 % and 1,000 % does it, or where several do (flows that change sign more than once; Descartes' rule of signs), since
// none of them is then the return of the investment.
std::optional<double> internal_rate(std::span<std::int64_t const> flows);

// An option's worth over the horizon at the study's discount rate.
struct Economics {
    std::int64_t cost_vnd = 0;            // present value
    std::int64_t benefit_vnd = 0;         // present value, in the study's weights
    std::int64_t npv_vnd = 0;             // benefit less cost
    std::int64_t npv_half_width_vnd = 0;  // from the interval of the benefit; costs are certain
    bool distinguishable = false;         // the interval of the net present value excludes 0
    double benefit_cost_ratio = std::numeric_limits<double>::quiet_NaN();  // NaN where it costs nothing
    std::optional<double> internal_rate;
    std::vector<std::int64_t> npv_at_rate_vnd;  // by the rates of the sensitivity
    std::optional<std::int64_t>
        break_even_capex_vnd;  // at which its net present value is 0; none where even free is too dear
    double break_even_benefit_vnd_per_year = 0;  // at which it is 0
    bool operator==(Economics const&) const = default;
};
// `benefit_vnd_per_year` ± `half_width_vnd` each year in which all of the investments are in service; `rates`: of the
// sensitivity. The capital cost at which it breaks even is that of all of them, in their proportions.
Economics economics_of(std::span<Investment const> investments, double benefit_vnd_per_year, double half_width_vnd,
                       int horizon_years, double discount_rate, std::span<double const> rates);

// The same of one investment.
Economics economics_of(Investment const& investment, double benefit_vnd_per_year, double half_width_vnd,
                       int horizon_years, double discount_rate, std::span<double const> rates);

// What an option adds to the next cheaper one that is worth looking at.
struct Increment {
    bool dominated = false;              // another one, or doing nothing, costs no more and brings no less
    std::optional<std::size_t> against;  // the next cheaper option (or the one that dominates it); none: the base
    std::int64_t cost_vnd = 0;           // more than that one
    std::int64_t benefit_vnd = 0;
    bool operator==(Increment const&) const = default;
};
// By option, from their present values. The base costs and brings nothing. Of two equal options the first stays.
std::vector<Increment> increments(std::span<std::int64_t const> costs, std::span<std::int64_t const> benefits);

}  // namespace halong::study
