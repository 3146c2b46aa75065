#include "services/charging.hpp"

#include "city/every_day.hpp"
#include "core/archive.hpp"
#include "services/figures.hpp"
#include "services/visit_book.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace halong::services {
namespace {

using core::Stream;

constexpr std::int64_t least_spaces_of_a_point = 50;

// Numbers of draws; never reused.
enum class Choice : std::uint32_t {
    electric_car = 1,
    electric_motorbike = 2,
    wants_to_charge = 3,
    energy = 4
};

// What differs between cars and motorbikes.
struct KindOf {
    std::string_view service;
    city::Mode mode;
    Choice electric;
    double scenario::ChargingParameters::*share;
    double scenario::ChargingParameters::*points_per_100_spaces;
    double scenario::ChargingParameters::*kw;
    double scenario::ChargingParameters::*kwh;
    int scenario::ChargerRule::*more_points;
};

KindOf const& kind_of(ParkedKind kind)
{
    using P = scenario::ChargingParameters;
    using R = scenario::ChargerRule;
    static constexpr KindOf motorbike{"motorbike_charging",
                                      city::Mode::motorbike,
                                      Choice::electric_motorbike,
                                      &P::motorbike_share,
                                      &P::motorbike_points_per_100_spaces,
                                      &P::motorbike_kw,
                                      &P::motorbike_kwh,
                                      &R::motorbike_points};
    static constexpr KindOf car{
        "car_charging", city::Mode::car, Choice::electric_car, &P::car_share, &P::car_points_per_100_spaces,
        &P::car_kw,     &P::car_kwh,     &R::car_points};
    return kind == ParkedKind::motorbike ? motorbike : car;
}

struct Session {
    std::uint32_t row = 0;
    Millis start_ms = 0;
    Millis end_ms = 0;
};

class Charging final : public Service {
public:
    Charging(city::City const& city, city::Plans const& plans, ParkedKind kind, scenario::Scenario const& scenario,
             core::Random random)
        : plans_(plans),
          kind_(kind_of(kind)),
          parameters_(scenario.charging),
          random_(random),
          rows_(city, has_car_park),
          by_site_(rows_.size()),
          by_zone_(city.zones.size())
    {
        for (core::PlaceId const id : rows_.places()) {
            dark_.push_back(city::every_day(city.faults.mains.of(id)));
            std::int64_t const points =
                charging_points(city.places[id], kind, scenario.parking, parameters_, scenario.chargers);
            free_ms_.emplace_back(static_cast<std::size_t>(points), 0);
        }
    }

    void presences(std::span<city::Presence const> presences) override
    {
        for (city::Presence const& presence : presences) {
            if (wants_to_charge(presence)) come(presence);
        }
    }
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // sessions are known when somebody comes
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [plans, kind, parameters, random, rows, dark, free_ms, sessions, by_site, by_zone, wait_ms, unserved_wh,
               cut_short] = self;
        // Given: plans … dark.
        archive.section(kind.service);
        archive.fixed(free_ms);
        archive(sessions, by_site, by_zone, wait_ms, unserved_wh, cut_short);
    }

private:
    [[nodiscard]] bool wants_to_charge(city::Presence const& presence) const;
    [[nodiscard]] core::Draw draw(Choice choice, city::Presence const& presence) const
    {
        return {plans_.traveller_key[presence.traveller], static_cast<std::uint32_t>(choice),
                presence.stay - plans_.stays_begin(presence.traveller)};
    }
    void come(city::Presence const& presence);
    Millis charge(Session session, Millis wanted_ms);
    [[nodiscard]] std::int64_t peak_in_use() const;
    void add_sessions(ServiceResult& result) const;

