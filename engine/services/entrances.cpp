#include "services/entrances.hpp"

#include "city/every_day.hpp"
#include "core/archive.hpp"
#include "services/visit_book.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace halong::services {
namespace {

using city::Activity;
using core::millis;

constexpr Millis away_at_once_ms = core::ms_per_minute;  // to read the sign and turn round

bool has_queue(city::Place const& place) { return place.has_queue(); }

bool has_hall(city::Place const& place)
{
    using city::PlaceKind;
    return place.kind == PlaceKind::pier || place.kind == PlaceKind::cruise_port || place.kind == PlaceKind::cable_car;
}

// Persons who wait in halls, and for how long they do so at level of service E or F: less than 0.28 m2 each
// (Fruin 1971, queueing).
struct HallDay {
    std::int64_t crowded_ms = 0;  // person-milliseconds
    double least_m2 = 0;          // for each person when it was fullest; 0: nobody waited
};

HallDay hall_day(std::span<QueueVisit const> visits, std::uint32_t row, double area_m2)
{
    constexpr double crowded_m2 = 0.28;
    std::vector<std::pair<Millis, std::int64_t>> changes;
    for (QueueVisit const& visit : visits) {
        if (visit.row != row || !visit.admitted || visit.wait_ms == 0) continue;
        changes.emplace_back(visit.come_ms, visit.persons);
        changes.emplace_back(visit.come_ms + visit.wait_ms, -visit.persons);
    }
    std::ranges::sort(changes);  // of one time, who goes in comes first
    HallDay day;
    std::int64_t waiting = 0;
    std::int64_t peak = 0;
    Millis since_ms = 0;
    for (auto const& [time_ms, change] : changes) {
        bool const crowded = area_m2 < crowded_m2 * static_cast<double>(waiting);
        if (crowded) day.crowded_ms += waiting * (time_ms - since_ms);
        since_ms = time_ms;
        waiting += change;
        peak = std::max(peak, waiting);
    }
    if (peak > 0) day.least_m2 = area_m2 / static_cast<double>(peak);
    return day;
}

// A place has so much room for persons from a moment on.
struct RoomChange {
    std::uint32_t row = 0;
    Millis from_ms = 0;
    std::int64_t persons = 0;
};

// Hours of the day in which at some moment at least as many were inside as there was room for; of a place that had room for
// `persons` until that was changed.
int full_hours(std::span<QueueVisit const> visits, std::uint32_t row, std::int64_t persons,
               std::span<RoomChange const> rooms)
{
    struct Step {
        Millis at_ms = 0;
        int order = 0;  // of one time: who leaves, then new room, then who enters
        std::int64_t inside = 0;
        std::int64_t room = 0;
    };
    std::vector<Step> steps;
    for (QueueVisit const& visit : visits) {
        if (visit.row != row || !visit.admitted) continue;
        steps.push_back({visit.enter_ms, 2, visit.persons, 0});
        if (visit.leave_ms != core::never) steps.push_back({visit.leave_ms, 0, -visit.persons, 0});
    }
    for (RoomChange const& change : rooms) {
        if (change.row == row) steps.push_back({change.from_ms, 1, 0, change.persons});
    }
    std::ranges::stable_sort(steps, {}, [](Step const& step) { return std::pair(step.at_ms, step.order); });
    std::array<bool, core::hours_per_day> is_full{};
    std::int64_t inside = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        inside += steps[i].inside;
        if (steps[i].order == 1) persons = steps[i].room;
        Millis const end_ms = i + 1 < steps.size() ? steps[i + 1].at_ms : core::ms_per_day;
        if (inside < persons || end_ms <= steps[i].at_ms) continue;
        for (Millis at_ms = steps[i].at_ms; at_ms < std::min(end_ms, core::ms_per_day);
             at_ms = (at_ms / core::ms_per_hour + 1) * core::ms_per_hour) {
            is_full[static_cast<std::size_t>(core::hour_of(at_ms))] = true;
        }
    }
    return static_cast<int>(std::ranges::count(is_full, true));
}

