// Replications that are added until the precision is met: the interval's cover, and a study that is interrupted.
#include "core/error.hpp"
#include "core/random.hpp"
#include "study/answer_table.hpp"
#include "study/small_city.hpp"
#include "study/study.hpp"
#include "study/study_folder.hpp"
#include "study/study_inputs.hpp"
#include "study/synthetic_study.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <utility>

using namespace halong;
using study::paired_difference;

namespace {

using Draw = double (*)(core::Random const&, core::Draw);

// Share of made-up studies of ten replications, and more until the half-width is `half_width`, whose interval covers the
// true mean difference.
double cover_of(Draw draw, double truth, double half_width, int studies)
{
    constexpr std::size_t first_stage = 10;
    constexpr std::size_t most = 400;
    core::Random const random(2026);
    int covered = 0;
    for (int s = 0; s < studies; ++s) {
        std::vector<double> option;
        std::size_t wanted = first_stage;
        while (option.size() < wanted) {
            while (option.size() < wanted) {
                option.push_back(
                    draw(random, {static_cast<std::uint64_t>(s), 0, static_cast<std::uint32_t>(option.size())}));
            }
            std::vector<double> const base(option.size(), 0.0);
            wanted = static_cast<std::size_t>(
                std::min<double>(most, study::replications_needed(base, option, half_width, 0.95, first_stage)));
        }
        std::vector<double> const base(option.size(), 0.0);
        auto const found = paired_difference(base, option, 0.95, first_stage);
        covered += std::abs(found.mean - truth) <= found.half_width ? 1 : 0;
    }
    return static_cast<double>(covered) / studies;
}

double normal(core::Random const& random, core::Draw draw) { return random.normal(core::Stream::test, draw); }
// Skewed on both sides alike, as differences of two skewed KPIs are.
double balanced(core::Random const& random, core::Draw draw)
{
    return random.exponential(core::Stream::test, draw) -
           random.exponential(core::Stream::test, {draw.entity, draw.purpose + 1, draw.ordinal});
}
double exponential(core::Random const& random, core::Draw draw) { return random.exponential(core::Stream::test, draw); }

scenario::Study precise_study()
{
    auto study = test::hand_study();
    study.max_replications = 8;
    study.kpis[1].precision = 1;
    return study;
}

}  // namespace

TEST_CASE("with all replications planned, or all of the first stage, the interval is Student's")
{
    std::array const base{1.0, 4.0, 2.0, 8.0};
    std::array const option{2.0, 4.5, 4.0, 9.0};
    CHECK(paired_difference(base, option, 0.95) == paired_difference(base, option, 0.95, 4));
    CHECK(study::paired_p_value(base, option) == study::paired_p_value(base, option, 4));
}

TEST_CASE("after a first stage the larger spread counts, with the degrees of freedom of the first stage")
{
    std::array const base{0.0, 0.0, 0.0, 0.0};
    std::array const calm_first{1.0, 1.2, 3.0, -1.0};
    double const s_all = std::sqrt((0.05 * 0.05 + 0.15 * 0.15 + 1.95 * 1.95 + 2.05 * 2.05) / 3);
    auto const wide = paired_difference(base, calm_first, 0.95, 2);
    CHECK(wide.half_width == Approx(12.706204736 * s_all / 2));
    std::array const wild_first{3.0, -1.0, 1.0, 1.2};
    CHECK(paired_difference(base, wild_first, 0.95, 2).half_width == Approx(12.706204736 * std::sqrt(8.0) / 2));
}

TEST_CASE("the replications that are needed follow from spread and precision")
{
    std::array const base{0.0, 0.0, 0.0};
    std::array const option{-1.0, 0.0, 1.0};  // s = 1, t(2) = 4.3027
    CHECK(study::replications_needed(base, option, 1, 0.95, 3) == 19);
    CHECK(study::replications_needed(base, option, 10, 0.95, 3) == 3);
    CHECK(std::isinf(study::replications_needed(base, option, 0, 0.95, 3)));
    CHECK(study::replications_needed(base, base, 0, 0.95, 3) == 3);
}

