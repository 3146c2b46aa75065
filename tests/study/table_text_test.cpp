#include "study/number_text.hpp"
#include "study/study.hpp"
#include "study/synthetic_study.hpp"

#include <catch2/catch.hpp>
#include <sstream>

using namespace halong;
using Catch::Contains;

namespace {

std::string hand_table()
{
    return study::table_text(test::hand_study(),
                             study::evaluate(test::hand_study(), test::hand_subject(), test::hand_runs()));
}

// The first line that holds the text, and the `more` lines after it.
std::string lines_from(std::string const& table, std::string const& text, int more = 0)
{
    std::istringstream stream(table);
    std::string found;
    for (std::string line; std::getline(stream, line);) {
        if (found.empty() && line.find(text) == std::string::npos) continue;
        found += line + "\n";
        if (more-- == 0) return found;
    }
    return found;
}

}  // namespace

TEST_CASE("the table says what was asked and what was run, in both languages")
{
    std::string const table = hand_table();
    CHECK_THAT(table, Contains("Nên mua thêm gì?") && Contains("What should be bought, \"hotspots\" or cameras?"));
    CHECK_THAT(lines_from(table, "Thành phố / City"), Contains("Hạ Long (sơ đồ") && Contains("a schematic"));
    CHECK_THAT(lines_from(table, "Người / People", 1),
               Contains("322,710 cư dân / residents") && Contains("27,000 du khách"));
    CHECK_THAT(lines_from(table, "Lượt chạy / Runs"),
               Contains("3 variants × 3 replications, seeds 7–9") && Contains("all 9 valid"));
    CHECK_THAT(table, Contains("hotspots: Thêm điểm Wi-Fi / More hotspots, 40 of them"));
}

TEST_CASE("a KPI row holds unit, base, means, differences and what they mean")
{
    std::string const table = hand_table();
    std::string const wifi = lines_from(table, "Wi-Fi: được phục vụ", 1);
    CHECK_THAT(wifi, Contains("person-min ↑") && Contains("155,700") && Contains("156,700"));
    CHECK_THAT(wifi, Contains("Wi-Fi carried") && Contains("+1,000 ± 0 *") && Contains("no difference"));
    std::string const delay = lines_from(table, "Trễ của xe", 2);
    CHECK_THAT(delay, Contains("h ↓") && Contains("2,510") && Contains("+0.000 ± 2.484") && Contains("+100.0 ± 2.5 *"));
    CHECK_THAT(delay, Contains("not distinguishable"));
}

TEST_CASE("costs, VND per unit and weights stand in their rows")
{
    std::string const table = hand_table();
    CHECK_THAT(lines_from(table, "Vốn đầu tư"), Contains("8,000") && Contains("m VND"));
    CHECK_THAT(lines_from(table, "Vận hành"), Contains("400 ") && Contains(" 60\n"));
    CHECK_THAT(lines_from(table, "Chi phí hằng năm"), Contains("1,200") && Contains("60.00"));
    std::string const per_unit = lines_from(table, "VND per unit of benefit", 2);
    CHECK_THAT(per_unit, Contains("VND/person-min") && Contains("4,000") && Contains("–"));
    std::string const worth = lines_from(table, "Worth in the study's own weights", 3);
    CHECK_THAT(worth, Contains("VND/person-min") && Contains(" 100 ") && Contains("30.0"));
    CHECK_THAT(lines_from(table, "Tổng lợi ích", 1), Contains("−1,500 ± 37 *"));
    CHECK_THAT(lines_from(table, "Lợi ích trừ chi phí"), Contains("−1,170") && Contains("−1,560"));
}

