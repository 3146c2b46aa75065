// The report of toy runs: its figures are those of the answer, and no text of the data becomes markup.
#include "export/report/report.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "export/delay_file.hpp"
#include "export/geopackage.hpp"
#include "export/people_file.hpp"
#include "export/report/map_roads_shown.hpp"
#include "export/report/page.hpp"
#include "export/report/sections.hpp"
#include "export/report/study_words.hpp"
#include "export/report/texts.hpp"
#include "results/toy_result.hpp"
#include "scenario/save.hpp"
#include "study/synthetic_study.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace halong;
using namespace halong::exporting;
using Catch::Contains;
using test::bytes_of;

namespace {

constexpr char const* hostile = "</script><img src=x onerror=alert(1)>&\"'\xE2\x80\xA8";

std::size_t count_of(std::string const& text, std::string_view part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

// The data block of a page, read as the browser does.
nlohmann::json data_of(std::string const& html)
{
    constexpr std::string_view open = R"(<script id="data" type="application/json">)";
    auto const begin = html.find(open) + open.size();
    return nlohmann::json::parse(html.substr(begin, html.find("</script>", begin) - begin));
}

test::ToyResult toy_run()
{
    test::ToyResult toy(true);
    toy.town.zones[core::ZoneId{0}].name = hostile;
    toy.scenario.id = "toy";
    toy.provenance.scenario_toml = scenario::to_toml(toy.scenario);
    return toy;
}

void write_run(test::ToyResult const& toy, std::filesystem::path const& folder)
{
    std::filesystem::create_directories(folder);
    toy.write(folder / "run.h5");
    exporting::write_geopackage(folder / "results.gpkg", toy.town, toy.run);
    write_delays_json(folder / "delays.json", person_delays(toy.town, toy.sketch.plans, toy.run));
    demand::PeopleSummary people;
    people.persons = 400;
    people.households = 100;
    people.trips = 1'000;
    people.by_mode[static_cast<std::size_t>(city::Mode::motorbike)] = 1'000;
    write_people_json(folder / "people.json", people);
}

scenario::Study hostile_study()
{
    auto study = test::hand_study();
    study.scenario = "weekday.toml";
    study.question = {hostile, hostile};
    study.options[0].title = {hostile, ""};
    return study;
}

void write_study(std::filesystem::path const& folder)
{
    auto const study = hostile_study();
    auto const toy = toy_run();
    for (std::string const variant : {"base", "hotspots", "lane"}) {
        for (int r = 1; r <= study.replications; ++r) write_run(toy, folder / variant / std::to_string(r));
    }
    study::write_answer(folder, study, study::evaluate(study, test::hand_subject(), test::hand_runs()));
    core::write_file(folder / "study.toml", scenario::to_toml(study, folder));
}

study::KeptStudy hand_kept()
{
    auto const study = test::hand_study();
    return {study, study::evaluate(study, test::hand_subject(), test::hand_runs())};
}

}  // namespace

TEST_CASE("JSON in a page holds no character that ends a script")
{
    CHECK(json_in_page("\"</script>&\"") == R"("\u003c/script\u003e\u0026")");
    CHECK(json_in_page("\xE2\x80\xA8|\xE2\x80\xA9|\xE2\x80\x94") == "\\u2028|\\u2029|\xE2\x80\x94");
    CHECK(nlohmann::json::parse(json_in_page(nlohmann::json(hostile).dump())).get<std::string>() == hostile);
}

TEST_CASE("the report of a study is one page, in which hostile texts stay texts")
{
    test::ScratchFolder const folder;
    write_study(folder.path());
    auto const out = folder.path() / "out.html";
    write_report(folder.path(), out);
    auto const html = bytes_of(out);
    CHECK(count_of(html, "<script") == 3);  // data, D3, page
    CHECK(count_of(html, "</script") == 3);
    CHECK(count_of(html, "<img") == 0);
    CHECK(count_of(html, " src=") == count_of(std::string(html), "img src=x"));  // only inside the data
    CHECK_THAT(html, Contains("default-src 'none'; script-src 'sha256-") && Contains("base-uri 'none'"));
    auto const data = data_of(html);
    CHECK(data.at("title").at("en") == hostile);
    std::vector<std::string> sections;
    for (auto const& section : data.at("sections")) sections.push_back(section.at("id"));
    CHECK(sections == std::vector<std::string>{"answer", "indicators", "costs", "certainty", "maps", "profiles",
                                               "gains", "people", "traffic", "method"});
    CHECK_THAT(data.at("licence").get<std::string>(), Contains("Mike Bostock"));
}

TEST_CASE("the report of a run shows every indicator of its file")
{
    test::ScratchFolder const folder;
    auto const toy = toy_run();
    write_run(toy, folder.path());
    auto const document = report_of(folder.path());
    CHECK(document.title == Text{"Thị trấn thử", "Toy town"});
    CHECK(document.subtitle.vi == "Báo cáo một ngày mô phỏng · " + toy.town.name);  // no title in another language
    auto const& table = std::get<Table>(document.sections.at(0).blocks.back());
    REQUIRE(table.rows.size() == results::all_kpis().size());
    auto const maps = std::get<Maps>(document.sections.at(1).blocks.at(0));
    auto const json = nlohmann::json::parse(maps.json);
    CHECK(json.at("options").empty());
    CHECK(json.at("zones").at(0).at("name") == hostile);
    CHECK(json.at("measures").size() == 4);
    CHECK(json.at("measures").at(2).at("sites").size() == 3);  // hotspots
    CHECK(count_of(page_html(document), "<img") == 0);
}

TEST_CASE("folders that hold no result are refused with what to do")
{
    test::ScratchFolder const folder;
    CHECK_THROWS_WITH(report_of(folder.path()), Contains("neither a study nor a run"));
    (void)folder.write("run.h5", "not HDF5");
    CHECK_THROWS_AS(report_of(folder.path()), core::UserError);
}

TEST_CASE("every figure of the report's tables is that of the printed table")
{
    auto const kept = hand_kept();
    auto const printed = study::answer_table(kept.study, kept.answer);
    StudyWords const words(kept);
    std::vector<Table> tables;
    for (Section const& section : {indicators_section(kept), costs_section(kept), certainty_section(kept)}) {
        for (Block const& block : section.blocks) {
            if (auto const* table = std::get_if<Table>(&block)) tables.push_back(*table);
        }
    }
    REQUIRE(tables.size() == printed.sections.size());
    for (std::size_t s = 0; s < tables.size(); ++s) {
        REQUIRE(tables[s].rows.size() == printed.sections[s].rows.size());
        for (std::size_t r = 0; r < tables[s].rows.size(); ++r) {
            auto const& row = printed.sections[s].rows[r];
            auto const& cells = tables[s].rows[r].cells;
            INFO(row.name.en);
            REQUIRE(cells.size() == row.cells.size() + 1);
            CHECK(cells[0].value == figure(row.base));
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                bool const names_variant = row.name.en == "Compared with";
                CHECK(cells[i + 1].value ==
                      (names_variant ? words.variant_title(row.cells[i].value) : figure(row.cells[i].value)));
                CHECK(cells[i + 1].difference.en == row.cells[i].difference);
                CHECK(cells[i + 1].remark.en == row.cells[i].remark);
            }
        }
    }
}

