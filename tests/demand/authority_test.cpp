// What people need of authorities: at a counter or online.
#include "demand/demand.hpp"
#include "small_city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace halong;
using demand::make_plans;
using test::small_city;
using test::small_day;

namespace {

struct Procedures {
    std::set<std::uint64_t> at_counters;  // keys of travellers
    std::set<std::uint64_t> online;
};

Procedures procedures_of(city::City const& city, scenario::Scenario const& day)
{
    auto const plans = make_plans(city, day, core::Random(1));
    Procedures found;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        for (auto k = plans.stays_begin(t); k < plans.stays_end(t); ++k) {
            bool const visit = plans.activity[k] == city::Activity::visit && plans.place[k].valid();
            if (visit && city.places[plans.place[k]].kind == city::PlaceKind::one_stop_centre) {
                found.at_counters.insert(plans.traveller_key[t]);
            }
        }
    }
    CHECK(std::ranges::is_sorted(plans.applications, {}, &city::Application::traveller));
    for (city::Application const& one : plans.applications) {
        CHECK(city.places[one.centre].kind == city::PlaceKind::one_stop_centre);
        CHECK(one.time_ms >= 6 * core::ms_per_hour);
        CHECK(one.time_ms < 24 * core::ms_per_hour);
        CHECK(found.online.insert(plans.traveller_key[one.traveller]).second);
    }
    return found;
}

bool is_within(std::set<std::uint64_t> const& part, std::set<std::uint64_t> const& whole)
{
    return std::ranges::includes(whole, part);
}

// Binomial: four standard deviations.
Approx about(double mean) { return Approx(mean).margin(4 * std::sqrt(mean)); }

}  // namespace

TEST_CASE("authorities: the share that files online leaves fewer of the same visitors at the counters")
{
    auto const city = small_city();
    auto day = small_day();
    auto const& p = day.counters;
    auto const usual = procedures_of(city, day);
    double const dossiers = 240 * p.dossiers_per_visit / (1 - p.usual_online_share);
    CHECK(static_cast<double>(usual.online.size()) == about(dossiers * p.usual_online_share));
    CHECK(static_cast<double>(usual.at_counters.size()) == about(240));

    day.counters.online_share = 0.9;
    auto const more = procedures_of(city, day);
    CHECK(more.at_counters.size() < usual.at_counters.size() / 2);
    CHECK(is_within(more.at_counters, usual.at_counters));
    CHECK(is_within(usual.online, more.online));
    day.counters.online_share = 0;
    CHECK(procedures_of(city, day).online.empty());
}

TEST_CASE("authorities: a busy day brings more people to counters and online, the same and others")
{
    auto const city = small_city();
    auto day = small_day();
    auto const usual = procedures_of(city, day);
    day.counters.visits_factor = 1.5;
    auto const busy = procedures_of(city, day);
    CHECK(static_cast<double>(busy.at_counters.size()) == about(360));
    CHECK(busy.online.size() > usual.online.size() * 5 / 4);
}

TEST_CASE("authorities: people choose the counter when it is quick, and the young file online")
{
    auto const city = small_city();
    auto day = small_day();
    day.counters.channel = scenario::OnlineChannel::choice;
    day.counters.online_constant = -1;
    auto const base = procedures_of(city, day);
    CHECK(base.at_counters.size() > 50);
    CHECK(base.online.size() > 50);
    day.counters.usual_wait_min = 60;
    auto const slow = procedures_of(city, day);
    CHECK(slow.online.size() > base.online.size() * 5 / 4);
    CHECK(is_within(slow.at_counters, base.at_counters));
    day = small_day();
    day.counters.channel = scenario::OnlineChannel::choice;
    day.counters.online_constant = 20;
    CHECK(procedures_of(city, day).at_counters.empty());
    day.counters.online_constant = -20;
    CHECK(procedures_of(city, day).online.empty());
    // Where only age counts, both ways are taken.
    day.counters.online_constant = 0;
    day.counters.online_age_utility = -20;
    day.demand.time_utility_per_min = 0;
    auto const by_age = procedures_of(city, day);
    CHECK(by_age.online.size() > 50);
    CHECK(by_age.at_counters.size() > 50);
}