class Entrances final : public Service {
public:
    Entrances(city::City const& city, city::Plans const& plans, scenario::QueueParameters const& parameters,
              double by_hand_factor)
        : city_(city),
          plans_(plans),
          patience_ms_(millis(parameters.patience_min, core::ms_per_minute)),
          hall_m2_per_gate_(parameters.hall_m2_per_gate),
          rows_(city, has_queue),
          book_(rows_.size(), city.zones.size())
    {
        for (core::PlaceId const place : rows_.places()) {
            QueueRules rules = queue_rules(city.places[place]);
            if (city.places[place].kind == city::PlaceKind::cable_car) {
                rules.out = city::every_day(city.faults.mains.of(place));
            } else {
                rules.slow = city::every_day(city.faults.gates.of(place));
                rules.slow_factor = by_hand_factor;
            }
            queues_.emplace_back(rules);
        }
    }

    [[nodiscard]] bool admits(std::uint32_t stay) const override
    {
        return queues_for(plans_.activity[stay]) && rows_.of(plans_.place[stay]) != PlaceRows::none;
    }
    Millis admit(city::Presence const& coming) override;
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // every wait is known when it begins
    [[nodiscard]] ServiceResult result() const override;
    [[nodiscard]] std::vector<SpotNow> spots(Millis now_ms) const override;
    bool change_spot(SpotNow const& wanted, Millis now_ms) override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, patience, hall_m2_per_gate, rows, queues, book, rooms] = self;
        // Given: city … rows.
        archive.section("queue");
        archive.fixed(queues);
        archive(book, rooms);
    }

private:
    [[nodiscard]] SitePeak peak_of(std::uint32_t row, WaitTable const& waits) const;

    city::City const& city_;
    city::Plans const& plans_;
    Millis patience_ms_;
    double hall_m2_per_gate_;
    PlaceRows rows_;
    std::vector<FifoQueue> queues_;  // by row
    VisitBook book_;
    std::vector<RoomChange> rooms_;  // from outside, in the order of time
};

Millis Entrances::admit(city::Presence const& coming)
{
    core::PlaceId const place = plans_.place[coming.stay];
    std::uint32_t const row = rows_.of(place);
    std::int32_t const persons = plans_.persons[coming.traveller];
    bool const boards = plans_.mode[coming.stay] == city::Mode::transit;
    // Nobody aims at a show or sailing: whoever comes waits for the next one.
    Millis const patience_ms = std::max(patience_ms_, millis(city_.places[place].slot_min, core::ms_per_minute));
    double const service_s = city_.places[place].gate_s_per_person * persons;
    QueueOutcome const outcome = queues_[row].come({.come_ms = coming.from_ms,
                                                    .persons = persons,
                                                    .service_ms = millis(service_s, core::ms_per_second),
                                                    .leave_ms = coming.to_ms,
                                                    .least_inside_ms = plans_.min_duration[coming.stay],
                                                    .patience_ms = boards ? core::never : patience_ms});
    city::PersonClass const person_class = plans_.person_class[coming.traveller];
    book_.add({row, persons, coming.from_ms, outcome.wait_ms, outcome.enter_ms, outcome.leave_ms, outcome.admitted,
               outcome.open, person_class});
    book_.count(row, plans_.zone[coming.stay], coming.from_ms, person_class,
                tally_of(persons, outcome.open, outcome.admitted));
    return outcome.admitted ? outcome.leave_ms : coming.from_ms + away_at_once_ms;
}

std::vector<SpotNow> Entrances::spots(Millis now_ms) const
{
    std::vector<SpotNow> all;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        QueueRules const& rules = queues_[row].rules();
        all.push_back({rows_[row], queues_[row].waiting_at(now_ms), queues_[row].inside_at(now_ms), rules.servers,
                       rules.capacity == unlimited ? 0 : rules.capacity});
    }
    return all;
}

