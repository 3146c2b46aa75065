#include "demand/errands.hpp"

#include "core/exact_math.hpp"
#include "demand/mode_choice.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
#include <utility>

namespace halong::demand {
namespace {

using city::PlaceKind;
using core::ms_per_hour;
using core::ms_per_minute;
using core::Stream;
using scenario::DayKind;

constexpr int adult_age = 18;
constexpr int usual_age = 40;
constexpr std::uint32_t rated_limit = 3;  // errands by rate; the ordinals after them are fixed
constexpr std::uint32_t health_ordinal = 4;
constexpr std::uint32_t one_stop_ordinal = 5;
constexpr std::uint32_t stop_ordinal = 6;
constexpr DestinationChoice::Decisions decisions{Decision::errand_zone, Decision::errand_place};

bool serves(PlaceKind kind, Purpose purpose)
{
    switch (purpose) {
        case Purpose::shopping:
            return kind == PlaceKind::market || kind == PlaceKind::mall;
        case Purpose::leisure:
            return kind == PlaceKind::beach || kind == PlaceKind::square || kind == PlaceKind::night_market ||
                   kind == PlaceKind::park;
        case Purpose::health:
            return kind == PlaceKind::hospital || kind == PlaceKind::clinic;
        case Purpose::one_stop:
            break;
    }
    return kind == PlaceKind::one_stop_centre;
}

AlternativesByZone alternatives(city::City const& city, Purpose purpose)
{
    AlternativesByZone by_zone(city.zones.size());
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        city::Place const& place = city.places[core::PlaceId{i}];
        if (!is_usable(place) || !serves(place.kind, purpose) || !(place.visits_per_day > 0)) continue;
        by_zone[place.zone.value()].push_back({core::PlaceId{i}, place.stable_id, place.visits_per_day});
    }
    return by_zone;
}

// A doctor or an authority: published numbers of visits hold, and people take the day off for them.
bool must_be_today(Purpose purpose) { return purpose == Purpose::health || purpose == Purpose::one_stop; }

double total(AlternativesByZone const& by_zone)
{
    double sum = 0;
    for (auto const& of_zone : by_zone) sum += attraction_of(of_zone);
    return sum;
}

std::vector<double> residents_by_zone(Population const& population)
{
    std::vector<double> counts;
    for (std::size_t z = 0; z + 1 < population.first_person.size(); ++z) {
        counts.push_back(population.first_person[z + 1] - population.first_person[z]);
    }
    return counts;
}

DepartureProfile const& profile_of(Purpose purpose)
{
    switch (purpose) {
        case Purpose::shopping:
            return profiles::shopping_start;
        case Purpose::leisure:
            return profiles::leisure_start;
        case Purpose::health:
            return profiles::health_start;
        case Purpose::one_stop:
            break;
    }
    return profiles::one_stop_start;
}

city::Activity activity_of(Purpose purpose)
{
    switch (purpose) {
        case Purpose::shopping:
            return city::Activity::shopping;
        case Purpose::leisure:
            return city::Activity::leisure;
        case Purpose::health:
            return city::Activity::health;
        case Purpose::one_stop:
            break;
    }
    return city::Activity::visit;  // to an authority; the place says which
}

// Share of the procedures that are done online where this share of the dossiers is filed there: a visit to a counter
// leaves less than a dossier.
double online_procedures(scenario::CounterParameters const& p, double share_of_dossiers)
{
    double const online = p.dossiers_per_visit * share_of_dossiers / (1 - share_of_dossiers);
    return online / (1 + online);
}

Millis opening(city::Place const& place) { return static_cast<Millis>(place.opens_h * ms_per_hour); }
Millis closing(city::Place const& place)
{
    double const closes_h = place.closes_h > place.opens_h ? place.closes_h : place.closes_h + 24;
    return static_cast<Millis>(closes_h * ms_per_hour);
}

}  // namespace

