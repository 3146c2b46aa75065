#include "services/parking.hpp"

#include "core/archive.hpp"
#include "services/figures.hpp"
#include "services/visit_book.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace halong::services {
namespace {

using city::Mode;
using city::PlaceKind;

constexpr double detour = 1.3;       // way over the distance as the crow flies, an assumption
constexpr double search_min = 0.25;  // in an empty car park; over the free share in one that fills (assumption)
constexpr double full_share = 0.85;  // occupancy that planners aim at (Shoup 2005)

struct KindOf {
    std::string_view service;
    Mode mode;
    double scenario::ParkingParameters::*spaces_per_person;
    double scenario::ParkingParameters::*fee_vnd;
};

KindOf const& about(ParkedKind kind)
{
    using P = scenario::ParkingParameters;
    static constexpr std::array<KindOf, 3> kinds{
        {{"motorbike_parking", Mode::motorbike, &P::motorbike_spaces_per_person, &P::motorbike_fee_vnd},
         {"car_parking", Mode::car, &P::car_spaces_per_person, &P::car_fee_vnd},
         {"coach_parking", Mode::coach, &P::coach_spaces_per_person, &P::coach_fee_vnd}}};
    return kinds[static_cast<std::size_t>(kind)];
}

bool is_sight(PlaceKind kind)
{
    constexpr std::array sights{PlaceKind::attraction, PlaceKind::beach,       PlaceKind::museum,
                                PlaceKind::cable_car,  PlaceKind::pier,        PlaceKind::cruise_port,
                                PlaceKind::square,     PlaceKind::night_market};
    return std::ranges::find(sights, kind) != sights.end();
}

bool takes_fee(PlaceKind kind) { return is_sight(kind) || kind == PlaceKind::market || kind == PlaceKind::mall; }

// Open to whoever is bound elsewhere.
bool is_public(PlaceKind kind) { return takes_fee(kind) || kind == PlaceKind::park || kind == PlaceKind::bus_station; }

bool takes_coaches(PlaceKind kind)
{
    return is_sight(kind) || kind == PlaceKind::hotel || kind == PlaceKind::bus_station;
}

bool is_pier(PlaceKind kind) { return kind == PlaceKind::pier || kind == PlaceKind::cruise_port; }

bool has_car_park(city::Place const& place) { return place.kind != PlaceKind::gateway; }

double persons_at_once(city::Place const& place)
{
    double const open_h = std::max(1.0, place.closes_h - place.opens_h);
    double const stay_h = std::min(place.stay_median_min / 60, open_h);
    double const visitors = place.visits_per_day * stay_h / (open_h / 4);
    return visitors + 0.8 * static_cast<double>(place.jobs) + 1.5 * static_cast<double>(place.rooms) +
           0.3 * static_cast<double>(place.pupils);
}

// A car park within reach of a place, and what it costs to use it when it is empty, minutes.
struct Reach {
    std::uint32_t lot = 0;
    double cost_min = 0;
};

struct Departure {
    Millis time_ms = 0;
    std::uint32_t traveller = 0;
    std::uint32_t lot = 0;
    [[nodiscard]] auto order() const { return std::tuple(time_ms, traveller, lot); }
};

bool later(Departure const& a, Departure const& b) { return b.order() < a.order(); }

class Parking final : public Service {
public:
    Parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
            scenario::ParkingParameters const& parameters);

    void presences(std::span<city::Presence const> presences) override;
    void advance(Millis until_ms) override { leave_before(until_ms); }
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, kind, parameters, rows, spaces, reach, taken, seen_ms, busy_ms, lot_of, departures, by_site,
               by_zone, cruising_mm, search_ms, elsewhere, turned_away, peak, peak_at] = self;
        // Given: city … reach.
        archive.section(about(kind).service);
        archive(taken, seen_ms, busy_ms, lot_of, departures, by_site, by_zone, cruising_mm, search_ms, elsewhere,
                turned_away, peak, peak_at);
    }

private:
    static constexpr std::uint32_t none = PlaceRows::none;

    void find_reach();
    void write_log(std::uint32_t lot, Millis now_ms);
    void leave_before(Millis until_ms);
    void come(city::Presence const& coming);
    [[nodiscard]] std::uint32_t choose(std::uint32_t row, std::vector<std::uint32_t> const& tried) const;
    void park(std::uint32_t traveller, std::uint32_t lot, Millis now_ms);
    void take_leave(city::Presence const& presence);

    city::City const& city_;
    city::Plans const& plans_;
    ParkedKind kind_;
    scenario::ParkingParameters parameters_;
    PlaceRows rows_;
    std::vector<std::int64_t> spaces_;       // by lot, which is the row of its place
    std::vector<std::vector<Reach>> reach_;  // by row: car parks in the order of lots
    std::vector<std::int64_t> taken_;        // by lot
    std::vector<Millis> seen_ms_;            // by lot: up to when `busy_ms_` is written
    std::vector<std::int64_t> busy_ms_;      // [lot][hour]: space-milliseconds taken
    std::vector<std::uint32_t> lot_of_;      // by traveller: where his vehicle stands
    std::vector<Departure> departures_;      // a heap, the next on top
    TallyTable by_site_;
    TallyTable by_zone_;
    std::int64_t cruising_mm_ = 0;
    std::int64_t search_ms_ = 0;
    std::int64_t elsewhere_ = 0;
    std::vector<std::int64_t> turned_away_;  // by row
    std::vector<std::int64_t> peak_;         // by lot: most taken at once
    std::vector<Millis> peak_at_;
};

