// Events for MATSim: each row as its readers take it, and all of them out of the members of gzip, whatever repeats.
#include "export/matsim/event_text.hpp"

#include "results/toy_result.hpp"
#include "support/gunzip.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <random>

using namespace halong;
using namespace halong::exporting;

namespace {

// Plans of which the first legs go by lorry, motorbike, car, bicycle and again.
city::Plans plans_with_vehicles(city::Plans plans)
{
    constexpr std::array modes{city::Mode::lorry, city::Mode::motorbike, city::Mode::car, city::Mode::bicycle};
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) plans.mode[stay] = modes[stay % modes.size()];
    return plans;
}

struct Town {
    test::ToyResult toy{false};
    city::Plans plans = plans_with_vehicles(toy.sketch.plans);
    std::vector<std::uint32_t> traveller_of = city::travellers_by_stay(plans);
    EventWords words{plans, traveller_of, toy.town.network};

    [[nodiscard]] std::string line(MatsimEvent const& event) const
    {
        std::string members;
        EventText text(words, members);
        text.add(event);
        std::string const line(text.text());
        text.finish();
        CHECK(test::gunzip(members) == line);
        return line;
    }
};

constexpr std::array every_kind{EventKind::activity_ends,  EventKind::departs,     EventKind::enters_vehicle,
                                EventKind::enters_traffic, EventKind::leaves_link, EventKind::enters_link,
                                EventKind::leaves_traffic, EventKind::aborts,      EventKind::leaves_vehicle,
                                EventKind::arrives,        EventKind::stuck,       EventKind::activity_begins};
static_assert(every_kind.size() == event_kind_count);

}  // namespace

TEST_CASE("events for MATSim are written as its readers take them")
{
    Town const town;
    auto const line = [&](EventKind kind, std::int32_t time) { return town.line({time, 0, 41, kind}); };
    CHECK(line(EventKind::leaves_link, 4'294'967'29) ==
          "<event time=\"42949672.9\" type=\"left link\" link=\"42\" vehicle=\"1_truck\"/>\n");
    CHECK(line(EventKind::enters_link, 5) ==
          "<event time=\"0.5\" type=\"entered link\" link=\"42\" vehicle=\"1_truck\"/>\n");
    CHECK(line(EventKind::aborts, 5) ==
          "<event time=\"0.5\" type=\"vehicle aborts\" link=\"42\" vehicle=\"1_truck\"/>\n");
    CHECK(line(EventKind::enters_traffic, 100) ==
          "<event time=\"10.0\" type=\"vehicle enters traffic\" person=\"1\" link=\"42\" vehicle=\"1_truck\" "
          "networkMode=\"truck\" relativePosition=\"0.0\"/>\n");
    CHECK(line(EventKind::leaves_traffic, 100) ==
          "<event time=\"10.0\" type=\"vehicle leaves traffic\" person=\"1\" link=\"42\" vehicle=\"1_truck\" "
          "networkMode=\"truck\" relativePosition=\"1.0\"/>\n");
    CHECK(line(EventKind::enters_vehicle, 100) ==
          "<event time=\"10.0\" type=\"PersonEntersVehicle\" person=\"1\" vehicle=\"1_truck\"/>\n");
    CHECK(line(EventKind::leaves_vehicle, 100) ==
          "<event time=\"10.0\" type=\"PersonLeavesVehicle\" person=\"1\" vehicle=\"1_truck\"/>\n");
    for (auto const& [kind, name] :
         {std::pair(EventKind::departs, "departure"), std::pair(EventKind::arrives, "arrival"),
          std::pair(EventKind::stuck, "stuckAndAbort")}) {
        CHECK_THAT(line(kind, 100),
                   Catch::StartsWith(fmt::format("<event time=\"10.0\" type=\"{}\" person=\"1\" link=\"", name)) &&
                       Catch::EndsWith("\" legMode=\"truck\"/>\n"));
    }
    for (auto const& [kind, name] :
         {std::pair(EventKind::activity_ends, "actend"), std::pair(EventKind::activity_begins, "actstart")}) {
        CHECK_THAT(line(kind, 100),
                   Catch::StartsWith(fmt::format("<event time=\"10.0\" type=\"{}\" person=\"1\" link=\"", name)) &&
                       Catch::Contains("\" actType=\"") && Catch::EndsWith("\"/>\n"));
    }
}

TEST_CASE("rows of any kinds and times come out of their members as if each stood alone")
{
    Town const town;
    std::mt19937 random(3);
    std::uint32_t legs = 0;  // whose next stay is of the same traveller
    while (town.traveller_of[legs] == town.traveller_of[legs + 1] || legs < 40) ++legs;
    for (unsigned const longest_step : {1U, 3U, 2'000U}) {
        std::string members;
        EventText text(town.words, members);
        std::string expected;
        std::int32_t time = 0;
        while (expected.size() < 2 * EventText::member_letters + 10'000) {
            if (random() % 10 == 0) time += static_cast<std::int32_t>(random() % (longest_step + 1));
            auto const leg = static_cast<std::uint32_t>(random() % legs);
            auto const link = static_cast<std::uint32_t>(random() >> random() % 32);
            if (random() % 3 > 0) {
                LinkPassage const passage{time, leg, link, link / 3};
                text.add(passage);
                expected += town.line({time, leg, passage.from, EventKind::leaves_link});
                expected += town.line({time, leg, passage.to, EventKind::enters_link});
            } else {
                MatsimEvent const event{time, leg, link, every_kind[random() % every_kind.size()]};
                text.add(event);
                expected += town.line(event);
            }
            REQUIRE(expected.ends_with(text.text()));
        }
        text.finish();
        CHECK(text.text().empty());
        CHECK(test::gunzip(members) == expected);
    }
}
