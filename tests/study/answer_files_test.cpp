#include "core/error.hpp"
#include "geo/vector_layer.hpp"
#include "study/study.hpp"
#include "study/synthetic_study.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

using namespace halong;
using Catch::Contains;
using test::ScratchFolder;

namespace {

study::StudyAnswer hand_answer()
{
    return study::evaluate(test::hand_study(), test::hand_subject(), test::hand_runs());
}

}  // namespace

TEST_CASE("the answer's CSV reads back by GDAL, row by row")
{
    ScratchFolder const folder;
    study::write_answer(folder.path() / "out", test::hand_study(), hand_answer());
    auto const table = geo::read_table(folder.path() / "out" / "answer.csv");
    REQUIRE(table.features.size() == 9);  // 3 KPIs x (base + 2 options)
    REQUIRE(table.fields.size() == 15);
    CHECK(table.text(table.features[0], "variant") == "base");
    CHECK(table.number(table.features[0], "mean", -1) == 155'700);
    CHECK(table.text(table.features[0], "difference").empty());
    CHECK(table.text(table.features[1], "variant") == "hotspots");
    CHECK(table.text(table.features[1], "unit") == "person-min");
    CHECK(table.text(table.features[1], "better") == "more");
    CHECK(table.number(table.features[1], "difference", -1) == 1'000);
    CHECK(table.number(table.features[1], "half_width", -1) == 0);
    CHECK(table.text(table.features[1], "distinguishable") == "yes");
    CHECK(table.number(table.features[1], "vnd_per_unit", -1) == 4'000);
    CHECK(table.number(table.features[1], "weight_vnd_per_unit", -1) == 100);
    CHECK(table.number(table.features[1], "break_even", -1) == 40'000);
    CHECK(table.number(table.features[1], "p_holm", -1) == 0);
    CHECK(table.number(table.features[1], "probability_best", -1) == 1);
    CHECK(table.text(table.features[2], "distinguishable") == "no");
    CHECK(table.text(table.features[2], "vnd_per_unit").empty());
}

TEST_CASE("runs and options have their tables, with commas and quotes kept")
{
    ScratchFolder const folder;
    auto study = test::hand_study();
    study.options[0].title.en = "More \"hotspots\", 40";
    study::write_answer(folder.path(), study, hand_answer());
    CHECK(folder.names() ==
          std::vector<std::string>{"answer.csv", "answer.json", "answer.md", "options.csv", "runs.csv"});
    auto const runs = geo::read_table(folder.path() / "runs.csv");
    REQUIRE(runs.features.size() == 9);
    CHECK(runs.fields.size() == 7 + results::all_kpis().size());
    CHECK(runs.text(runs.features[5], "variant") == "lane");
    CHECK(runs.integer(runs.features[5], "replication", -1) == 1);
    CHECK(runs.integer(runs.features[5], "seed", -1) == 8);
    CHECK(runs.text(runs.features[5], "digest") == "0000000000abcdef");
    CHECK(runs.text(runs.features[5], "valid") == "yes");
    CHECK(runs.number(runs.features[5], "vehicle_delay_h", -1) == 2'610);
    auto const options = geo::read_table(folder.path() / "options.csv");
    REQUIRE(options.features.size() == 2);
    CHECK(options.text(options.features[0], "title_en") == "More \"hotspots\", 40");
    CHECK(options.number(options.features[0], "annual_cost_vnd", -1) == 1.2e9);
    CHECK(options.number(options.features[0], "npv_vnd", -1) == -11.7e9);
    CHECK(options.text(options.features[0], "break_even_capex_vnd").empty());
    CHECK(options.number(options.features[1], "weighted_benefit_vnd_per_year", -1) == Approx(-1.5e9));
}

TEST_CASE("a line of options.csv has the costs of all that the option combines, in each of its figures")
{
    ScratchFolder const folder;
    auto study = test::hand_study();
    study.options[1].combines = {"hotspots"};
    study.options[1].capex_vnd = 1'000'000'000;
    study.options[1].life_years = 4;
    auto const answer = study::evaluate(study, test::hand_subject(), test::hand_runs());
    study::write_answer(folder.path(), study, answer);
    auto const options = geo::read_table(folder.path() / "options.csv");
    CHECK(options.number(options.features[0], "capex_vnd", -1) == 8e9);
    CHECK(options.number(options.features[0], "life_years", -1) == 10);
    CHECK(options.number(options.features[1], "capex_vnd", -1) == 9e9);
    CHECK(options.number(options.features[1], "opex_vnd_per_year", -1) == 4.6e8);
    CHECK(options.text(options.features[1], "life_years").empty());  // its parts differ
    CHECK(options.number(options.features[1], "start_year", -1) == study.first_year);
    CHECK(options.number(options.features[1], "annual_cost_vnd", -1) == Approx(8e8 + 2.5e8 + 4.6e8));
}

TEST_CASE("no title of an option is a formula where a spreadsheet opens the table")
{
    ScratchFolder const folder;
    auto study = test::hand_study();
    study.options[0].title.en = "=HYPERLINK(\"http://x\", \"click\")";
    study.options[0].title.vi = "-1+cmd";
    study::write_answer(folder.path(), study, hand_answer());
    auto const options = geo::read_table(folder.path() / "options.csv");
    CHECK(options.text(options.features[0], "title_en") == "'=HYPERLINK(\"http://x\", \"click\")");
    CHECK(options.text(options.features[0], "title_vi") == "'-1+cmd");
    CHECK(options.number(options.features[0], "npv_vnd", 0) == -11.7e9);
}

TEST_CASE("the table of runs is as wide as its head, whatever single runs tell")
{
    ScratchFolder const folder;
    auto answer = hand_answer();
    answer.runs[4].kpis.insert(answer.runs[4].kpis.begin(), {"camera_information_pct", 12.5});
    answer.runs[5].kpis.pop_back();
    study::write_answer(folder.path(), test::hand_study(), answer);
    std::istringstream stream(test::bytes_of(folder.path() / "runs.csv"));
    auto const commas = static_cast<std::ptrdiff_t>(6 + results::all_kpis().size() + 1);
    int lines = 0;
    for (std::string line; std::getline(stream, line); ++lines) {
        INFO(line);
        CHECK(std::count(line.begin(), line.end(), ',') == commas);
    }
    CHECK(lines == 1 + 9);
    auto const runs = geo::read_table(folder.path() / "runs.csv");
    CHECK(runs.text(runs.features[3], "camera_information_pct").empty());
    CHECK(runs.number(runs.features[4], "camera_information_pct", -1) == 12.5);
    CHECK(runs.number(runs.features[4], "vehicle_delay_h", -1) == 2'510);
    CHECK(runs.text(runs.features[5], std::string(results::all_kpis().back().id)).empty());
    CHECK(runs.number(runs.features[5], "vehicle_delay_h", -1) == 2'610);
}

TEST_CASE("the Markdown holds the same tables, every row as wide as its head")
{
    ScratchFolder const folder;
    auto study = test::hand_study();
    study.question.vi.clear();
    study::write_answer(folder.path(), study, hand_answer());
    std::string const text = test::bytes_of(folder.path() / "answer.md");
    CHECK_THAT(text, Catch::StartsWith("# What should be bought"));
    CHECK_THAT(text, Contains("| Wi-Fi: được phục vụ; Wi-Fi carried | person-min ↑ | 155,700 | "
                              "156,700<br>+1,000 ± 0 \\* |"));
    CHECK_THAT(text, Contains("## Đồng cho mỗi đơn vị lợi ích / VND per unit of benefit"));
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with('|')) continue;
        INFO(line);
        CHECK(std::count(line.begin(), line.end(), '|') == 6);
    }
}

TEST_CASE("a folder that cannot be made is told, and nothing is left behind")
{
    ScratchFolder const folder;
    auto const file = folder.write("occupied", "a file, not a folder");
    CHECK_THROWS_AS(study::write_answer(file / "out", test::hand_study(), hand_answer()), core::CannotWrite);
    CHECK(folder.names() == std::vector<std::string>{"occupied"});
}

TEST_CASE("an answer that stood there is replaced as a whole")
{
    ScratchFolder const folder;
    static_cast<void>(folder.write("answer.csv", "old"));
    study::write_answer(folder.path(), test::hand_study(), hand_answer());
    CHECK_THAT(test::bytes_of(folder.path() / "answer.csv"), Catch::StartsWith("kpi,unit,better,variant,mean,"));
    CHECK(folder.names().size() == 5);
}