Parking::Parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
                 scenario::ParkingParameters const& parameters)
    : city_(city),
      plans_(plans),
      kind_(kind),
      parameters_(parameters),
      rows_(city, has_car_park),
      taken_(rows_.size(), 0),
      seen_ms_(rows_.size(), 0),
      busy_ms_(rows_.size() * core::hours_per_day, 0),
      lot_of_(plans.traveller_count(), none),
      by_site_(rows_.size()),
      by_zone_(city.zones.size()),
      turned_away_(rows_.size(), 0),
      peak_(rows_.size(), 0),
      peak_at_(rows_.size(), 0)
{
    for (core::PlaceId const id : rows_.places()) spaces_.push_back(spaces_of(city.places[id], kind, parameters));
    find_reach();
}

void Parking::find_reach()
{
    double const metres_per_min = parameters_.walk_kmh * 1000 / 60;
    for (core::PlaceId const here : rows_.places()) {
        std::vector<Reach> lots;
        for (std::uint32_t lot = 0; lot < rows_.size(); ++lot) {
            city::Place const& there = city_.places[rows_[lot]];
            double const metres = geo::distance_m(city_.places[here].position, there.position);
            bool const is_own = rows_[lot] == here;
            if (spaces_[lot] == 0 || metres > parameters_.walk_m || !(is_own || is_public(there.kind))) continue;
            double const fee_min =
                takes_fee(there.kind) ? parameters_.*about(kind_).fee_vnd / parameters_.vnd_per_min : 0;
            lots.push_back({lot, 2 * metres * detour / metres_per_min + fee_min});
        }
        reach_.push_back(std::move(lots));
    }
}

// Hours of the day; what stands longer counts up to midnight.
void Parking::write_log(std::uint32_t lot, Millis now_ms)
{
    Millis const until = std::min(now_ms, core::ms_per_day);
    for (Millis from = seen_ms_[lot]; from < until;) {
        Millis const to = std::min(until, (from / core::ms_per_hour + 1) * core::ms_per_hour);
        auto const hour = static_cast<std::size_t>(core::hour_of(from));
        busy_ms_[lot * core::hours_per_day + hour] += taken_[lot] * (to - from);
        from = to;
    }
    seen_ms_[lot] = std::max(seen_ms_[lot], until);
}

void Parking::leave_before(Millis until_ms)
{
    while (!departures_.empty() && departures_.front().time_ms < until_ms) {
        std::ranges::pop_heap(departures_, later);
        Departure const departure = departures_.back();
        departures_.pop_back();
        write_log(departure.lot, departure.time_ms);
        --taken_[departure.lot];
    }
}

// The best car park that has not been tried; `none` when all have been.
std::uint32_t Parking::choose(std::uint32_t row, std::vector<std::uint32_t> const& tried) const
{
    std::uint32_t best = none;
    double least = 0;
    for (Reach const& at : reach_[row]) {
        if (std::ranges::find(tried, at.lot) != tried.end()) continue;
        auto const spaces = static_cast<double>(spaces_[at.lot]);
        double const free = std::max(1.0, spaces - static_cast<double>(taken_[at.lot])) / spaces;
        double const cost = at.cost_min + search_min / free;
        if (best != none && cost >= least) continue;
        best = at.lot;
        least = cost;
    }
    return best;
}

void Parking::park(std::uint32_t traveller, std::uint32_t lot, Millis now_ms)
{
    write_log(lot, now_ms);
    ++taken_[lot];
    lot_of_[traveller] = lot;
    if (taken_[lot] <= peak_[lot]) return;
    peak_[lot] = taken_[lot];
    peak_at_[lot] = now_ms;
}

// The vehicle goes when its traveller leaves with it, maybe after stays elsewhere.
void Parking::take_leave(city::Presence const& presence)
{
    std::uint32_t const lot = lot_of_[presence.traveller];
    if (lot == none || plans_.mode[presence.stay] != about(kind_).mode || presence.to_ms == core::never) return;
    lot_of_[presence.traveller] = none;
    departures_.push_back({std::max(presence.to_ms, presence.from_ms), presence.traveller, lot});
    std::ranges::push_heap(departures_, later);
}

