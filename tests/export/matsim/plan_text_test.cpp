// Plans for MATSim: numbers and clocks as a format would have them, and whole people out of the members of gzip.
#include "export/matsim/plan_text.hpp"

#include "core/hash.hpp"
#include "core/time.hpp"
#include "export/matsim/matsim.hpp"
#include "results/toy_result.hpp"
#include "support/gunzip.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>
#include <random>

using namespace halong;
using namespace halong::exporting;

namespace {

// One person, formatted slowly.
std::string person_text(city::Plans const& plans, std::uint32_t who)
{
    std::string text = fmt::format(
        "<person id=\"{}\">\n<attributes>\n<attribute name=\"class\" class=\"java.lang.String\">{}</attribute>\n"
        "<attribute name=\"key\" class=\"java.lang.String\">{}</attribute>\n"
        "<attribute name=\"persons\" class=\"java.lang.Integer\">{}</attribute>\n</attributes>\n<plan "
        "selected=\"yes\">\n",
        who + 1, city::name_of(plans.person_class[who]), core::hex(plans.traveller_key[who]), plans.persons[who]);
    for (auto stay = plans.stays_begin(who); stay < plans.stays_end(who); ++stay) {
        text += fmt::format(R"(<activity type="{}" x="{:.2f}" y="{:.2f}")", city::name_of(plans.activity[stay]),
                            plans.point[stay].x_m, plans.point[stay].y_m);
        bool const is_last = stay + 1 == plans.stays_end(who);
        bool const has_end = plans.planned_end[stay] > 0 || stay == plans.stays_begin(who);
        if (!is_last) {
            text += fmt::format(" {}=\"{}\"", has_end ? "end_time" : "max_dur",
                                core::clock_text(has_end ? plans.planned_end[stay] : plans.min_duration[stay]));
        }
        text += "/>\n";
        if (!is_last) text += fmt::format("<leg mode=\"{}\"/>\n", matsim_mode(plans.mode[stay]));
    }
    return text + "</plan>\n</person>\n";
}

}  // namespace

TEST_CASE("hundredths are rounded as a format rounds them")
{
    std::mt19937_64 random(5);
    auto const check = [](double value) {
        auto const hundredths = nearest_hundredths(value);
        REQUIRE(fmt::format("{}.{:02}", hundredths / 100, hundredths % 100) == fmt::format("{:.2f}", value));
    };
    for (double const value :
         {0.0, 0.005, 0.015, 0.125, 0.375, 1.0, 2.675, 0.994999, 0.995, 9'999'998.995, 0.0049999999})
        check(value);
    for (int i = 0; i < 100'000; ++i) {
        auto const millis = static_cast<double>(random() % 9'999'999'000);
        check(millis / 1000);
        check(std::round(millis / 10) / 100 + 0.005);
        check(std::nextafter(std::round(millis / 10) / 100 + 0.005, 0.0));
        check(std::floor(millis / 1000) + 0.125);
    }
}

TEST_CASE("people come out of their members as a format would write them")
{
    test::ToyResult const toy(false);
    city::Plans plans = toy.sketch.plans;
    REQUIRE(plans.stay_count() > 40);
    plans.point[0] = {-0.0, -1.5};  // such a place needs a format
    plans.point[1] = {9'999'999.0, 1e12};
    plans.planned_end[0] = 360'000'000;  // 100:00:00
    plans.min_duration[1] = 60'000;
    plans.planned_end[1] = 0;
    PlanWords const words;
    std::string members;
    PlanText text(words, plans, members);
    std::string expected;
    for (int round = 0; round < 3 || expected.size() < 1'500'000; ++round) {
        for (std::uint32_t who = 0; who < plans.traveller_count(); ++who) {
            text.add(who);
            expected += person_text(plans, who);
        }
    }
    text.finish();
    CHECK(text.text().empty());
    CHECK(test::gunzip(members) == expected);
}
