// Events for MATSim: each row as its readers take it, and all of them out of the members of gzip, whatever repeats.
#include "export/matsim/event_text.hpp"

#include "results/toy_result.hpp"
#include "support/gunzip.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <random>
#include <vector>

using namespace halong;
using namespace halong::exporting;

namespace {

constexpr std::size_t links = 120'000;

template <class Event>
std::string alone(EventWords const& words, Event const& event)
{
    std::string members;
    EventText text(words, members);
    text.add(event);
    std::string const rows(text.text());
    text.finish();
    CHECK(text.text().empty());
    CHECK(test::gunzip(members) == rows);
    return rows;
}

}  // namespace

TEST_CASE("events for MATSim are written as its readers take them")
{
    EventWords const words(links);
    Rider const lorry(1, city::Mode::lorry);
    Rider const walker(12, city::Mode::walk);
    CHECK(alone(words, LinkPassage{4'294'967'29, 0, lorry, 41, 119'998}) ==
          "<event time=\"42949672.9\" type=\"left link\" link=\"42\" vehicle=\"1_truck\"/>\n"
          "<event time=\"42949672.9\" type=\"entered link\" link=\"119999\" vehicle=\"1_truck\"/>\n");
    CHECK(alone(words, LinkPassage{100, 0, lorry, no_passage_link, 41}) ==
          "<event time=\"10.0\" type=\"vehicle enters traffic\" person=\"1\" link=\"42\" vehicle=\"1_truck\" "
          "networkMode=\"truck\" relativePosition=\"0.0\"/>\n");
    CHECK(alone(words, LinkPassage{100, 0, lorry, 41, no_passage_link}) ==
          "<event time=\"10.0\" type=\"vehicle leaves traffic\" person=\"1\" link=\"42\" vehicle=\"1_truck\" "
          "networkMode=\"truck\" relativePosition=\"1.0\"/>\n");
    CHECK(alone(words, LinkPassage{5, 0, lorry, 41, aborted_link}) ==
          "<event time=\"0.5\" type=\"vehicle aborts\" link=\"42\" vehicle=\"1_truck\"/>\n");
    using Kind = LegEvent::Kind;
    CHECK(alone(words, LegEvent{100, 0, lorry, 6, city::Activity::home, Kind::begins}) ==
          "<event time=\"10.0\" type=\"actend\" person=\"1\" link=\"7\" actType=\"home\"/>\n"
          "<event time=\"10.0\" type=\"departure\" person=\"1\" link=\"7\" legMode=\"truck\"/>\n"
          "<event time=\"10.0\" type=\"PersonEntersVehicle\" person=\"1\" vehicle=\"1_truck\"/>\n");
    CHECK(alone(words, LegEvent{101, 0, lorry, 6, city::Activity::work, Kind::ends}) ==
          "<event time=\"10.1\" type=\"PersonLeavesVehicle\" person=\"1\" vehicle=\"1_truck\"/>\n"
          "<event time=\"10.1\" type=\"arrival\" person=\"1\" link=\"7\" legMode=\"truck\"/>\n"
          "<event time=\"10.1\" type=\"actstart\" person=\"1\" link=\"7\" actType=\"work\"/>\n");
    CHECK(alone(words, LegEvent{0, 0, walker, no_event_link, city::Activity::escort, Kind::begins}) ==
          "<event time=\"0.0\" type=\"actend\" person=\"12\" actType=\"escort\"/>\n"
          "<event time=\"0.0\" type=\"departure\" person=\"12\" legMode=\"walk\"/>\n");
    CHECK(alone(words, LegEvent{0, 0, walker, 9, city::Activity::escort, Kind::is_stuck}) ==
          "<event time=\"0.0\" type=\"stuckAndAbort\" person=\"12\" link=\"10\" legMode=\"walk\"/>\n");
}

TEST_CASE("rows of any kinds and times come out of their members as if each stood alone")
{
    EventWords const words(links);
    std::mt19937 random(3);
    for (unsigned const longest_step : {1U, 3U, 2'000U}) {
        std::string members;
        EventText text(words, members);
        std::string members_of_runs;
        EventText in_runs(words, members_of_runs);  // is given passages together
        std::vector<LinkPassage> run;
        std::string expected;
        std::int32_t time = 0;
        while (expected.size() < 2 * EventText::member_letters + 10'000) {
            if (random() % 10 == 0) time += static_cast<std::int32_t>(random() % (longest_step + 1));
            auto const person = static_cast<std::uint32_t>(1 + (random() % Rider::most_persons >> random() % 28));
            auto const link_or_none = [&] {
                return random() % 20 == 0 ? no_passage_link
                                          : static_cast<std::uint32_t>(random() % links >> random() % 17);
            };
            Rider rider(person, static_cast<city::Mode>(random() % city::mode_count));
            if (random() % 3 > 0) {
                if (!city::has_vehicle(static_cast<city::Mode>(rider.mode()))) rider = Rider(person, city::Mode::taxi);
                LinkPassage passage{time, 0, rider, link_or_none(), link_or_none()};
                if (passage.from == no_passage_link && passage.to == no_passage_link) passage.to = 0;
                text.add(passage);
                run.push_back(passage);
                expected += alone(words, passage);
            } else {
                LegEvent const event{time,
                                     0,
                                     rider,
                                     link_or_none(),
                                     static_cast<city::Activity>(random() % 14),
                                     static_cast<LegEvent::Kind>(random() % 3)};
                text.add(event);
                in_runs.add(run);
                in_runs.add(event);
                run.clear();
                expected += alone(words, event);
            }
            REQUIRE(expected.ends_with(text.text()));
        }
        text.finish();
        CHECK(text.text().empty());
        CHECK(test::gunzip(members) == expected);
        in_runs.add(run);
        in_runs.finish();
        CHECK(members_of_runs == members);
    }
}