TEST_CASE("options are named by their titles, with their ids beside what they did")
{
    auto kept = hand_kept();
    kept.study.options[0].cost_source = {"báo giá", "a quotation"};
    StudyWords const words(kept);
    CHECK(words.variant_title("base") == text_of("table.base"));
    CHECK(words.variant_title("lane") == Text{"Đóng làn", "Lane closed"});
    CHECK(words.cost_sources() == Text{"Thêm điểm Wi-Fi: báo giá", "More hotspots, 40 of them: a quotation"});
    for (Block const& block : costs_section(kept).blocks) {
        auto const* const table = std::get_if<Table>(&block);
        if (table == nullptr || table->rows.front().name.en != "Compared with") continue;
        for (std::size_t i = 0; i < 2; ++i) {
            auto const against = kept.answer.increments.at(i).against;
            CHECK(table->rows[0].cells.at(i + 1).value ==
                  (against ? words.option_title(*against) : text_of("table.base")));
        }
    }
    CHECK(std::get<OptionCards>(answer_section(kept).blocks.front()).cards.at(1).id == "lane");
}

TEST_CASE("an indicator whose service is closed is no finding of any option")
{
    auto study = test::hand_study();
    study.kpis.push_back({"counter_mean_wait_min", scenario::Better::less, 0});
    auto subject = test::hand_subject();
    subject.day = scenario::DayKind::weekend;
    study::KeptStudy const kept{study, study::evaluate(study, subject, test::hand_runs())};
    auto const section = answer_section(kept);
    for (auto const& card : std::get<OptionCards>(section.blocks.at(0)).cards) {
        for (auto const& line : card.lines) CHECK_THAT(line.text.en, !Contains("One-stop"));
    }
    auto const& note = std::get<Paragraph>(section.blocks.at(1));
    CHECK_THAT(note.text.en, Contains("weekend day") && Contains("One-stop centres: mean wait"));
    CHECK_THAT(note.text.vi, Contains("ngày cuối tuần") && Contains("Một cửa: chờ trung bình"));
}

