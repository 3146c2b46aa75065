#include "services/entrances.hpp"

#include "core/archive.hpp"
#include "services/wait_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halong::services {
namespace {

using city::Activity;

constexpr Millis away_at_once_ms = core::ms_per_minute;  // to read the sign and turn round
constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t thousandths = 1000;  // of a visit: tallies

Millis millis(double amount, Millis unit) { return static_cast<Millis>(std::lround(amount * unit)); }

class Entrances final : public Service {
public:
    Entrances(city::City const& city, city::Plans const& plans, scenario::QueueParameters const& parameters)
        : city_(city),
          plans_(plans),
          patience_ms_(millis(parameters.patience_min, core::ms_per_minute)),
          row_of_place_(city.places.size(), no_row),
          by_zone_(city.zones.size())
    {
        for (std::uint32_t i = 0; i < city.places.size(); ++i) {
            city::Place const& place = city.places[core::PlaceId{i}];
            if (!place.has_queue()) continue;
            row_of_place_[i] = static_cast<std::uint32_t>(places_.size());
            places_.emplace_back(i);
            queues_.emplace_back(queue_rules(place));
        }
        by_place_ = TallyTable(places_.size());
    }

    [[nodiscard]] bool admits(std::uint32_t stay) const override
    {
        return plans_.place[stay].valid() && queues_for(plans_.activity[stay]) &&
               row_of_place_[plans_.place[stay].value()] != no_row;
    }
    Millis admit(city::Presence const& coming) override;
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // every wait is known when it begins
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, patience, row_of_place, places, queues, visits, by_place, by_zone] = self;
        // Given: city … places.
        archive.section("queue");
        archive.fixed(queues);
        archive(visits, by_place, by_zone);
    }

private:
    [[nodiscard]] SitePeak peak_of(std::size_t row, WaitTable const& waits) const;

    city::City const& city_;
    city::Plans const& plans_;
    Millis patience_ms_;
    std::vector<std::uint32_t> row_of_place_;
    std::vector<core::PlaceId> places_;
    std::vector<FifoQueue> queues_;  // by row
    std::vector<QueueVisit> visits_;
    TallyTable by_place_;
    TallyTable by_zone_;
};

Millis Entrances::admit(city::Presence const& coming)
{
    core::PlaceId const place = plans_.place[coming.stay];
    std::uint32_t const row = row_of_place_[place.value()];
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
    visits_.push_back({row, persons, coming.from_ms, outcome.wait_ms, outcome.enter_ms, outcome.leave_ms,
                       outcome.admitted, outcome.open, person_class});
    std::int64_t const amount = persons * thousandths;
    Tally const tally{amount, outcome.open ? amount : 0, outcome.admitted ? amount : 0};
    int const hour = core::hour_of(coming.from_ms);
    by_place_.at(row, hour, person_class) += tally;
    by_zone_.at(plans_.zone[coming.stay].value(), hour, person_class) += tally;
    return outcome.admitted ? outcome.leave_ms : coming.from_ms + away_at_once_ms;
}

// The hour with the most people inside; the share of hours in which it was full.
SitePeak Entrances::peak_of(std::size_t row, WaitTable const& waits) const
{
    SitePeak peak;
    std::int64_t const capacity = city_.places[places_[row]].capacity;
    int full = 0;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        std::int64_t const inside = waits.peak_inside[row * core::hours_per_day + static_cast<std::size_t>(hour)];
        if (capacity > 0 && inside >= capacity) ++full;
        if (static_cast<double>(inside) <= peak.peak_load) continue;
        peak.peak_load = static_cast<double>(inside);
        peak.peak_at_ms = hour * core::ms_per_hour;
    }
    peak.busy_share = static_cast<double>(full) / core::hours_per_day;
    return peak;
}

ServiceResult Entrances::result() const
{
    ServiceResult result;
    result.service = "queue";
    result.unit = "visit";
    result.by_site = by_place_;
    result.by_zone = by_zone_;
    result.places = places_;
    result.waits = wait_table(visits_, places_.size());
    for (std::size_t row = 0; row < places_.size(); ++row) result.peaks.push_back(peak_of(row, result.waits));
    result.extras = {{"turned_away_persons", static_cast<double>(result.waits.all_turned_away)},
                     {"mean_wait_min", result.waits.mean_wait_min},
                     {"wait_p95_min", result.waits.wait_p95_min}};
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
                                        scenario::QueueParameters const& parameters)
{
    if (std::ranges::none_of(city.places, [](city::Place const& place) { return place.has_queue(); })) return nullptr;
    return std::make_unique<Entrances>(city, plans, parameters);
}

city::Experience experience_of(city::City const& city, std::span<ServiceResult const> results)
{
    city::Experience experience;
    std::size_t const cells = city.places.size() * core::hours_per_day;
    experience.wait_ms.assign(cells, 0);
    experience.crowding_permille.assign(cells, 0);
    for (ServiceResult const& result : results) {
        for (std::size_t i = 0; i < result.places.size() * core::hours_per_day; ++i) {
            core::PlaceId const place = result.places[i / core::hours_per_day];
            std::size_t const cell = place.value() * std::size_t{core::hours_per_day} + i % core::hours_per_day;
            std::int64_t const persons = result.waits.expected_persons[i];
            if (persons > 0) {
                experience.wait_ms[cell] = static_cast<Millis>(result.waits.expected_ms[i] / persons);
            }
            std::int64_t const capacity = city.places[place].capacity;
            if (capacity <= 0) continue;
            std::int64_t const permille = result.waits.peak_inside[i] * 1000 / capacity;
            experience.crowding_permille[cell] = static_cast<std::uint16_t>(std::min<std::int64_t>(permille, 1000));
        }
    }
    return experience;
}

}  // namespace halong::services
