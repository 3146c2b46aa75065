// Present values, rates of return and increments against closed forms and cases worked by hand.
#include "study/economics.hpp"

#include "core/random.hpp"
#include "study/statistics.hpp"
#include "study/study.hpp"
#include "study/synthetic_study.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using study::Flows;

namespace {

// (1 - (1 + r)^-n) / r
double annuity(double rate, int years) { return (1 - std::pow(1 + rate, -years)) / rate; }

constexpr std::array<double, 3> rates{0.06, 0.10, 0.12};

}  // namespace

TEST_CASE("what wears out is renewed, and what is left at the end is taken off")
{
    CHECK(study::cost_flows({1'000, 10, 5, 0}, 10) == Flows{1'000, 10, 10, 10, 10, 1'010, 10, 10, 10, 10, 10});
    CHECK(study::cost_flows({1'000, 0, 4, 0}, 10) == Flows{1'000, 0, 0, 0, 1'000, 0, 0, 0, 1'000, 0, -500});
    CHECK(study::cost_flows({1'000, 7, 10, 2}, 4) == Flows{0, 0, 1'000, 7, 7 - 800});
    CHECK(study::cost_flows({1'000, 0, 2.5, 0}, 5) == Flows{1'000, 0, 1'000, 0, 0, 0});
    CHECK(study::cost_flows({1'000, 0, 0.5, 0}, 2) == Flows{2'000, 2'000, 0});
    CHECK(study::cost_flows({1'000'000'000'000'000, 0, 0.1, 0}, 1).front() == 10'000'000'000'000'000);
}

TEST_CASE("the net present value is that of an annuity")
{
    double const year = annuity(0.10, 10);
    auto const one = study::economics_of({500'000'000, 20'000'000, 10, 0}, 120'000'000, 30'000'000, 10, 0.10, rates);
    CHECK(one.cost_vnd == std::llround(500e6 + 20e6 * year));
    CHECK(one.benefit_vnd == std::llround(120e6 * year));
    CHECK(one.npv_vnd == one.benefit_vnd - one.cost_vnd);
    CHECK(one.npv_half_width_vnd == std::llround(30e6 * year));
    CHECK_FALSE(one.distinguishable);
    CHECK(one.benefit_cost_ratio == Approx(120e6 * year / (500e6 + 20e6 * year)));
    REQUIRE(one.npv_at_rate_vnd.size() == 3);
    for (std::size_t r = 0; r < rates.size(); ++r) {
        CHECK(one.npv_at_rate_vnd[r] == Approx(100e6 * annuity(rates[r], 10) - 500e6).margin(1));
    }
    CHECK(one.break_even_capex_vnd == std::llround(100e6 * year));
    CHECK(one.break_even_benefit_vnd_per_year == Approx(500e6 / year + 20e6));
}

TEST_CASE("over its own life an option is worth what benefit less annual cost is, for any rate")
{
    core::Random const random(5);
    for (std::uint64_t i = 0; i < 200; ++i) {
        auto const draw = [&](std::uint32_t what, std::uint64_t below) {
            return static_cast<std::int64_t>(random.below(core::Stream::test, {i, what, 0}, below));
        };
        auto const life = static_cast<int>(1 + draw(0, 30));
        double const rate = 0.005 * static_cast<double>(1 + draw(1, 60));
        std::int64_t const capex = draw(2, 1'000'000'000'000);
        std::int64_t const opex = draw(3, 100'000'000'000);
        std::int64_t const benefit = draw(4, 300'000'000'000);
        INFO(life << " years, " << rate);
        auto const one = study::economics_of({capex, opex, static_cast<double>(life), 0}, static_cast<double>(benefit),
                                             0, life, rate, {});
        double const yearly = static_cast<double>(benefit) -
                              study::annual_cost_vnd(static_cast<double>(capex), static_cast<double>(opex), life, rate);
        CHECK(static_cast<double>(one.npv_vnd) == Approx(yearly * annuity(rate, life)).margin(2).epsilon(1e-9));
        if (one.break_even_capex_vnd) {
            auto const even = study::economics_of({*one.break_even_capex_vnd, opex, static_cast<double>(life), 0},
                                                  static_cast<double>(benefit), 0, life, rate, {});
            CHECK(std::abs(even.npv_vnd) <= 2);
        } else {
            CHECK(benefit < opex);
        }
    }
}

TEST_CASE("a later start discounts everything by as many years")
{
    auto const now = study::economics_of({1'000'000'000, 50'000'000, 5, 0}, 4e8, 0, 5, 0.1, {});
    auto const later = study::economics_of({1'000'000'000, 50'000'000, 5, 3}, 4e8, 0, 8, 0.1, {});
    CHECK(static_cast<double>(later.npv_vnd) == Approx(static_cast<double>(now.npv_vnd) / std::pow(1.1, 3)));
    CHECK(later.break_even_capex_vnd == now.break_even_capex_vnd);
}

TEST_CASE("the internal rate of return of closed forms")
{
    CHECK(study::internal_rate(Flows{-1'000, 1'100}).value() == Approx(0.10).epsilon(1e-12));
    CHECK(study::internal_rate(Flows{-1'000, 0, 1'210}).value() == Approx(0.10).epsilon(1e-12));
    CHECK(study::internal_rate(Flows{-1'000, 500}).value() == Approx(-0.5).epsilon(1e-12));
    CHECK(study::internal_rate(Flows{-100, 60, 60}).value() == Approx((60 + std::sqrt(3'600 + 4 * 6'000.0)) / 200 - 1));
    Flows bond(11, 80);  // at par: its coupon
    bond.front() = -1'000;
    bond.back() = 1'080;
    CHECK(study::internal_rate(bond).value() == Approx(0.08).epsilon(1e-12));
    CHECK(study::internal_rate(Flows{-1'000, 11'000}).value() == Approx(10.0));  // 1,000 %: the last that is looked at
}

TEST_CASE("there is no internal rate where no rate, or more than one, makes the value 0")
{
    CHECK_FALSE(study::internal_rate(Flows{-100, -100, -100}));
    CHECK_FALSE(study::internal_rate(Flows{100, 100, 100}));
    CHECK_FALSE(study::internal_rate(Flows{0, 0, 0}));
    CHECK_FALSE(study::internal_rate(Flows{-1'000, 2'300, -1'320}));  // 10 % and 20 %
    CHECK_FALSE(study::internal_rate(Flows{-1'000, 1'000'000}));
    CHECK_FALSE(study::economics_of({0, 0, 10, 0}, 5e6, 0, 10, 0.1, {}).internal_rate);  // free, and of use
}

TEST_CASE("at its internal rate the value of an investment is nothing")
{
    core::Random const random(6);
    int found = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
        Flows flows(12);
        flows[0] =
            -1'000'000'000 - static_cast<std::int64_t>(random.below(core::Stream::test, {i, 0, 0}, 9'000'000'000));
        for (std::uint32_t t = 1; t < flows.size(); ++t) {
            flows[t] = static_cast<std::int64_t>(random.below(core::Stream::test, {i, t, 1}, 3'000'000'000));
        }
        auto const rate = study::internal_rate(flows);
        if (!rate) continue;
        ++found;
        CHECK(std::abs(study::present_value(flows, *rate)) < 1);
    }
    CHECK(found == 200);
}

TEST_CASE("increments leave out what is dominated, and compare with the next cheaper")
{
    std::array<std::int64_t, 4> const costs{100, 200, 150, 50};
    std::array<std::int64_t, 4> const benefits{150, 320, 140, -10};
    auto const found = study::increments(costs, benefits);
    CHECK(found[0] == study::Increment{false, std::nullopt, 100, 150});
    CHECK(found[1] == study::Increment{false, 0, 100, 170});
    CHECK(found[2] == study::Increment{true, 0, 50, -10});
    CHECK(found[3] == study::Increment{true, std::nullopt, 50, -10});
}

TEST_CASE("of two equal options the first stays, and a free one of use is against the base")
{
    std::array<std::int64_t, 3> const costs{100, 100, 0};
    std::array<std::int64_t, 3> const benefits{150, 150, 20};
    auto const found = study::increments(costs, benefits);
    CHECK(found[2] == study::Increment{false, std::nullopt, 0, 20});
    CHECK(found[0] == study::Increment{false, 2, 100, 130});
    CHECK(found[1] == study::Increment{true, 0, 0, 0});
}

TEST_CASE("the answer holds the economics of each option")
{
    auto const answer = study::evaluate(test::hand_study(), test::hand_subject(), test::hand_runs());
    REQUIRE(answer.economics.size() == 2);
    auto const& hotspots = answer.economics[0];  // no discount: 8 billion and ten times 0.4; ten times 30 million back
    CHECK(hotspots.cost_vnd == 12'000'000'000);
    CHECK(hotspots.benefit_vnd == 300'000'000);
    CHECK(hotspots.npv_vnd == -11'700'000'000);
    CHECK(hotspots.distinguishable);
    CHECK(hotspots.benefit_cost_ratio == 0.025);
    CHECK_FALSE(hotspots.break_even_capex_vnd);             // running costs alone are more than it brings
    CHECK(answer.kpis[0].break_even[0] == Approx(40'000));  // person-minutes a day for 1.2 billion a year
    CHECK(answer.kpis[1].break_even[0] == Approx(-78));     // hours of delay a day, less is better
    CHECK(std::isnan(answer.kpis[2].break_even[0]));
    CHECK(answer.increments[1].dominated);  // the lane costs and harms: the base is better
    CHECK_FALSE(answer.increments[1].against);
}