void Parking::come(city::Presence const& coming)
{
    std::uint32_t const row = rows_.of(plans_.place[coming.stay]);
    if (row == none || coming.from_ms >= core::ms_per_day) return;
    Tally tally{thousandths, reach_[row].empty() ? 0 : thousandths, 0};
    std::vector<std::uint32_t> tried;
    for (std::uint32_t lot = choose(row, tried); lot != none; lot = choose(row, tried)) {
        if (!tried.empty()) {
            double const metres =
                detour * geo::distance_m(city_.places[rows_[tried.back()]].position, city_.places[rows_[lot]].position);
            cruising_mm_ += std::llround(1000 * metres);
            search_ms_ += std::llround(metres * 3600 / parameters_.search_kmh);
        }
        if (taken_[lot] < spaces_[lot]) {
            if (lot != row) ++elsewhere_;
            tally.carried = thousandths;
            park(coming.traveller, lot, coming.from_ms);
            break;
        }
        tried.push_back(lot);
    }
    if (tally.carried == 0) ++turned_away_[row];
    int const hour = core::hour_of(coming.from_ms);
    city::PersonClass const person_class = plans_.person_class[coming.traveller];
    by_site_.at(row, hour, person_class) += tally;
    by_zone_.at(plans_.zone[coming.stay].value(), hour, person_class) += tally;
}

void Parking::presences(std::span<city::Presence const> presences)
{
    for (city::Presence const& presence : presences) {
        leave_before(presence.from_ms + 1);
        bool const arrives = presence.stay > plans_.stays_begin(presence.traveller) &&
                             plans_.mode[presence.stay - 1] == about(kind_).mode;
        if (arrives) come(presence);
        take_leave(presence);
    }
}

ServiceResult Parking::result() const
{
    Parking day(*this);
    day.leave_before(core::ms_per_day);
    ServiceResult result;
    result.service = std::string(about(kind_).service);
    result.unit = "vehicle";
    result.places = rows_.places();
    result.by_site = by_site_;
    result.by_zone = by_zone_;
    std::vector<double> occupancies;
    std::int64_t full_hours = 0;
    double pier_peak_pct = 0;
    for (std::uint32_t lot = 0; lot < rows_.size(); ++lot) {
        day.write_log(lot, core::ms_per_day);
        auto const spaces = static_cast<double>(spaces_[lot]);
        int full = 0;
        for (std::size_t hour = 0; hour < core::hours_per_day; ++hour) {
            std::int64_t const busy = day.busy_ms_[lot * core::hours_per_day + hour];
            result.busy_ms.push_back(busy);
            result.duty_ms.push_back(spaces_[lot] * core::ms_per_hour);
            if (spaces_[lot] == 0) continue;
            double const occupancy = static_cast<double>(busy) / (spaces * core::ms_per_hour);
            occupancies.push_back(occupancy);
            full += occupancy > full_share ? 1 : 0;
        }
        full_hours += full;
        result.peaks.push_back({static_cast<double>(peak_[lot]), peak_at_[lot], full / 24.0});
        if (spaces_[lot] > 0 && is_pier(city_.places[rows_[lot]].kind)) {
            pier_peak_pct = std::max(pier_peak_pct, 100 * static_cast<double>(peak_[lot]) / spaces);
        }
    }
    result.extras = {{"spaces", static_cast<double>(sum(spaces_))},
                     {"turned_away", static_cast<double>(sum(turned_away_))},
                     {"elsewhere", static_cast<double>(elsewhere_)},
                     {"cruising_km", static_cast<double>(cruising_mm_) / 1e6},
                     {"search_h", hours(search_ms_)},
                     {"occupancy_p95_pct", 100 * percentile(occupancies, 95)},
                     {"hours_above_85_pct", static_cast<double>(full_hours)},
                     {"pier_peak_pct", pier_peak_pct}};
    return result;
}

}  // namespace

std::int64_t spaces_of(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parameters)
{
    double const persons = persons_at_once(place);
    if (persons <= 0 || (kind == ParkedKind::coach && !takes_coaches(place.kind))) return 0;
    double const spaces = persons * (parameters.*about(kind).spaces_per_person);
    if (spaces <= 0 || parameters.spaces_factor <= 0) return 0;
    return std::max<std::int64_t>(1, std::llround(std::ceil(spaces) * parameters.spaces_factor));
}

std::unique_ptr<Service> make_parking(city::City const& city, city::Plans const& plans, ParkedKind kind,
                                      scenario::ParkingParameters const& parameters)
{
    if (std::ranges::none_of(city.places, has_car_park)) return nullptr;
    return std::make_unique<Parking>(city, plans, kind, parameters);
}

}  // namespace halong::services
