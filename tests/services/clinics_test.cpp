// Hospitals and clinics: posts and hours, the way of a patient, emergencies, beds.
#include "services/clinics.hpp"

#include "services/clinic_posts.hpp"
#include "services/desk_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;

namespace {

// Times do not vary, nobody is an emergency, needs a test or a bed, or loses patience.
scenario::ClinicParameters plain()
{
    scenario::ClinicParameters p;
    p.register_min = 2;
    p.exam_min = 10;
    p.test_min = 15;
    p.second_exam_min = 5;
    p.pharmacy_min = 3;
    p.service_cv = 0;
    p.emergency_share = 0;
    p.test_share = 0;
    p.admission_share = 0;
    p.patience_mean_min = 1e6;
    return p;
}

city::Place hospital(int doctors)
{
    auto place = desk_place("hospital", city::PlaceKind::hospital, 0, 24);
    place.posts = doctors;
    place.visits_per_day = 10;
    place.beds = 2;
    return place;
}

// Somebody for each time; he comes to the only place. The day is over at 30:00.
struct Day {
    city::City town;
    PlanSketch sketch;
    std::unique_ptr<Service> service;
    std::vector<Release> released;

    Day(city::Place const& place, scenario::ClinicParameters const& p, std::vector<Millis> const& times)
        : town(town_with({place}))
    {
        for (std::size_t i = 0; i < times.size(); ++i) {
            desk_visit(sketch, "patient " + std::to_string(i), core::PlaceId{0}, city::Activity::health);
        }
        service = make_clinics(town, sketch.plans, p, core::Random(1));
        for (std::uint32_t i = 0; i < times.size(); ++i) {
            CHECK(service->admit({i, 3 * i + 1, times[i], times[i] + hour}) == core::never);
        }
        service->release(30 * hour, released);
    }
    [[nodiscard]] Millis leave_of(std::uint32_t patient) const
    {
        auto const found = std::ranges::find(released, 3 * patient + 1, &Release::stay);
        REQUIRE(found != released.end());
        return found->leave_ms;
    }
};

}  // namespace

TEST_CASE("clinics: posts as stated or by the visits, fewer at noon and at night")
{
    auto p = plain();
    p.test_share = 0.5;
    p.hospital_utilisation = 0.5;
    p.lunch_share = 0.5;
    p.night_share = 0.25;
    auto place = hospital(0);
    place.visits_per_day = 540;  // in 10 h less half of 2 h at noon: one a minute
    CHECK(posts_at(place, ClinicStation::registration, p) == 4);
    CHECK(posts_at(place, ClinicStation::doctor, p) == 25);  // 10 minutes, and 5 more for every second
    CHECK(posts_at(place, ClinicStation::laboratory, p) == 15);
    CHECK(posts_at(place, ClinicStation::pharmacy, p) == 6);
    p.posts_factor = 2;
    CHECK(posts_at(place, ClinicStation::doctor, p) == 50);
    place.posts = 8;
    CHECK(posts_at(place, ClinicStation::doctor, p) == 16);
    auto const doctors = clinic_rules(place, ClinicStation::doctor, p);
    std::vector<int> servers;
    for (Shift const& shift : doctors.shifts) servers.push_back(shift.servers);
    CHECK(servers == std::vector{4, 16, 8, 16, 4});
    CHECK(clinic_rules(place, ClinicStation::registration, p).shifts.front().from_ms == 7 * hour);

    auto station = desk_place("station", city::PlaceKind::clinic, 7.5, 16);
    station.visits_per_day = 50;
    CHECK(posts_at(station, ClinicStation::registration, p) == 0);
    CHECK(posts_at(station, ClinicStation::laboratory, p) == 0);
    CHECK(outpatient_hours(station, p).opens_h == 7.5);
    CHECK_FALSE(never_closes(station));
}

