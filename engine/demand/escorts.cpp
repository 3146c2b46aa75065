#include "demand/escorts.hpp"

#include "demand/parameters.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

using core::ms_per_minute;

constexpr int oldest_escort = 74;  // assumption
constexpr int youngest_escort = 18;
constexpr Millis late_for_work = 10 * ms_per_minute;
constexpr Millis at_home_between = 5 * ms_per_minute;

Millis minutes(double value) { return static_cast<Millis>(value * ms_per_minute); }

bool has_vehicle(Member const& member)
{
    return member.who.age >= youngest_escort && member.who.age <= oldest_escort &&
           (member.who.access.motorbike || member.who.access.own_car);
}

Millis between(Mode mode, Spot const& a, Spot const& b)
{
    return expected_travel_ms(mode, geo::distance_m(a.point, b.point));
}

void add_to(std::vector<SchoolRun>& runs, Tour const& duty, std::size_t child, bool brings)
{
    Millis const at = brings ? duty.arrive_by : duty.end;
    auto const same = std::ranges::find_if(runs, [&](SchoolRun const& run) {
        return run.brings == brings && run.at == at && run.school.node == duty.spot.node &&
               run.school.point == duty.spot.point;
    });
    if (same == runs.end()) {
        runs.push_back({duty.spot, at, brings, {child}});
    } else {
        same->children.push_back(child);
    }
}

// The children ride on the escort's leg: they leave when it leaves.
void tell_children(SchoolRun const& run, std::vector<Member>& members, Millis leave, Millis travel)
{
    for (std::size_t const child : run.children) {
        Tour& duty = *members[child].duty;
        if (run.brings) {
            duty.leave = leave;
            duty.travel = travel;
        } else {
            duty.end = leave;
        }
    }
}

// The worker's duty with the run on its way, or nothing where it does not fit.
std::optional<Tour> with_bring(SchoolRun const& run, Tour duty, Spot const& home)
{
    Millis const stop = minutes(parameter::escort_stop_min);
    Millis const out = between(duty.mode, home, run.school);
    duty.bring_travel = between(duty.mode, run.school, duty.spot);
    Millis const in_time = duty.arrive_by - duty.bring_travel - stop;
    Millis const at_gate = std::clamp(in_time, run.at - minutes(parameter::school_early_min), run.at);
    Millis const arrival = at_gate + stop + duty.bring_travel;
    bool const fits = arrival <= duty.arrive_by + late_for_work &&
                      duty.arrive_by - arrival <= minutes(parameter::escort_work_min) && at_gate >= out;
    if (!fits) return std::nullopt;
    duty.bring = {run.school, at_gate + stop};
    duty.leave = at_gate - out;
    return duty;
}

std::optional<Tour> with_fetch(SchoolRun const& run, Tour duty, Spot const& home)
{
    Millis const way = between(duty.mode, duty.spot, run.school);
    Millis const at_gate = std::max(run.at, duty.end + way);
    bool const fits = at_gate - run.at <= minutes(parameter::school_wait_min) &&
                      at_gate - way - duty.end <= minutes(parameter::escort_work_min);
    if (!fits) return std::nullopt;
    duty.end = at_gate - way;
    duty.fetch = {run.school, at_gate + minutes(parameter::escort_stop_min)};
    duty.fetch_home = between(duty.mode, run.school, home);
    return duty;
}

// Tries one vehicle after the other for the whole duty with the run on its way.
bool take_on(SchoolRun const& run, Member& worker, int member, VehicleLedger& vehicles, TourModes const& modes)
{
    Tour base = *worker.duty;
    if (run.brings ? base.bring.is_made() : base.fetch.is_made()) return false;
    ModeAccess access = worker.who.access;
    VehicleLedger others = vehicles;
    others.give_back(member);
    while (worker.duty_is_set || access.motorbike || access.own_car) {
        if (!worker.duty_is_set) {
            modes.choose_vehicle(base, worker.who, access);
            base.leave = std::max(0, base.arrive_by - base.travel);
        }
        auto const duty = run.brings ? with_bring(run, base, worker.who.home) : with_fetch(run, base, worker.who.home);
        if (duty && others.is_free(duty->mode, duty->leave, duty->back())) {
            others.take(duty->mode, duty->leave, duty->back(), member);
            vehicles = others;
            worker.duty = duty;
            worker.duty_is_set = true;
            return true;
        }
        if (worker.duty_is_set) return false;
        access = without(access, base.mode);
    }
    return false;
}

bool go_from_home(SchoolRun const& run, Member& adult, int member, VehicleLedger& vehicles, TourModes const& modes,
                  Tour& tour)
{
    ModeAccess access = adult.who.access;
    while (access.motorbike || access.own_car) {
        tour = Tour{};
        tour.activity = city::Activity::escort;
        tour.ordinal = run.brings ? 7 : 8;  // after the errands
        tour.spot = run.school;
        modes.choose_vehicle(tour, adult.who, access);
        tour.leave = run.at - tour.travel;
        tour.end = run.at + minutes(parameter::escort_stop_min);
        if (!adult.day.is_free(tour.leave, tour.back(), at_home_between)) return false;
        if (vehicles.is_free(tour.mode, tour.leave, tour.back())) {
            vehicles.take(tour.mode, tour.leave, tour.back(), member);
            adult.day.insert(tour);
            return true;
        }
        access = without(access, tour.mode);
    }
    return false;
}

}  // namespace

std::vector<SchoolRun> school_runs(std::vector<Member> const& members)
{
    std::vector<SchoolRun> runs;
    for (bool const brings : {true, false}) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (members[i].wants_escort) add_to(runs, *members[i].duty, i, brings);
        }
    }
    return runs;
}

bool escort_on_the_way(SchoolRun const& run, std::vector<Member>& members, VehicleLedger& vehicles,
                       TourModes const& modes)
{
    for (std::size_t i = 0; i < members.size(); ++i) {
        Member& worker = members[i];
        bool const works = worker.duty && worker.duty->activity == city::Activity::work && !worker.duty->overnight;
        if (!works || !has_vehicle(worker)) continue;
        if (!take_on(run, worker, static_cast<int>(i), vehicles, modes)) continue;
        Tour const& duty = *worker.duty;
        if (run.brings) {
            tell_children(run, members, duty.leave,
                          duty.bring.until - minutes(parameter::escort_stop_min) - duty.leave);
        } else {
            tell_children(run, members, duty.fetch.until, 0);
        }
        return true;
    }
    return false;
}

bool escort_from_home(SchoolRun const& run, std::vector<Member>& members, VehicleLedger& vehicles,
                      TourModes const& modes)
{
    for (bool const at_home_all_day : {true, false}) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            Member& adult = members[i];
            if (adult.duty.has_value() == at_home_all_day || !has_vehicle(adult)) continue;
            Tour tour;
            if (!go_from_home(run, adult, static_cast<int>(i), vehicles, modes, tour)) continue;
            if (run.brings) {
                tell_children(run, members, tour.leave, tour.travel);
            } else {
                tell_children(run, members, tour.end, 0);
            }
            return true;
        }
    }
    return false;
}

}  // namespace halong::demand
