#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "scenario/save.hpp"
#include "study/study.hpp"
#include "study/synthetic_study.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

using namespace halong;
using Catch::Contains;
using test::ScratchFolder;

namespace {

study::StudyAnswer answer_with_equilibria()
{
    auto other = test::hand_run("base", 0, 155'000, 2'504, 9'000);
    return study::evaluate(test::hand_study(), test::hand_subject(), test::hand_runs(), {other});
}

// A results folder as `halong study` leaves it, without the runs.
void keep(std::filesystem::path const& folder, scenario::Study const& study, study::StudyAnswer const& answer)
{
    study::write_answer(folder, study, answer);
    core::write_file(folder / "study.toml", scenario::to_toml(study, folder));
}

void replace(std::filesystem::path const& path, std::string const& old, std::string const& by)
{
    std::ifstream file(path);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    REQUIRE(text.find(old) != std::string::npos);
    core::write_file(path, text.replace(text.find(old), old.size(), by));
}

}  // namespace

TEST_CASE("a kept study reads back to the same answer, bit for bit")
{
    ScratchFolder const folder;
    auto study = test::hand_study();
    study.scenario = "weekday.toml";
    auto const answer = answer_with_equilibria();
    keep(folder.path(), study, answer);
    auto const kept = study::read_study(folder.path());
    CHECK(kept.study.id == "hand");  // not the stem of study.toml
    CHECK(study::digest_of(kept.answer) == study::digest_of(answer));
    CHECK(study::table_text(kept.study, kept.answer) == study::table_text(study, answer));
    CHECK(kept.answer.kpis[1].equilibrium_spread == answer.kpis[1].equilibrium_spread);
    CHECK(kept.answer.subject.scenario_title.vi == "Ngày thường");
    CHECK(kept.answer.subject.residents == 322'710);
    CHECK(kept.answer.runs[5].wall_s == 1.5);
    CHECK(kept.answer.runs[5].kpis.size() == results::all_kpis().size());
}

TEST_CASE("figures that do not follow from the runs, and files that are not ours, are refused by name")
{
    ScratchFolder const folder;
    CHECK_THROWS_WITH(study::read_study(folder.path()), Contains("study.toml") && Contains("there is no such file"));
    auto study = test::hand_study();
    study.scenario = "weekday.toml";
    keep(folder.path(), study, answer_with_equilibria());
    auto const json = folder.path() / "answer.json";
    SECTION("a KPI of a run was changed")
    {
        replace(json, "\"wifi_carried_person_min\": 156000.0", "\"wifi_carried_person_min\": 157000.0");
        CHECK_THROWS_WITH(study::read_study(folder.path()), Contains("do not follow from its runs"));
    }
    SECTION("cut short")
    {
        std::filesystem::resize_file(json, 500);
        CHECK_THROWS_WITH(study::read_study(folder.path()), Contains("answer.json") && Contains("not an answer"));
    }
    SECTION("runs of another study")
    {
        replace(json, R"("variant": "hotspots")", R"("variant": "hotspot")");
        CHECK_THROWS_WITH(study::read_study(folder.path()), Contains("does not fit study.toml"));
    }
    SECTION("another format")
    {
        replace(json, "halong-answer/1", "halong-answer/9");
        CHECK_THROWS_WITH(study::read_study(folder.path()), Contains("format"));
    }
}
