// Proposals for hotspots and cameras on a small city: within the limits, really simulated, the same on any number of threads.
#include "study/siting.hpp"

#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "simulation/simulation.hpp"
#include "study/siting_reach.hpp"
#include "study/siting_request.hpp"
#include "study/small_city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <set>

using namespace halong;
namespace fs = std::filesystem;
using study::SitingAnswer;
using study::SitingQuestion;

namespace {

SitingQuestion few_sites(std::uint32_t count)
{
    SitingQuestion question;
    question.limit.count = count;
    question.finalists = 1;
    return question;
}

services::ServiceResult wifi_on(city::City const& city, scenario::Scenario const& day)
{
    auto const plans = demand::make_plans(city, day, core::Random(day.seed));
    auto const settled = equilibrium::settled_day(city, day, plans);
    auto const run = simulation::simulate(city, day, settled.plans_or(plans), settled.routes);
    return *services::find_service(run.services, "wifi");
}

}  // namespace

TEST_CASE("wifi: the cells of a day hold all its demand, once")
{
    auto const wifi = wifi_on(test::small_city(), test::small_scenario());
    services::Tally sum;
    for (auto const& cell : wifi.cells) sum += cell.tally;
    CHECK(sum == wifi.by_zone.total());
    CHECK(sum.offered > 0);
    CHECK(std::ranges::is_sorted(
        wifi.cells, {}, [](services::DemandCell const& cell) { return std::pair(cell.middle.x_m, cell.middle.y_m); }));
}

TEST_CASE("a proposal keeps its limits, and what it promises is what its option does")
{
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    SitingAnswer const answer = propose_sites(city, day, few_sites(3));
    CHECK(answer.existing == 2);
    REQUIRE(!answer.sites.empty());
    CHECK(answer.sites.size() <= 3);
    CHECK(answer.option.capex_vnd == static_cast<std::int64_t>(answer.sites.size()) * 200'000'000);
    CHECK(answer.option.opex_vnd_per_year == static_cast<std::int64_t>(answer.sites.size()) * 24'000'000);

    auto const& best = answer.rounds[answer.best_round];
    CHECK(best.proven);
    CHECK(best.bound == best.choice.covered);
    CHECK(best.greedy.covered <= best.choice.covered);
    CHECK(best.choice.covered <= best.demand);
    for (auto const& round : answer.rounds) CHECK(round.carried <= best.carried);

    services::ServiceResult const with = wifi_on(city::apply(answer.option, city), day);
    CHECK(with.by_zone.total().carried - answer.base.carried == best.carried);
    CHECK(with.by_zone.total().offered == answer.base.offered);
    CHECK(best.carried > 0);
    std::int64_t of_new_sites = 0;
    for (auto const& site : answer.sites) of_new_sites += site.carried;
    CHECK(of_new_sites >= best.carried);  // they also take over from those that stand
}

TEST_CASE("more sites never promise less, and a budget limits them as a number does")
{
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    std::int64_t before = 0;
    for (std::uint32_t count = 1; count <= 4; ++count) {
        SitingQuestion by_count = few_sites(count);
        by_count.rounds = 1;
        auto const answer = propose_sites(city, day, by_count);
        CHECK(answer.rounds[0].choice.covered >= before);
        before = answer.rounds[0].choice.covered;
        SitingQuestion by_budget;
        by_budget.rounds = 1;
        by_budget.limit.budget = count * by_budget.capex_vnd + by_budget.capex_vnd / 2;
        CHECK(propose_sites(city, day, by_budget).rounds[0].choice.covered == before);
    }
}

TEST_CASE("a proposal does not depend on the number of threads")
{
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    auto const on = [&](int threads) {
        core::ThreadLimit const limit(threads);
        return propose_sites(city, day, few_sites(3));
    };
    SitingAnswer const one = on(1);
    for (int const threads : {2, 4}) {
        SitingAnswer const other = on(threads);
        CHECK(other.option == one.option);
        REQUIRE(other.sites.size() == one.sites.size());
        for (std::size_t i = 0; i < one.sites.size(); ++i) CHECK(other.sites[i].carried == one.sites[i].carried);
    }
}