Errands::Errands(city::City const& city, scenario::Scenario const& scenario, ZoneGeometry const& geometry,
                 Population const& population, TourModes const& modes, core::Random const& random)
    : city_(city), scenario_(scenario), geometry_(geometry), modes_(modes), random_(random)
{
    double const decay = scenario.demand.gravity_decay_per_km;
    auto const residents = residents_by_zone(population);
    auto const everybody = static_cast<double>(population.person_count());
    for (int p = 0; p < purpose_count; ++p) {
        auto const purpose = static_cast<Purpose>(p);
        auto const places = alternatives(city, purpose);
        choice_[static_cast<std::size_t>(p)] =
            must_be_today(purpose)
                ? doubly_constrained_choice(geometry, places, residents, decay)
                : singly_constrained_choice(geometry, places,
                                            purpose == Purpose::shopping ? parameter::shopping_decay_per_km
                                                                         : parameter::leisure_decay_per_km);
        if (purpose == Purpose::health) health_rate_ = total(places) / everybody;
        if (purpose == Purpose::one_stop) authority_rate_ = total(places) / everybody;
    }
    auto const adults =
        static_cast<double>(std::ranges::count_if(population.age, [](int age) { return age >= adult_age; }));
    if (adults > 0) authority_rate_ *= everybody / adults;
    if (scenario.day != DayKind::weekday) {
        health_rate_ *= parameter::weekend_health_factor;
        authority_rate_ = 0;
    }
    health_rate_ = std::min<double>(health_rate_, parameter::errand_rate_limit);
    authority_rate_ = std::min<double>(authority_rate_, parameter::errand_rate_limit) *
                      scenario.counters.visits_factor /
                      (1 - online_procedures(scenario.counters, scenario.counters.usual_online_share));
}

double Errands::uniform(Decision decision, Resident const& resident, std::uint32_t ordinal) const
{
    return random_.uniform(Stream::activity, {resident.key, purpose_of(decision), ordinal});
}

double Errands::tours_per_day(Resident const& resident, bool committed) const
{
    using namespace parameter;
    double rate = other_tours;
    if (resident.role == Role::infant)
        rate = committed ? pupil_tours : infant_tours;
    else if (resident.role == Role::worker)
        rate = committed ? worker_tours : free_day_tours;
    else if (resident.role != Role::other)
        rate = committed ? pupil_tours : free_day_tours;
    return rate * scenario_.demand.trips_factor;
}

bool Errands::takes_day_off(Resident const& resident) const
{
    return needs_health(resident) || needs_one_stop(resident);
}

bool Errands::needs_health(Resident const& resident) const
{
    return uniform(Decision::has_errand, resident, health_ordinal) < health_rate_;
}

// Of the resident's draw for a procedure: below 1 he needs one today.
double Errands::need_of_authority(Resident const& resident) const
{
    if (resident.age < adult_age || !(authority_rate_ > 0)) return 1;
    return uniform(Decision::has_errand, resident, one_stop_ordinal) / authority_rate_;
}

// Logit of the counter, with its travel there and back and the usual wait, against filing online (McFadden 1974).
double Errands::online_chance(Resident const& resident) const
{
    scenario::CounterParameters const& p = scenario_.counters;
    if (p.channel == scenario::OnlineChannel::given) return online_procedures(p, p.online_share);
    Spot const centre = spot_for(resident, Purpose::one_stop, one_stop_ordinal);
    double const away_m = geo::distance_m(resident.home.point, centre.point);
    double const travel_min = 2.0 * expected_travel_ms(Mode::motorbike, away_m) / ms_per_minute;
    double const age_utility = p.online_age_utility * (resident.age - usual_age) / 10.0;
    double const saved = -scenario_.demand.time_utility_per_min * (travel_min + p.usual_wait_min);
    return 1 / (1 + core::exact_exp(-(p.online_constant + age_utility + saved)));
}

// One draw decides on the need and on the way: whoever goes to a counter when fewer file online still does when more do
// stay away, or files online himself.
bool Errands::needs_one_stop(Resident const& resident) const
{
    double const need = need_of_authority(resident);
    return need < 1 && need < 1 - online_chance(resident);
}

std::optional<FiledOnline> Errands::filed_online(Resident const& resident) const
{
    double const need = need_of_authority(resident);
    bool const has_centre = !choice_[static_cast<std::size_t>(Purpose::one_stop)].empty();
    if (!(need < 1) || !has_centre || need < 1 - online_chance(resident)) return std::nullopt;
    Spot const centre = spot_for(resident, Purpose::one_stop, one_stop_ordinal);
    return FiledOnline{centre.place,
                       time_at(profiles::online_filing, uniform(Decision::online_time, resident, one_stop_ordinal))};
}