    city::Plans const& plans_;
    KindOf const& kind_;
    scenario::ChargingParameters parameters_;
    core::Random random_;
    PlaceRows rows_;
    std::vector<std::vector<city::Spell>> dark_;  // by row: without power
    std::vector<std::vector<Millis>> free_ms_;    // by row and point: from when on it is free
    std::vector<Session> sessions_;
    TallyTable by_site_;
    TallyTable by_zone_;
    std::int64_t wait_ms_ = 0;
    std::int64_t unserved_wh_ = 0;  // of who does without, or leaves before he is done
    std::int64_t cut_short_ = 0;    // sessions that end with the stay
};

// A vehicle is electric or not, all day.
bool Charging::wants_to_charge(city::Presence const& presence) const
{
    std::uint32_t const stay = presence.stay;
    bool const drove = stay > plans_.stays_begin(presence.traveller) && plans_.mode[stay - 1] == kind_.mode &&
                       !presence.is_turned_away;
    if (!drove || rows_.of(plans_.place[stay]) == PlaceRows::none || presence.from_ms >= core::ms_per_day) return false;
    core::Draw const vehicle{plans_.traveller_key[presence.traveller], static_cast<std::uint32_t>(kind_.electric), 0};
    return random_.uniform(Stream::charging, vehicle) < parameters_.*kind_.share &&
           random_.uniform(Stream::charging, draw(Choice::wants_to_charge, presence)) < parameters_.charge_share;
}

// Within the session, for so long; while there is no power the vehicle waits at its point. When it has done.
Millis Charging::charge(Session session, Millis wanted_ms)
{
    Millis const leaves_ms = session.end_ms;
    for (city::Spell const& dark : dark_[session.row]) {
        if (dark.to_ms <= session.start_ms) continue;
        session.end_ms = std::min({session.start_ms + wanted_ms, leaves_ms, dark.from_ms});
        sessions_.push_back(session);
        wanted_ms -= session.end_ms - session.start_ms;
        if (wanted_ms == 0 || session.end_ms == leaves_ms) return session.end_ms;
        session.start_ms = dark.to_ms;
        if (session.start_ms >= leaves_ms) return leaves_ms;
    }
    session.end_ms = std::min(session.start_ms + wanted_ms, leaves_ms);
    sessions_.push_back(session);
    return session.end_ms;
}