TEST_CASE("tiny differences stay within their column")
{
    auto runs = test::hand_runs();
    for (auto& run : runs) {
        if (run.variant != "lane") continue;
        for (auto& kpi : run.kpis) {
            if (kpi.id == "camera_detected_passages") kpi.value = 9'000 + 0.000142 * run.replication;
        }
    }
    auto const study = test::hand_study();
    auto const answer = study::evaluate(study, test::hand_subject(), runs);
    std::string const row = lines_from(study::table_text(study, answer), "Camera: phát hiện", 2);
    CHECK_THAT(row, Contains("+0.0001 ± 0.0004") && !Contains("…"));
}

TEST_CASE("differences that are too wide for their column break before the half-width")
{
    auto runs = test::hand_runs();
    for (auto& run : runs) {
        if (run.variant != "lane") continue;
        for (auto& kpi : run.kpis) {
            if (kpi.id == "camera_detected_passages") kpi.value = 2'038'193'000 + 8'998'000 * run.replication;
        }
    }
    auto const study = test::hand_study();
    auto const answer = study::evaluate(study, test::hand_subject(), runs);
    std::string const row = lines_from(study::table_text(study, answer), "Camera: phát hiện", 3);
    CHECK_THAT(row, Contains("+2,047,182,000\n") && Contains("± 22,352,271 *\n") && !Contains("…"));
}

TEST_CASE("the table is silent about weights where the study has none")
{
    auto study = test::hand_study();
    for (auto& kpi : study.kpis) kpi.weight_vnd_per_unit = 0;
    auto const table = study::table_text(study, study::evaluate(study, test::hand_subject(), test::hand_runs()));
    CHECK_THAT(table, !Contains("weights"));
}

TEST_CASE("invalid runs are named before the figures")
{
    auto runs = test::hand_runs();
    runs[4].valid = false;
    auto const answer = study::evaluate(test::hand_study(), test::hand_subject(), runs);
    CHECK_FALSE(answer.all_valid());
    std::string const table = study::table_text(test::hand_study(), answer);
    CHECK_THAT(table, Contains("1 / 9 KHÔNG HỢP LỆ / NOT VALID"));
    CHECK_THAT(table, Contains("NOT VALID: hotspots (seed 8)"));
    CHECK(table.find("NOT VALID: hotspots") < table.find("Wi-Fi carried"));
}

TEST_CASE("invalid runs of uncertain numbers are named and counted, too")
{
    auto low = test::hand_run("lane", 0, 0, 0, 0);
    low.day = "traffic.end_hour = 24";
    low.valid = false;
    auto const answer = study::evaluate(test::hand_study(), test::hand_subject(), test::hand_runs(), {}, {low});
    CHECK_FALSE(answer.all_valid());
    std::string const table = study::table_text(test::hand_study(), answer);
    CHECK_THAT(table, Contains("seeds 7–9, và 1 lượt khác"));
    CHECK_THAT(table, Contains("1 / 10 KHÔNG HỢP LỆ / NOT VALID"));
    CHECK_THAT(table, Contains("NOT VALID: lane (traffic.end_hour = 24)"));
}

TEST_CASE("no line is wider than a terminal of 120 columns, with any number of options")
{
    auto study = test::hand_study();
    auto runs = test::hand_runs();
    for (int extra = 0; extra < 5; ++extra) {
        auto option = study.options[0];
        option.id = "an-option-with-a-rather-long-name-" + std::to_string(extra);
        study.options.push_back(option);
        for (int r = 0; r < 3; ++r) runs.push_back(test::hand_run(option.id, r, 1e9 + 1e8 * r, 123456.789 * r, 0));
        study.question.en += " And then a great many more words, so that the question needs several lines.";
        std::string const table = study::table_text(study, study::evaluate(study, test::hand_subject(), runs));
        std::istringstream stream(table);
        for (std::string line; std::getline(stream, line);) {
            INFO(line);
            CHECK(study::display_width(line) <= 120);
            CHECK((line.empty() || line.back() != ' '));
        }
        for (auto const& one : study.options) CHECK_THAT(table, Contains(one.id.substr(0, 18)));
    }
}
