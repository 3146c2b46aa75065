// Indicators of which a day has nothing are told apart from those that no option changes.
#include "study/absence.hpp"

#include "study/answer_table.hpp"
#include "study/synthetic_study.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using scenario::DayKind;
using study::Absence;

namespace {

void set(study::RunRecord& run, std::string_view id, double value)
{
    std::ranges::find(run.kpis, id, &results::Kpi::id)->value = value;
}

}  // namespace

TEST_CASE("what is 0 in all runs is absent where nothing was asked of its service")
{
    study::StudyAnswer answer;
    answer.runs = test::hand_runs();
    for (auto& run : answer.runs) set(run, "wifi_offered_person_min", 200'000);
    CHECK(absence_of(answer, "", DayKind::weekend, "counter_mean_wait_min") == Absence::closed);
    CHECK(absence_of(answer, "", DayKind::holiday, "school_carried_pupils") == Absence::closed);
    CHECK(absence_of(answer, "", DayKind::weekday, "counter_mean_wait_min") == Absence::no_demand);
    CHECK(absence_of(answer, "", DayKind::weekend, "clinic_hospital_wait_min") == Absence::no_demand);
    CHECK(absence_of(answer, "", DayKind::weekend, "coach_parking_kerb") == Absence::no_demand);
    CHECK(absence_of(answer, "", DayKind::weekday, "transit_mean_wait_min") == Absence::no_demand);
    CHECK(absence_of(answer, "", DayKind::weekday, "wifi_carried_person_min") == Absence::none);
    CHECK(absence_of(answer, "", DayKind::weekday, "wifi_carried_share_pct") == Absence::none);  // 0, yet wanted
    CHECK(absence_of(answer, "", DayKind::weekday, "mean_trip_min") == Absence::none);           // of no service
    set(answer.runs.back(), "counter_offered_visits", 3);  // one variant alone: there is something to compare
    CHECK(absence_of(answer, "", DayKind::weekend, "counter_mean_wait_min") == Absence::none);
}

TEST_CASE("runs of another kind of day do not count")
{
    study::StudyAnswer answer;
    answer.runs = test::hand_runs();
    answer.runs.push_back(answer.runs.front());
    answer.runs.back().day = "tet";
    set(answer.runs.back(), "counter_offered_visits", 3);
    CHECK(absence_of(answer, "", DayKind::weekend, "counter_mean_wait_min") == Absence::closed);
    CHECK(absence_of(answer, "tet", DayKind::weekday, "counter_mean_wait_min") == Absence::none);
}

TEST_CASE("the table says that a service is closed")
{
    auto study = test::hand_study();
    study.kpis = {{"counter_mean_wait_min", scenario::Better::less, 0},
                  {"wifi_carried_person_min", scenario::Better::more, 0}};
    auto subject = test::hand_subject();
    subject.day = DayKind::weekend;
    auto const answer = study::evaluate(study, subject, test::hand_runs());
    auto const& rows = study::answer_table(study, answer).find(study::AnswerPart::indicators)->rows;
    CHECK(rows[0].cells[0].difference == "no difference");
    CHECK(rows[0].cells[0].remark == "closed that day");
    CHECK(rows[1].cells[1].difference == "no difference");
    CHECK(rows[1].cells[1].remark.empty());
}