TEST_CASE("clinics: a patient goes from desk to doctor, laboratory, doctor and pharmacy")
{
    // Two minutes between stations and out.
    Day const simple(hospital(1), plain(), {9 * hour});
    CHECK(simple.leave_of(0) == 9 * hour + (2 + 2 + 10 + 2 + 3 + 2) * minute);
    auto p = plain();
    p.test_share = 1;
    Day const tested(hospital(1), p, {9 * hour});
    CHECK(tested.leave_of(0) == 9 * hour + (2 + 2 + 10 + 2 + 15 + 2 + 5 + 2 + 3 + 2) * minute);
    p = plain();
    p.emergency_share = 1;
    Day const urgent(hospital(1), p, {3 * hour});  // at night, and past the desk
    CHECK(urgent.leave_of(0) == 3 * hour + (10 + 2 + 3 + 2) * minute);
    Day const station(desk_place("station", city::PlaceKind::clinic, 7, 17), plain(), {9 * hour});
    CHECK(station.leave_of(0) == 9 * hour + (10 + 2 + 3 + 2) * minute);

    auto const result = tested.service->result();
    CHECK(result.service == "clinic");
    CHECK(result.by_site.total() == Tally{1'000, 1'000, 1'000});
    CHECK(figure(result, "mean_total_min") == Approx(43));
    CHECK(figure(result, "within_norm_pct") == 100);
    CHECK(figure(result, "hospital_at_once_pct") == 0);  // registration comes first
    CHECK(result.busy_ms[9] == 15 * minute);
}

TEST_CASE("clinics: who comes before opening waits with all others, and the first care counts")
{
    Day const early(hospital(1), plain(), {6 * hour, 6 * hour + 30 * minute});
    // The desk opens at 7:00; the second is registered two minutes later and waits eight for the doctor.
    auto const result = early.service->result();
    CHECK(early.leave_of(0) == 7 * hour + 21 * minute);
    CHECK(early.leave_of(1) == 7 * hour + 31 * minute);
    CHECK(result.waits.wait_ms[6] == (60 + 32 + 8 + 2 * 4) * minute);
    CHECK(figure(result, "hospital_wait_min") == Approx(54));
    CHECK(figure(result, "hospital_at_once_pct") == 0);
}

TEST_CASE("clinics: an emergency overtakes those who wait, and interrupts nobody")
{
    std::vector<Millis> times;
    for (int i = 0; i < 60; ++i) times.push_back(8 * hour + i * minute);
    auto p = plain();
    p.emergency_share = 0.1;
    p.service_cv = 0.7;
    Day const day(hospital(3), p, times);
    auto none = p;
    none.emergency_share = 0;
    Day const calm(hospital(3), none, times);
    int sooner = 0;
    for (std::uint32_t i = 0; i < times.size(); ++i) {
        if (day.leave_of(i) < calm.leave_of(i) - 30 * minute) ++sooner;
    }
    CHECK(sooner >= 2);
    CHECK(sooner <= 14);
}

TEST_CASE("clinics: who is given a bed stays for the night, and beds run out")
{
    auto p = plain();
    p.admission_share = 1;
    p.beds_taken_share = 0.5;  // one of two
    p.stay_days = 1e9;         // nobody goes home
    Day const day(hospital(3), p, {8 * hour, 9 * hour, 10 * hour});
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(day.leave_of(i) == core::never);
    auto const result = day.service->result();
    CHECK(figure(result, "admitted") == 3);
    CHECK(figure(result, "without_bed") == 2);
    CHECK(figure(result, "peak_beds_pct") == 200);
    CHECK(result.by_site.total().carried == 3'000);
    p.stay_days = 1;  // the one goes home between 8:00 and 16:00
    Day const turnover(hospital(3), p, {18 * hour});
    CHECK(figure(turnover.service->result(), "without_bed") == 0);
    CHECK(figure(turnover.service->result(), "peak_beds_pct") == 50);
}

TEST_CASE("clinics: patients lose patience before a doctor has seen them, not after")
{
    std::vector<Millis> times;
    for (int i = 0; i < 80; ++i) times.push_back(8 * hour + i * minute);
    auto p = plain();
    p.patience_mean_min = 60;
    Day const day(hospital(1), p, times);
    auto const result = day.service->result();
    CHECK(day.released.size() == 80);
    auto const total = result.by_site.total();
    CHECK(total.offered == 80'000);
    CHECK(total.carried + 1'000 * result.waits.all_turned_away == 80'000);
    CHECK(result.waits.all_turned_away > 30);
    CHECK(figure(result, "abandonment_pct") == Approx(100.0 * result.waits.all_turned_away / 80));
}

TEST_CASE("clinics: a clinic turns away who comes after closing time, a hospital nobody")
{
    auto town = town_with({desk_place("station", city::PlaceKind::clinic, 7, 17), hospital(1)});
    PlanSketch sketch;
    auto const late = desk_visit(sketch, "late", core::PlaceId{0}, city::Activity::health);
    auto const night = desk_visit(sketch, "night", core::PlaceId{1}, city::Activity::health);
    auto const guest = desk_visit(sketch, "guest", core::PlaceId{1}, city::Activity::visit);
    auto const service = make_clinics(town, sketch.plans, plain(), core::Random(1));
    CHECK_FALSE(service->admits(guest));
    CHECK(service->admit({0, late, 17 * hour, 18 * hour}) == 17 * hour + 2 * minute);
    CHECK(service->admit({1, night, 21 * hour, 22 * hour}) == core::never);
    std::vector<Release> released;
    service->release(24 * hour, released);
    CHECK(released.size() == 1);
    CHECK(service->result().by_site.total() == Tally{2'000, 1'000, 1'000});
    CHECK(make_clinics(line_town(), sketch.plans, plain(), core::Random(1)) == nullptr);
}

TEST_CASE("clinics: a day does not depend on windows or on being saved in the middle")
{
    auto place = hospital(4);
    place.beds = 30;
    auto const town = town_with({place});
    PlanSketch sketch;
    for (int i = 0; i < 80; ++i) {
        desk_visit(sketch, "patient " + std::to_string(i), core::PlaceId{0}, city::Activity::health);
    }
    check_cutting(sketch.plans,
                  [&] { return make_clinics(town, sketch.plans, scenario::ClinicParameters{}, core::Random(7)); });
}
