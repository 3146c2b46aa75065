#include "services/clinic_posts.hpp"

#include <algorithm>
#include <cmath>

namespace halong::services {
namespace {

using city::PlaceKind;
using core::millis;

OutpatientHours lunch_within(OutpatientHours const& hours, scenario::ClinicParameters const& p)
{
    return {std::clamp(p.lunch_from_h, hours.opens_h, hours.closes_h),
            std::clamp(p.lunch_to_h, hours.opens_h, hours.closes_h)};
}

// Minutes of work at a station for each patient of the place.
double work_min(city::Place const& place, ClinicStation station, scenario::ClinicParameters const& p)
{
    bool const hospital = place.kind == PlaceKind::hospital;
    double const tested = hospital ? p.test_share : 0;
    switch (station) {
        case ClinicStation::registration:
            return hospital ? p.register_min * (1 - p.emergency_share) : 0;
        case ClinicStation::doctor:
            return p.exam_min + tested * p.second_exam_min;
        case ClinicStation::laboratory:
            return tested * p.test_min;
        case ClinicStation::pharmacy:
            break;
    }
    return p.pharmacy_min;
}

}  // namespace

OutpatientHours outpatient_hours(city::Place const& place, scenario::ClinicParameters const& p)
{
    bool const states = place.closes_h > place.opens_h && place.closes_h - place.opens_h < core::hours_per_day;
    return states ? OutpatientHours{place.opens_h, place.closes_h} : OutpatientHours{p.opens_h, p.closes_h};
}

bool never_closes(city::Place const& place) { return place.kind == PlaceKind::hospital; }

int posts_at(city::Place const& place, ClinicStation station, scenario::ClinicParameters const& p)
{
    double const each_min = work_min(place, station, p);
    if (!(each_min > 0)) return 0;
    OutpatientHours const hours = outpatient_hours(place, p);
    OutpatientHours const lunch = lunch_within(hours, p);
    double const minutes =
        60 * (hours.closes_h - hours.opens_h - (lunch.closes_h - lunch.opens_h) * (1 - p.lunch_share));
    bool const hospital = place.kind == PlaceKind::hospital;
    double const utilisation = hospital ? p.hospital_utilisation : p.clinic_utilisation;
    double posts = std::ceil(place.visits_per_day * each_min / (minutes * utilisation));
    if (station == ClinicStation::doctor && place.posts > 0) posts = static_cast<double>(place.posts);
    return std::max(1, static_cast<int>(std::lround(posts * p.posts_factor)));
}

StationRules clinic_rules(city::Place const& place, ClinicStation station, scenario::ClinicParameters const& p)
{
    int const posts = posts_at(place, station, p);
    OutpatientHours const hours = outpatient_hours(place, p);
    OutpatientHours const lunch = lunch_within(hours, p);
    auto const part = [posts](double share) {
        return std::min(posts, std::max(1, static_cast<int>(std::lround(posts * share))));
    };
    auto const at = [](double hour) { return millis(hour, core::ms_per_hour); };
    bool const at_night = never_closes(place) && station != ClinicStation::registration;
    StationRules rules;
    rules.ends_ms = at(hours.closes_h);
    if (posts == 0) return rules;
    if (at_night) rules.shifts.push_back({0, part(p.night_share)});
    rules.shifts.push_back({at(hours.opens_h), posts});
    if (lunch.opens_h < lunch.closes_h) {
        rules.shifts.push_back({at(lunch.opens_h), part(p.lunch_share)});
        rules.shifts.push_back({at(lunch.closes_h), posts});
    }
    // Who is still there is seen; in hospitals by those on duty.
    rules.shifts.push_back({at(hours.closes_h), never_closes(place) ? part(p.night_share) : posts});
    return rules;
}

}  // namespace halong::services