void Errands::wishes_of(Resident const& resident, bool committed, ErrandList& list) const
{
    using namespace parameter;
    list.count = 0;
    auto const add = [&](Purpose purpose, std::uint32_t ordinal) {
        if (auto const tour = tour_for(resident, purpose, ordinal)) list.tours[list.count++] = *tour;
    };
    // A rate of 1.3 is one errand for sure and a second with probability 0.3.
    double const rate = std::min<double>(tours_per_day(resident, committed), rated_limit);
    double leisure_weight = 1 - shopping_share;
    if (scenario_.day == DayKind::weekend) leisure_weight *= weekend_leisure_factor;
    if (scenario_.day == DayKind::holiday) leisure_weight *= holiday_leisure_factor;
    double const shopping = shopping_share / (shopping_share + leisure_weight);
    for (std::uint32_t k = 1; k <= rated_limit; ++k) {
        double const wish = std::clamp(rate - (k - 1), 0.0, 1.0);
        if (uniform(Decision::has_errand, resident, k) >= wish) break;
        add(uniform(Decision::errand_purpose, resident, k) < shopping ? Purpose::shopping : Purpose::leisure, k);
    }
    if (needs_health(resident)) add(Purpose::health, health_ordinal);
    if (needs_one_stop(resident)) add(Purpose::one_stop, one_stop_ordinal);
    for (std::size_t i = 1; i < list.count; ++i) {  // in place and stable; std::stable_sort would allocate
        for (std::size_t k = i; k > 0 && list.tours[k].leave < list.tours[k - 1].leave; --k) {
            std::swap(list.tours[k], list.tours[k - 1]);
        }
    }
}

std::optional<Tour> Errands::tour_for(Resident const& resident, Purpose purpose, std::uint32_t ordinal) const
{
    if (must_be_today(purpose) && choice_[static_cast<std::size_t>(purpose)].empty()) return std::nullopt;
    Tour tour;
    tour.activity = activity_of(purpose);
    tour.spot = spot_for(resident, purpose, ordinal);
    tour.ordinal = ordinal;
    double median = purpose == Purpose::leisure ? parameter::leisure_stay_min : parameter::shopping_stay_min;
    tour.leave = time_at(profile_of(purpose), uniform(Decision::errand_start, resident, ordinal));
    modes_.choose(tour, resident, resident.access, {tour.leave, tour.leave + ms_per_hour});
    if (tour.spot.place.valid()) {
        city::Place const& place = city_.places[tour.spot.place];
        median = place.stay_median_min;
        // Nobody sets out for a closed gate: a wish outside the hours becomes one in the first hour of opening.
        Millis const latest = closing(place) - static_cast<Millis>(median * ms_per_minute);
        if (tour.leave + tour.travel < opening(place) || tour.leave + tour.travel > latest) {
            tour.leave = opening(place) - tour.travel +
                         static_cast<Millis>(uniform(Decision::slack, resident, ordinal) * ms_per_hour);
        }
    }
    double const minutes =
        random_.lognormal(Stream::activity, {resident.key, purpose_of(Decision::errand_duration), ordinal}, median,
                          parameter::resident_stay_cv);
    tour.end = tour.leave + tour.travel + static_cast<Millis>(std::min(minutes, 600.0) * ms_per_minute);
    if (tour.leave < 0) return std::nullopt;
    return tour;
}

Spot Errands::spot_for(Resident const& resident, Purpose purpose, std::uint32_t ordinal) const
{
    auto const& choice = choice_[static_cast<std::size_t>(purpose)];
    bool const local = choice.empty() || (!must_be_today(purpose) && uniform(Decision::errand_is_local, resident,
                                                                             ordinal) < parameter::local_share);
    if (local) {
        return spot_near(city_, random_, resident.key, ordinal, resident.home,
                         geometry_.local_spots[resident.home.zone.value()], parameter::workplace_spread_m);
    }
    auto const destination = choice.choose(random_, resident.key, ordinal, decisions, resident.home.zone);
    return spot_in_place(city_, random_, resident.key, ordinal, destination.place);
}

Spot Errands::shop_for(Resident const& resident) const { return spot_for(resident, Purpose::shopping, stop_ordinal); }

bool Errands::fits_opening_hours(Tour& tour) const
{
    if (!tour.spot.place.valid()) return true;
    city::Place const& place = city_.places[tour.spot.place];
    Millis const arrival = tour.leave + tour.travel;
    Millis const stay = tour.end - arrival;
    if (arrival < opening(place) || arrival + stay / 2 > closing(place)) return false;
    tour.end = std::min(tour.end, closing(place));
    return true;
}

}  // namespace halong::demand