TEST_CASE("a mean that falls is not of a day")
{
    auto const study = [] {
        auto one = test::hand_study();
        one.kpis = {{"queue_mean_wait_min", scenario::Better::less, 0}};
        return one;
    }();
    auto runs = test::hand_runs();
    for (auto& run : runs) {
        auto const wait = std::ranges::find(run.kpis, "queue_mean_wait_min", &results::Kpi::id);
        wait->value = 12 + run.replication - (run.variant == "lane" ? 4 : 0);
    }
    study::KeptStudy const kept{study, study::evaluate(study, test::hand_subject(), runs)};
    auto const section = answer_section(kept);
    auto const& line = std::get<OptionCards>(section.blocks.front()).cards.at(1).lines.at(0);
    CHECK(line.text.en == "Queues: mean wait: falls by 4.000 ± 0.000 min (base 13.00 min)");
    CHECK(line.text.vi == "Xếp hàng: chờ trung bình: giảm 4,000 ± 0,000 phút (cơ sở 13,00 phút)");
}

TEST_CASE("only distinguishable differences have a colour, by the direction that the study wants")
{
    auto const kept = hand_kept();
    StudyWords const words(kept);
    CHECK(words.tone(0, 0) == Tone::better);   // Wi-Fi +1,000, more is better
    CHECK(words.tone(1, 0) == Tone::unclear);  // delay ±0 in the mean
    CHECK(words.tone(1, 1) == Tone::worse);    // delay +100, less is better
    CHECK(words.tone(0, 1) == Tone::plain);    // Wi-Fi untouched
    CHECK(words.tone(2, 1) == Tone::worse);    // cameras -30
    auto const section = answer_section(kept);
    auto const& cards = std::get<OptionCards>(section.blocks.front()).cards;
    REQUIRE(cards.size() == 2);
    CHECK(cards[0].lines[0].text.en == "Wi-Fi carried: rises by 1,000 ± 0 person-min a day (base 155,700 person-min)");
    CHECK(cards[0].lines[0].text.vi ==
          "Wi-Fi: được phục vụ: tăng 1.000 ± 0 phút-người mỗi ngày (cơ sở 155.700 phút-người)");
    CHECK(cards[1].lines[1].text.en == "Camera detected: falls by 30.00 ± 0.00 passages a day (base 9,000 passages)");
    CHECK(cards[1].lines[1].text.vi == "Camera: phát hiện: giảm 30,00 ± 0,00 lượt mỗi ngày (cơ sở 9.000 lượt)");
}