void Charging::come(city::Presence const& presence)
{
    std::uint32_t const row = rows_.of(plans_.place[presence.stay]);
    auto& points = free_ms_[row];
    double const shape = random_.lognormal(Stream::charging, draw(Choice::energy, presence), 1, parameters_.energy_cv);
    double const kwh = parameters_.*kind_.kwh * shape / std::sqrt(1 + parameters_.energy_cv * parameters_.energy_cv);
    Millis const full_ms = std::max(1, core::millis(std::min(kwh / (parameters_.*kind_.kw), 48.0), core::ms_per_hour));
    Tally tally{thousandths, points.empty() ? 0 : thousandths, 0};
    std::int64_t left_ms = full_ms;  // of his charge that he does not get
    if (!points.empty()) {
        auto const point = std::ranges::min_element(points);
        Millis const start_ms = city::end_of_spell(dark_[row], std::max(*point, presence.from_ms));
        Millis const patience_ms = core::millis(parameters_.patience_min, core::ms_per_minute);
        if (start_ms - presence.from_ms <= patience_ms && start_ms < presence.to_ms) {
            *point = charge({row, start_ms, presence.to_ms}, full_ms);
            wait_ms_ += start_ms - presence.from_ms;
            left_ms = full_ms - (*point - start_ms - city::overlap_ms(dark_[row], start_ms, *point));
            cut_short_ += left_ms > 0 ? 1 : 0;
            tally.carried = thousandths;
        }
    }
    unserved_wh_ += std::llround(1'000 * (parameters_.*kind_.kw) * hours(left_ms));
    int const hour = core::hour_of(presence.from_ms);
    city::PersonClass const person_class = plans_.person_class[presence.traveller];
    by_site_.at(row, hour, person_class) += tally;
    by_zone_.at(plans_.zone[presence.stay].value(), hour, person_class) += tally;
}

// Most points of the city at work at once.
std::int64_t Charging::peak_in_use() const
{
    std::vector<std::pair<Millis, int>> changes;
    for (Session const& session : sessions_) {
        if (session.start_ms >= core::ms_per_day) continue;
        changes.emplace_back(session.start_ms, 1);
        changes.emplace_back(session.end_ms, -1);
    }
    std::ranges::sort(changes);  // who ends comes first
    std::int64_t now = 0;
    std::int64_t peak = 0;
    for (auto const& [time_ms, change] : changes) {
        now += change;
        peak = std::max(peak, now);
    }
    return peak;
}

// Points at work by hour, up to midnight, and what they draw.
void Charging::add_sessions(ServiceResult& result) const
{
    result.busy_ms.assign(rows_.size() * core::hours_per_day, 0);
    for (Session const& session : sessions_) {
        Millis const until_ms = std::min(session.end_ms, core::ms_per_day);
        for (Millis from_ms = session.start_ms; from_ms < until_ms;) {
            Millis const to_ms = std::min(until_ms, (from_ms / core::ms_per_hour + 1) * core::ms_per_hour);
            auto const hour = static_cast<std::size_t>(core::hour_of(from_ms));
            result.busy_ms[std::size_t{session.row} * core::hours_per_day + hour] += to_ms - from_ms;
            from_ms = to_ms;
        }
    }
    HourlyLoad power{"power", "kWh", {}};
    for (std::int64_t const busy_ms : result.busy_ms) power.amount.push_back(hours(busy_ms) * (parameters_.*kind_.kw));
    result.loads.push_back(std::move(power));
}

ServiceResult Charging::result() const
{
    ServiceResult result;
    result.service = std::string(kind_.service);
    result.unit = "vehicle";
    result.places = rows_.places();
    result.by_site = by_site_;
    result.by_zone = by_zone_;
    add_sessions(result);
    std::int64_t all_points = 0;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        auto const points = static_cast<std::int64_t>(free_ms_[row].size());
        all_points += points;
        result.duty_ms.insert(result.duty_ms.end(), core::hours_per_day, points * core::ms_per_hour);
        result.peaks.push_back(busiest_hour(by_site_, row, &Tally::carried));
    }
    Tally const total = by_zone_.total();
    LoadPeak const power = peak_of(result.loads.front());
    result.extras = {{"points", static_cast<double>(all_points)},
                     {"energy_kwh", power.day},
                     {"unserved_kwh", static_cast<double>(unserved_wh_) / 1000},
                     {"peak_kw", static_cast<double>(peak_in_use()) * (parameters_.*kind_.kw)},
                     {"mean_wait_min", mean_minutes(wait_ms_, total.carried / thousandths)},
                     {"cut_short", static_cast<double>(cut_short_)},
                     {"utilisation_pct", percent(sum(result.busy_ms), sum(result.duty_ms))}};
    return result;
}

}  // namespace

std::int64_t charging_points(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parking,
                             scenario::ChargingParameters const& charging, std::span<scenario::ChargerRule const> rules)
{
    KindOf const& about_kind = kind_of(kind);
    std::int64_t const spaces = spaces_of(place, kind, parking);
    double const per_100 = charging.*about_kind.points_per_100_spaces;
    std::int64_t points = std::llround(static_cast<double>(spaces) * per_100 / 100);
    if (per_100 > 0 && spaces >= least_spaces_of_a_point) points = std::max<std::int64_t>(points, 1);
    for (scenario::ChargerRule const& rule : rules) {
        if (std::ranges::find(rule.place_kinds, name_of(place.kind)) != rule.place_kinds.end()) {
            points += rule.*about_kind.more_points;
        }
    }
    return points;
}

std::unique_ptr<Service> make_charging(city::City const& city, city::Plans const& plans, ParkedKind kind,
                                       scenario::Scenario const& scenario, core::Random random)
{
    if (kind == ParkedKind::coach || std::ranges::none_of(city.places, has_car_park)) return nullptr;
    return std::make_unique<Charging>(city, plans, kind, scenario, random);
}

}  // namespace halong::services