TEST_CASE("candidates are corners and places, one in each square, whatever the order of the city's rows")
{
    auto const city = test::small_city();
    auto const candidates = study::street_candidates(city);
    CHECK(candidates.size() <= city.network.node_count() + city.places.size());
    CHECK(std::ranges::is_sorted(candidates, {}, &study::Candidate::stable_id));
    CHECK(std::ranges::any_of(candidates, [](study::Candidate const& c) { return c.near == "Trần Phú"; }));
    for (city::Place const& place : city.places) {  // places come before corners
        CHECK(std::ranges::any_of(candidates, [&](study::Candidate const& candidate) {
            return geo::distance_m(candidate.position, place.position) < 75;
        }));
    }
}

TEST_CASE("candidates of Hạ Long stand where sites may: roads lead out of the city, and over the sea")
{
    auto const city = city::load_city(std::filesystem::path(HALONG_REPOSITORY) / "data/halong");
    auto const streets = study::street_candidates(city);
    auto const junctions = study::junction_candidates(city);
    CHECK(streets.size() > 1'000);
    CHECK(junctions.size() > 1'000);
    std::size_t outside = 0;
    for (core::NodeId const node : city.network.nodes()) {
        outside += city::may_stand(city, city.network.position(node)) ? 0 : 1;
    }
    CHECK(outside > 0);
    for (auto const& candidates : {streets, junctions}) {
        CHECK(std::ranges::all_of(candidates,
                                  [&](study::Candidate const& one) { return city::may_stand(city, one.position); }));
    }
}

TEST_CASE("what cannot be answered is said")
{
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    SitingQuestion poor = few_sites(3);
    poor.limit.budget = 199'999'999;
    CHECK_THROWS_WITH(propose_sites(city, day, poor), Catch::Contains("does not pay for one site"));
    SitingQuestion nowhere = few_sites(3);
    nowhere.candidates = {{test::small_city_point(0, 0), 1, "a corner"}, {{0, 0}, 2, "far away"}};
    auto const outside = test::small_city_point(0, 0);
    nowhere.candidates.push_back({{outside.x_m - 2'500, outside.y_m}, 3, "in the sea"});
    CHECK_THROWS_WITH(propose_sites(city, day, nowhere),
                      Catch::Contains("candidate 2 (") && Catch::Contains("km outside every zone") &&
                          Catch::Contains("candidate 3 (") && Catch::Contains("lies 2.") &&
                          !Catch::Contains("candidate 1 ("));
    nowhere.equipment.eirp_dbm = -20;
    nowhere.candidates.resize(1);
    CHECK_THROWS_WITH(propose_sites(city, day, nowhere), Catch::Contains("no candidate reaches"));
}

TEST_CASE("cameras are proposed with headings, and what the proposal promises is what its option does")
{
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    SitingQuestion question = few_sites(4);
    question.service = scenario::ServiceKind::camera;
    SitingAnswer const answer = propose_sites(city, day, question);
    REQUIRE(answer.sites.size() == 4);
    auto const& rule = answer.option.add_sites.at(0);
    CHECK(rule.service == scenario::ServiceKind::camera);
    REQUIRE(rule.headings_deg.size() == 4);
    CHECK(answer.cells.size() == city.network.link_count());

    auto const camera_on = [&](city::City const& where) {
        auto const plans = demand::make_plans(where, day, core::Random(day.seed));
        auto const settled = equilibrium::settled_day(where, day, plans);
        auto const run = simulation::simulate(where, day, settled.plans_or(plans), settled.routes);
        return *services::find_service(run.services, "camera");
    };
    auto const base = camera_on(city);
    services::Tally sum;
    for (auto const& link : base.cells) sum += link.tally;
    CHECK(sum == base.by_zone.total());
    auto const with_sites = city::apply(answer.option, city);
    REQUIRE(with_sites.sites.size() == city.sites.size() + 4);
    std::set<std::uint64_t> ids;
    for (auto const& site : with_sites.sites) ids.insert(site.stable_id);
    CHECK(ids.size() == with_sites.sites.size());
    auto const with = camera_on(with_sites);
    CHECK(with.by_zone.total().carried - base.by_zone.total().carried == answer.rounds[answer.best_round].carried);
    CHECK(answer.rounds[answer.best_round].carried > 0);
    for (auto const& site : answer.sites) CHECK(site.carried > 0);
}

TEST_CASE("what counts would tell is one more benefit of cameras, told of each and weighed as asked")
{
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    SitingQuestion question = few_sites(3);
    question.service = scenario::ServiceKind::camera;
    question.rounds = 1;
    auto const plain = propose_sites(city, day, question);
    CHECK(plain.information == 0);
    CHECK(plain.sites.at(0).informed == 0);
    question.information = 1;
    auto const told = propose_sites(city, day, question);
    REQUIRE(told.sites.size() == 3);
    CHECK(told.information == 1);
    double sum = 0;
    for (auto const& site : told.sites) sum += site.informed;
    CHECK(sum == Approx(told.rounds.at(0).informed));
    CHECK(sum > 0);
    CHECK(sum < 1);
    // Where everything that candidates see is counted, it says so, and passages alone are left to choose by.
    question.observations = fs::temp_directory_path() / "halong_siting_counted.csv";
    std::string counts = "sensor,kind,time,minutes,value,unit,link\n";
    for (core::LinkId const link : city.network.links()) {
        for (int const at_h : {7, 17}) {
            counts += fmt::format("s{0},count,{1:02}:00,60,10,veh,{2}\n", link.value(), at_h,
                                  core::hex(city.network.stable_id(link)));
        }
    }
    core::write_file(question.observations, counts);
    CHECK_THROWS_WITH(propose_sites(city, day, question),
                      Catch::Contains("are counted already, by sensors of") && Catch::Contains("information below 1"));
    question.information = 0.5;
    auto const by_passages = propose_sites(city, day, question);
    CHECK(by_passages.rounds.at(0).carried == plain.rounds.at(0).carried);
    fs::remove(question.observations);
    study::SitingRequest request;
    request.count = 1;
    request.information = 0.5;
    CHECK_THROWS_WITH(study::question_of(request, city.crs), Catch::Contains("only cameras count vehicles"));
    request.service = "camera";
    CHECK(study::question_of(request, city.crs).information == 0.5);
    request.information = 1.5;
    CHECK_THROWS_WITH(study::question_of(request, city.crs), Catch::Contains("0 to 1"));
}

TEST_CASE("candidates that cost more are chosen only where they are worth it")
{
    auto const city = test::small_city();
    auto const day = test::small_scenario();
    SitingQuestion question = few_sites(1);
    question.rounds = 1;
    auto dear = propose_sites(city, day, question).sites.at(0).candidate;
    auto beside = dear;
    beside.position.x_m += 10;
    beside.stable_id += 1;
    dear.capex_vnd = 900'000'000;
    question.candidates = {dear, beside};
    question.limit.budget = 500'000'000;
    SitingAnswer const answer = propose_sites(city, day, question);
    REQUIRE(answer.sites.size() == 1);
    CHECK(answer.sites[0].candidate.stable_id == beside.stable_id);
    CHECK(answer.option.capex_vnd == question.capex_vnd);
    question.candidates = {dear};
    question.limit.budget = 500'000'000;
    CHECK_THROWS_WITH(propose_sites(city, day, question), Catch::Contains("does not pay for one site"));
}

TEST_CASE("cover decays in a straight line between two distances, in steps")
{
    CHECK(study::level_at(0, 50, 150, 10) == 10);
    CHECK(study::level_at(50, 50, 150, 10) == 10);
    CHECK(study::level_at(100, 50, 150, 10) == 5);
    CHECK(study::level_at(141, 50, 150, 10) == 1);
    CHECK(study::level_at(150, 50, 150, 10) == 0);
    CHECK(study::level_at(80, 80, 80, 1) == 1);  // all or nothing
    CHECK(study::level_at(80.01, 80, 80, 1) == 0);
}

TEST_CASE("gradual cover counts the best site of each cell, as the sum over its steps")
{
    std::vector<study::Candidate> const candidates(3);
    using study::Reached;
    study::Reaches const reaches{{Reached{0, 10}, Reached{1, 3}}, {Reached{1, 7}, Reached{2, 1}}, {Reached{1, 7}}};
    std::vector<std::int64_t> const weights{1'003, 500, 40};
    auto const problem = study::cover_problem(reaches, weights, candidates, 5, study::gradual_levels);
    auto const covered = [&](std::vector<std::uint32_t> const& chosen) {
        return study::ranked(problem, chosen).covered;
    };
    CHECK(covered({0}) == 1'003 + 150);
    CHECK(covered({1}) == 350 + 4);
    CHECK(covered({0, 1}) == 1'003 + 350 + 4);
    CHECK(covered({0, 1, 2}) == covered({0, 1}));
    CHECK(study::weight_in_reach(problem) == covered({0, 1}));
    study::Reaches const one{{study::Reached{0, 1}}};
    CHECK(study::cover_problem(one, {7}, std::vector<study::Candidate>(1), 5, 1).weight ==
          std::vector<std::int64_t>{7});
}

TEST_CASE("the next round promises of a choice what was carried, whole or gradual, and no more than goes unserved")
{
    using study::Reached;
    study::Reaches const reaches{
        {Reached{0, 10}, Reached{1, 3}, Reached{3, 4}}, {Reached{1, 7}, Reached{2, 1}}, {Reached{4, 5}}};
    std::vector<std::int64_t> const unserved{1'003, 500, 300, 100, 60};
    std::vector<std::int64_t> const more{900, 200, 13, 90, 33};
    auto const after = study::weights_after(reaches, {0, 1}, unserved, more, unserved, study::gradual_levels);
    // 200 at 7 of 10 levels: 286; 13 at one: 130; 90 at four would be 225.
    CHECK(after == std::vector<std::int64_t>{900, 286, 130, 100, 60});
    auto const problem =
        study::cover_problem(reaches, after, std::vector<study::Candidate>(3), 5, study::gradual_levels);
    CHECK(study::ranked(problem, std::vector<std::uint32_t>{0, 1}).covered == 900 + 200 + 13 + 40);
    // All or nothing: what was carried.
    study::Reaches const whole{{Reached{0, 1}, Reached{1, 1}}};
    CHECK(study::weights_after(whole, {0}, {10, 20, 0}, {4, 25, 7}, {10, 20, 0}, 1) ==
          std::vector<std::int64_t>{4, 20, 0});
}

TEST_CASE("rounds go on until a best choice comes again, and nothing is simulated twice")
{
    auto city = test::small_city();
    city.sites = {};
    auto const day = test::small_scenario();
    SitingQuestion question = few_sites(2);
    question.rounds = 4;
    question.finalists = 3;
    question.equipment.eirp_dbm = 5;
    question.equipment.association_cap = 2;  // far less is carried than is in reach
    for (int column = -10; column <= 4; ++column) {
        question.candidates.push_back(
            {test::small_city_point(3.5 + 0.3 * column, 3), question.candidates.size() + 1, "the beach", 90, 0});
    }
    auto const answer = propose_sites(city, day, question);
    std::map<std::set<std::uint32_t>, std::int64_t> carried;
    std::set<std::set<std::uint32_t>> best_choices;
    for (study::SitingRound const& finalist : answer.rounds) {
        std::set<std::uint32_t> const sites(finalist.choice.chosen.begin(), finalist.choice.chosen.end());
        if (finalist.different == 0) {
            CHECK(best_choices.insert(sites).second);
        } else {
            CHECK(carried.count(sites) == 0);  // a further finalist is always new
        }
        auto const [same, is_new] = carried.try_emplace(sites, finalist.carried);
        CHECK(same->second == finalist.carried);
    }
    CHECK(answer.rounds.size() >= 2);
    CHECK(best_choices.size() <= 4);
    CHECK(answer.rounds[answer.best_round].carried ==
          std::ranges::max(answer.rounds, {}, &study::SitingRound::carried).carried);
}

TEST_CASE("a proposal names its runners-up, and gradual cover promises less than whole cover so far out")
{
    auto city = test::small_city();
    city.sites = {};  // nothing is served yet
    auto const day = test::small_scenario();
    SitingQuestion question = few_sites(3);
    question.rounds = 1;
    question.finalists = 3;
    question.equipment.eirp_dbm = 5;  // so weak that one does not reach all of the beach
    for (int column = -3; column <= 3; ++column) {
        for (int row = -3; row <= 3; ++row) {
            question.candidates.push_back({test::small_city_point(4 + 0.08 * column, 3 + 0.08 * row),
                                           question.candidates.size() + 1, "the beach", 90, 0});
        }
    }
    auto const whole = propose_sites(city, day, question);
    REQUIRE(whole.sites.size() >= 2);
    REQUIRE(!whole.runners_up.empty());
    CHECK(whole.runners_up.front().different == 1);
    CHECK(whole.runners_up.back().different == (whole.sites.size() + 1) / 2);
    for (study::RunnerUp const& one : whole.runners_up) {
        CHECK(one.proven);
        CHECK(one.choice.covered <= whole.rounds[0].choice.covered);
        auto const proposed = std::ranges::count(one.is_proposed, true);
        CHECK(proposed + one.different <= static_cast<std::ptrdiff_t>(whole.sites.size()));
        CHECK(one.sites.size() == one.choice.chosen.size());
    }
    CHECK(whole.runners_up.back().choice.covered <= whole.runners_up.front().choice.covered);

    // They were simulated, and the finalist that carried most is proposed.
    REQUIRE(whole.rounds.size() == (whole.sites.size() > 2 ? 3 : 2));
    CHECK(whole.rounds[0].different == 0);
    CHECK(whole.rounds[1].different == 1);
    for (study::SitingRound const& finalist : whole.rounds) {
        CHECK(finalist.round == 0);
        CHECK(finalist.carried > 0);
        CHECK(finalist.carried <= whole.rounds[whole.best_round].carried);
        CHECK(finalist.choice.covered <= finalist.bound);
    }
    question.finalists = 1;
    auto const alone = propose_sites(city, day, question);
    REQUIRE(alone.rounds.size() == 1);
    CHECK(alone.rounds[0].choice.chosen == whole.rounds[0].choice.chosen);
    CHECK(alone.rounds[0].carried == whole.rounds[0].carried);
    REQUIRE(alone.runners_up.size() + 1 == whole.rounds.size());
    for (std::size_t i = 0; i < alone.runners_up.size(); ++i) {
        CHECK_FALSE(alone.runners_up[i].carried);
        CHECK(alone.runners_up[i].choice.chosen == whole.rounds[i + 1].choice.chosen);
        CHECK((whole.best_round > 0 || whole.runners_up[i].carried == whole.rounds[i + 1].carried));
    }

    question.cover = study::CoverKind::gradual;
    question.full_m = whole.reach_m / 2;
    question.none_m = whole.reach_m;
    auto const gradual = propose_sites(city, day, question);
    CHECK(gradual.rounds[0].choice.covered < whole.rounds[0].choice.covered);
    CHECK(gradual.rounds[0].choice.covered <= gradual.rounds[0].bound);
    CHECK(gradual.rounds[0].carried > 0);
    question.none_m = whole.reach_m / 3;
    CHECK_THROWS_WITH(propose_sites(city, day, question), Catch::Contains("cover ends at"));
}