TEST_CASE("an answer tells how many replications its precision wants, and uses all that are there")
{
    auto study = precise_study();
    auto runs = test::hand_runs();
    auto const three = study::evaluate(study, test::hand_subject(), runs);
    CHECK(three.replications == 3);
    CHECK(three.replications_wanted == 19);  // differences of delay -1, 0, 1 hours
    auto const notes = study::answer_table(study, three).notes;
    CHECK(std::ranges::any_of(notes, [](std::string const& note) {
        return note.find("NOT met: about 19 replications would be needed") != std::string::npos;
    }));
    study.kpis[1].precision_pct = 0.01;  // of 2,510 hours: a quarter of one
    CHECK(study::evaluate(study, test::hand_subject(), runs).replications_wanted ==
          std::ceil(std::pow(4.302652729749464 / 0.251, 2)));
    study.kpis[1].precision_pct = 0;
    study.kpis[1].precision = 3;
    for (std::string const variant : {"base", "hotspots", "lane"}) {
        runs.push_back(test::hand_run(variant, 3, 157'000, 2'500, 9'000));
    }
    auto const four = study::evaluate(study, test::hand_subject(), runs);
    CHECK(four.replications == 4);
    CHECK(four.kpis[0].base_mean == (3 * 155'700 + 157'000) / 4.0);
}

TEST_CASE("intervals after added replications cover normal differences in at least 94 % of 10,000 studies", "[slow]")
{
    for (double const half_width : {1.0, 0.5, 0.25}) {
        INFO(half_width << " standard deviations");
        CHECK(cover_of(normal, 0, half_width, 10'000) >= 0.94);
        CHECK(cover_of(balanced, 0, half_width, 10'000) >= 0.94);
    }
    // Where differences are skewed to one side, few replications miss the rare large ones, and no rule that looks at their
    // spread can know: about 90 %. The median's interval and, from 30 replications on, the bootstrap stand beside it.
    double const skewed = cover_of(exponential, 1, 0.5, 10'000);
    CHECK(skewed >= 0.88);
    CHECK(skewed < 0.94);
}

TEST_CASE("a study that is interrupted after any run goes on to the same answer")
{
    auto const city = test::small_city();
    auto const scenario = test::small_scenario();
    scenario::Study study;
    study.id = "small";
    study.replications = 2;
    study.max_replications = 3;
    study.seed = 11;
    study.options = {test::closed_lane_option()};
    study.kpis = {{"vehicle_delay_h", scenario::Better::less, 100, 1e-9, 0}};
    std::vector<study::StudyState> states;
    auto const whole = study::run_study(study, {scenario}, city, {}, {}, {},
                                        [&](study::StudyState const& state) { states.push_back(state); });
    CHECK(whole.replications == 3);  // the precision is out of reach
    REQUIRE(states.size() == 6);
    test::ScratchFolder const folder;
    for (std::size_t const after : {0U, 1U, 4U, 5U}) {
        INFO("after " << after + 1 << " runs");
        auto const file = folder.write("state.json", study::state_json(states[after], 77));
        std::size_t simulated = 0;
        auto const again = study::run_study(
            study, {scenario}, city, [&](study::FinishedRun const&) { ++simulated; }, {}, study::read_state(file, 77));
        CHECK(simulated == 5 - after);
        CHECK(study::digest_of(again) == study::digest_of(whole));
        CHECK(again.subject.residents == whole.subject.residents);
    }
    auto const file = folder.write("state.json", study::state_json(states[0], 77));
    CHECK_THROWS_WITH(study::read_state(file, 78), Catch::Contains("another study, scenario, city or build"));
    CHECK_THROWS_WITH(study::read_state(folder.write("bad.json", "{"), 77), Catch::Contains("not a state"));
    CHECK_THROWS_AS(study::read_state(folder.path() / "none.json", 77), core::UserError);
}

TEST_CASE("a study's folder keeps its runs, from which it goes on only where that is asked for")
{
    auto const city = test::small_city();
    auto const scenario = test::small_scenario();
    scenario::Study study;
    study.id = "small";
    study.question = {"Làn đường", "A lane"};
    study.scenario = "small.toml";
    study.replications = 2;
    study.seed = 11;
    study.options = {test::closed_lane_option()};
    study.kpis = {{"vehicle_delay_h", scenario::Better::less, 0, 0, 0}};
    test::ScratchFolder const folder;
    auto const run = [&](bool resume, std::size_t stop_after) {
        std::size_t simulated = 0;
        auto const sink = [&](study::FinishedRun const&) {
            if (simulated == stop_after) throw core::InternalFault("interrupted");
            ++simulated;
        };
        auto const answer =
            study::run_study_in(study::open_folder(folder.path(), 77, resume), study, {scenario}, city, sink, {});
        return std::pair(simulated, study::digest_of(answer));
    };
    CHECK_THROWS_AS(run(true, 3), core::InternalFault);  // nothing was there to go on with
    CHECK(folder.names() == std::vector<std::string>{"state.json"});
    CHECK(study::open_folder(folder.path(), 77, true).before.runs.size() == 3);
    CHECK(study::open_folder(folder.path(), 77, false).before.runs.empty());
    CHECK_THROWS_WITH(study::open_folder(folder.path(), 78, true), Catch::Contains("another study"));
    auto const rest = run(true, 9);
    CHECK(rest.first == 1);
    CHECK(study::digest_of(study::read_study(folder.path()).answer) == rest.second);
    CHECK(std::filesystem::exists(folder.path() / "scenario.toml"));
    CHECK(run(false, 9) == std::pair(std::size_t{4}, rest.second));
}

TEST_CASE("a study that has ended goes on with another indicator, and without it, to the answer of one that began so")
{
    auto const city = test::small_city();
    auto const scenario = test::small_scenario();
    scenario::Study study;
    study.id = "small";
    study.scenario = "small.toml";
    study.seed = 11;
    study.options = {test::closed_lane_option()};
    test::ScratchFolder const folder;
    auto const ask = [&](int replications, bool informed) {
        study.replications = replications;
        study.kpis = {{"vehicle_delay_h", scenario::Better::less, 0, 0, 0}};
        if (informed) study.kpis.push_back({"camera_information_pct", scenario::Better::more, 0, 0, 0});
    };
    auto const go_on = [&](int replications, bool informed) {
        ask(replications, informed);
        std::size_t simulated = 0;
        auto const content = study::content_of(study, {scenario}, city);
        auto const answer = study::run_study_in(study::open_folder(folder.path(), content, true), study, {scenario},
                                                city, [&](study::FinishedRun const&) { ++simulated; }, {});
        CHECK(study::digest_of(study::read_study(folder.path()).answer) == study::digest_of(answer));
        return std::pair(simulated, study::digest_of(answer));
    };
    auto const begun_with = [&](int replications, bool informed) {
        ask(replications, informed);
        return study::digest_of(study::run_study(study, {scenario}, city, {}, {}));
    };
    CHECK(go_on(2, false).first == 4);
    CHECK(go_on(2, true).first == 4);  // none of them tells it
    auto const plain = begun_with(3, false);
    CHECK(go_on(3, false) == std::pair(std::size_t{2}, plain));
    auto const informed = begun_with(3, true);
    CHECK(informed != plain);
    CHECK(go_on(3, true) == std::pair(std::size_t{2}, informed));  // those of the third replication
    CHECK(go_on(3, false) == std::pair(std::size_t{0}, plain));
}

TEST_CASE("what a study's runs follow from does not depend on where its files lie, but on what they hold")
{
    test::ScratchFolder const folder;
    auto const file = [&](std::string_view name, std::string_view text) { return folder.write(name, text).string(); };
    auto const relative = [](std::string const& path) { return std::filesystem::relative(path).string(); };
    auto city = test::small_city();
    city.inputs = {{"roads.geojson", "0123456789abcdef"}};
    auto scenario = test::small_scenario();
    scenario.city = relative(folder.path());
    scenario.demand.change_file = relative(file("a/changes.csv", "one"));
    scenario.replanning.warm_start = relative(file("settled.bin", "two"));
    scenario::Study study;
    study.scenario = relative(file("base.toml", ""));
    study.options = {test::closed_lane_option()};
    study.options.front().add_sites.emplace_back().layer = relative(file("sites.geojson", "three"));
    study.days = {{.id = "holiday", .scenario = relative(file("holiday.toml", ""))}};
    auto const content = [&] { return study::content_of(study, {scenario, scenario}, city); };
    auto const original = content();

    scenario.city = folder.path().string();
    scenario.demand.change_file = file("b/others.csv", "one");
    scenario.replanning.warm_start = std::filesystem::absolute(scenario.replanning.warm_start).string();
    study.scenario = std::filesystem::absolute(study.scenario).string();
    study.options.front().add_sites.front().layer = file("elsewhere.geojson", "three");
    study.days.front().scenario = std::filesystem::absolute(study.days.front().scenario).string();
    CHECK(content() == original);

    for (std::string const& changed : std::vector{scenario.demand.change_file, scenario.replanning.warm_start,
                                                  study.options.front().add_sites.front().layer}) {
        INFO(changed);
        auto const before = content();
        std::ofstream(changed, std::ios::app) << "more";
        CHECK(content() != before);
    }
    auto const before = content();
    std::swap(scenario.demand.change_file, scenario.demand.route_file);  // the same file for another purpose
    CHECK(content() != before);
    city.inputs.front().hash = "fedcba9876543210";
    auto const other_city = content();
    city.inputs.front().hash = "0123456789abcdef";
    CHECK(content() != other_city);
    std::filesystem::remove(scenario.demand.route_file);
    CHECK_THROWS_AS(content(), core::UserError);
}

TEST_CASE("no replication is added for which there is no time")
{
    auto const city = test::small_city();
    scenario::Study study;
    study.id = "small";
    study.replications = 2;
    study.max_replications = 50;
    study.budget_minutes = 1e-9;
    study.seed = 11;
    study.options = {test::closed_lane_option()};
    study.kpis = {{"vehicle_delay_h", scenario::Better::less, 0, 1e-9, 0}};
    auto const answer = study::run_study(study, {test::small_scenario()}, city, {}, {});
    CHECK(answer.replications == 2);
    CHECK(answer.replications_wanted > 2);
}