TEST_CASE("people read back from their file as they were written")
{
    test::ScratchFolder const folder;
    demand::PeopleSummary people;
    people.persons = 400;
    people.pyramid[7] = {100, 50};
    people.departures[2][7] = 12;
    people.visitors_present[23] = 5;
    people.visitors = 9;
    people.visitors_arriving = 4;
    auto const path = folder.path() / "people.json";
    write_people_json(path, people);
    auto const read = read_people_json(path);
    CHECK(read.persons == 400);
    CHECK(read.pyramid == people.pyramid);
    CHECK(read.departures == people.departures);
    CHECK(read.visitors_present == people.visitors_present);
    CHECK(read.visitors_arriving == 4);
    auto const note_of = [](demand::PeopleSummary const& summary) {
        auto const section = people_section(summary);
        return std::get<Chart>(section.blocks.back()).note.en;
    };
    CHECK_THAT(note_of(read), Contains("9 visitors") && Contains("4 of them arrive") && Contains("5 slept here"));
    auto before = nlohmann::json::parse(bytes_of(path));
    before.erase("visitors_arriving");  // a file of an earlier version
    (void)folder.write("before.json", before.dump());
    auto const earlier = read_people_json(folder.path() / "before.json");
    CHECK(earlier.visitors_arriving == -1);
    CHECK_THAT(note_of(earlier), !Contains("arrive"));
    (void)folder.write("people.json", R"({"format": "halong-people/1", "pyramid": 3})");
    CHECK_THROWS_AS(read_people_json(path), core::UserError);
    CHECK_THROWS_AS(read_people_json(folder.path() / "none.json"), core::UserError);
}

TEST_CASE("delays by zone, hour and class sum to the indicator, and read back")
{
    test::ScratchFolder const folder;
    auto toy = toy_run();
    core::Millis late_ms = 0;  // the toy town's streets are empty: everybody comes a little later than they did
    for (auto& leg : toy.run.legs) {
        if (leg.arrival_ms != core::never) leg.arrival_ms += late_ms++ % 7 * core::ms_per_second;
    }
    auto const delays = person_delays(toy.town, toy.sketch.plans, toy.run);
    auto const kpis = results::kpis_of(toy.town, toy.sketch.plans, toy.run);
    auto const kpi = std::ranges::find(kpis, "person_delay_h", &results::Kpi::id);
    std::int64_t sum = 0;
    for (std::int64_t const ms : delays.person_ms) sum += ms;
    CHECK(sum > 0);
    CHECK(static_cast<double>(sum) / core::ms_per_hour == kpi->value);
    auto const path = folder.path() / "delays.json";
    write_delays_json(path, delays);
    CHECK(read_delays_json(path).person_ms == delays.person_ms);
    (void)folder.write("delays.json", R"({"format": "halong-delays/1", "zones": 2, "person_ms": [1, 2]})");
    CHECK_THROWS_WITH(read_delays_json(path), Contains("2 cells for 2 zones"));
}

TEST_CASE("a simplified line keeps its ends, and every point stays near it")
{
    geo::Line wave;
    for (int i = 0; i <= 100; ++i) wave.push_back({10.0 * i, (i % 7) * (i % 5) * 1.5});
    for (double const tolerance : {0.5, 4.0, 40.0}) {
        auto const line = simplified(wave, tolerance);
        CHECK(line.front() == wave.front());
        CHECK(line.back() == wave.back());
        for (auto const& point : wave) CHECK(geo::nearest_on_line(line, point).distance_m <= tolerance);
    }
    CHECK(simplified(wave, 100).size() == 2);
    CHECK(simplified({{0, 0}, {5, 0}}, 1).size() == 2);
}
