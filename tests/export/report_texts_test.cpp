// The report's catalogue: complete in both languages, and figures in each language's form.
#include "demand/people_summary.hpp"
#include "export/report/assets.hpp"
#include "export/report/texts.hpp"
#include "results/kpi.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>
#include <set>

using namespace halong;
using namespace halong::exporting;

namespace {

std::set<std::string> parts_of(std::string const& pattern)
{
    std::set<std::string> parts;
    std::regex const part("\\{([a-z_]+)\\}");
    for (std::sregex_iterator match(pattern.begin(), pattern.end(), part), end; match != end; ++match) {
        parts.insert((*match)[1]);
    }
    return parts;
}

}  // namespace

TEST_CASE("every text stands in both languages, with the same parts to fill in")
{
    auto const keys = text_keys();
    CHECK(keys.size() > 200);
    for (std::string const& key : keys) {
        INFO(key);
        Text const text = text_of(key);
        CHECK_FALSE(text.vi.empty());
        CHECK_FALSE(text.en.empty());
        CHECK(parts_of(text.vi) == parts_of(text.en));
    }
}

TEST_CASE("the page's script asks for no text that is not there, and the catalogue keeps none that it does not use")
{
    std::string const script(assets::page_js);
    std::set<std::string> asked{"better", "worse", "changed"};  // by the tone of a cell
    std::regex const call(R"(word\(([^()]*(?:\([^()]*\))?[^()]*)\))");
    std::regex const name("\"([a-z_]+)\"");
    for (std::sregex_iterator match(script.begin(), script.end(), call), end; match != end; ++match) {
        std::string const argument = (*match)[1];
        for (std::sregex_iterator key(argument.begin(), argument.end(), name); key != end; ++key) {
            if ((*key)[1] != "roads" && (*key)[1] != "zones") asked.insert((*key)[1]);
        }
    }
    for (char const* panel : {"base", "difference", "this_day"}) asked.insert(panel);  // names of panels
    CHECK(asked.size() > 30);
    for (std::string const& key : asked) {
        INFO(key);
        CHECK(has_text("page." + key));
    }
    for (std::string const& key : text_keys()) {
        if (!key.starts_with("page.") || key == "page.needs_script") continue;
        INFO(key);
        CHECK(asked.contains(key.substr(5)));
    }
}

TEST_CASE("every indicator has its unit and its definition in both languages")
{
    auto all = results::all_kpis();
    all.insert(all.end(), results::study_kpis().begin(), results::study_kpis().end());
    for (results::KpiInfo const& info : all) {
        INFO(info.id);
        CHECK(has_text(std::string("unit.") + std::string(info.unit)));
        REQUIRE(has_text(std::string("kpi.") + std::string(info.id)));
        CHECK(text_of(std::string("kpi.") + std::string(info.id)).en == info.definition);
    }
}

TEST_CASE("every published figure's source has words in Vietnamese")
{
    for (auto const& row : demand::beside_published({})) {
        INFO(row.source);
        CHECK(source_text(row.source).vi != row.source);
    }
    CHECK(source_text("a note of 2031") == same("a note of 2031"));
}

TEST_CASE("figures and dates take each language's form")
{
    CHECK(figure("+28,701 ± 1,049.5 *") == Text{"+28.701 ± 1.049,5 *", "+28,701 ± 1,049.5 *"});
    CHECK(figure("−0.0003").vi == "−0,0003");
    CHECK(count_text(1'234'567) == Text{"1.234.567", "1,234,567"});
    CHECK(date_text("2026-11-05T08:23:20Z") == Text{"05/11/2026, 08:23 UTC", "5 November 2026, 08:23 UTC"});
    CHECK(date_text("2026-13-05T08:23:20Z") == same("2026-13-05T08:23:20Z"));
    CHECK(date_text("<now>") == same("<now>"));
    CHECK(unit_text("person-min") == Text{"phút-người", "person-min"});
    CHECK(unit_text("furlong") == same("furlong"));
    CHECK(difference_unit_text("%") == Text{"điểm phần trăm", "percentage points"});
    CHECK(one_unit_text("%").en == "percentage point");
    CHECK(one_unit_text("passages").en == "passage");
    CHECK(one_unit_text("km").en == "km");
}

TEST_CASE("texts that are put in are not searched for parts again")
{
    Text const text = filled("fact.city", {{"city", same("{city} {0} {")}});
    CHECK(text.en == "City: {city} {0} {");
    CHECK(of_user({"", "only English"}, "id") == same("only English"));
    CHECK(of_user({"chỉ tiếng Việt", ""}, "id") == same("chỉ tiếng Việt"));
    CHECK(of_user({"", ""}, "id") == same("id"));
}