bool Entrances::change_spot(SpotNow const& wanted, Millis now_ms)
{
    std::uint32_t const row = rows_.of(wanted.place);
    if (row == PlaceRows::none) return false;
    QueueRules const& rules = queues_[row].rules();
    if ((wanted.servers > 0 && rules.servers == 0) || (wanted.capacity > 0 && rules.capacity == unlimited))
        return false;
    if (wanted.servers > 0) queues_[row].set_servers(static_cast<int>(wanted.servers), now_ms);
    if (wanted.capacity > 0) {
        queues_[row].set_capacity(wanted.capacity);
        rooms_.push_back({row, now_ms, wanted.capacity});
    }
    return true;
}

// The hour with the most people inside; the share of hours in which it was full.
SitePeak Entrances::peak_of(std::uint32_t row, WaitTable const& waits) const
{
    SitePeak peak;
    std::int64_t const capacity = city_.places[rows_[row]].capacity;
    int full = 0;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        std::int64_t const inside =
            waits.peak_inside[row * std::size_t{core::hours_per_day} + static_cast<std::size_t>(hour)];
        if (capacity > 0 && inside >= capacity) ++full;
        if (static_cast<double>(inside) <= peak.peak_load) continue;
        peak.peak_load = static_cast<double>(inside);
        peak.peak_at_ms = hour * core::ms_per_hour;
    }
    bool const is_changed = std::ranges::find(rooms_, row, &RoomChange::row) != rooms_.end();
    if (is_changed) full = full_hours(book_.visits(), row, capacity, rooms_);
    peak.busy_share = static_cast<double>(full) / core::hours_per_day;
    return peak;
}

ServiceResult Entrances::result() const
{
    ServiceResult result = book_.result("queue", "visit", rows_);
    for (std::uint32_t row = 0; row < rows_.size(); ++row) result.peaks.push_back(peak_of(row, result.waits));
    std::int64_t crowded_ms = 0;
    double least_m2 = 0;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        city::Place const& place = city_.places[rows_[row]];
        if (!has_hall(place)) continue;
        double const area_m2 = hall_m2_per_gate_ * static_cast<double>(std::max<std::int64_t>(1, place.gates));
        HallDay const day = hall_day(book_.visits(), row, area_m2);
        crowded_ms += day.crowded_ms;
        if (day.least_m2 > 0) least_m2 = least_m2 > 0 ? std::min(least_m2, day.least_m2) : day.least_m2;
    }
    result.extras = {{"turned_away_persons", static_cast<double>(result.waits.all_turned_away)},
                     {"mean_wait_min", result.waits.mean_wait_min},
                     {"wait_p95_min", result.waits.wait_p95_min},
                     {"hall_crowded_person_min", static_cast<double>(crowded_ms) / core::ms_per_minute},
                     {"hall_least_m2", least_m2}};
    return result;
}

}  // namespace

QueueRules queue_rules(city::Place const& place)
{
    QueueRules rules;
    rules.servers = static_cast<int>(place.gates);
    if (place.capacity > 0) rules.capacity = place.capacity;
    if (place.slot_min > 0) {
        rules.slot_ms = millis(place.slot_min, core::ms_per_minute);
        rules.slot_persons = place.slot_persons;
    }
    double const closes_h = place.closes_h > place.opens_h ? place.closes_h : place.closes_h + core::hours_per_day;
    if (closes_h - place.opens_h < core::hours_per_day) {
        rules.opens_ms = millis(place.opens_h, core::ms_per_hour);
        rules.closes_ms = millis(closes_h, core::ms_per_hour);
    }
    return rules;
}

bool queues_for(Activity activity)
{
    switch (activity) {
        case Activity::visit:
        case Activity::cruise:
        case Activity::leisure:
        case Activity::shopping:
        case Activity::meal:
            return true;
        default:
            return false;
    }
}

std::unique_ptr<Service> make_entrances(city::City const& city, city::Plans const& plans,
                                        scenario::QueueParameters const& parameters, double by_hand_factor)
{
    if (std::ranges::none_of(city.places, has_queue)) return nullptr;
    return std::make_unique<Entrances>(city, plans, parameters, by_hand_factor);
}

}  // namespace halong::services
