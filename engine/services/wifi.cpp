#include "services/wifi.hpp"

#include "city/every_day.hpp"
#include "core/archive.hpp"
#include "core/hash.hpp"
#include "services/airtime.hpp"
#include "services/channels.hpp"
#include "services/dcf.hpp"
#include "services/demand_cells.hpp"
#include "services/hotspot_map.hpp"
#include "services/outages.hpp"
#include "services/radio.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::services {
namespace {

using city::PersonClass;

constexpr Millis least_episode_ms = 5 * core::ms_per_minute;  // assumption: data/halong/SOURCES.md §4
constexpr double idle_airtime = 0.05;  // of the time: a hotspot that is never busier stands in the wrong place
constexpr int most_contenders = 256;   // more do not lower what gets through by much
constexpr Millis tally_grain_ms = 60;  // a milliminute: sessions start and end on whole ones, so that tallies are exact

// Whole milliminutes of a span; those of adjoining spans add up to those of the whole.
std::int64_t milliminutes(Millis from_ms, Millis to_ms) { return to_ms / tally_grain_ms - from_ms / tally_grain_ms; }

Millis end_of_hour(Millis time) { return (time / core::ms_per_hour + 1) * core::ms_per_hour; }

constexpr std::uint32_t take_purpose = 0;
constexpr std::uint32_t start_purpose = 1;
constexpr std::uint32_t length_purpose = 2;
constexpr std::uint32_t offset_purpose = 3;

struct Session {
    Millis start_ms = 0;
    Millis end_ms = 0;
    std::uint64_t key = 0;  // of the person; breaks ties
    std::uint32_t zone = 0;
    std::uint32_t hotspot = 0;
    std::uint32_t radio = 0;  // of it
    std::uint32_t cell = 0;
    PersonClass person_class = PersonClass::resident;
    double rate_mbps = 0;  // of the radio
};

struct Hotspot {
    std::vector<Session> active;
    std::int64_t peak = 0;
    Millis peak_at_ms = 0;
    std::int64_t steps_at_limit = 0;
    double peak_airtime = 0;  // share of a step

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [active, peak, peak_at_ms, steps_at_limit, peak_airtime] = self;
        archive(active, peak, peak_at_ms, steps_at_limit, peak_airtime);
    }
};

std::vector<Outages> outages_of(city::City const& city, HotspotMap const& map,
                                scenario::WifiParameters const& parameters, core::Random const& random)
{
    std::vector<Outages> outages;
    for (core::SiteId const site : map.sites()) {
        outages.emplace_back(random, city.sites[site].stable_id, parameters.uptime, parameters.repair_h);
        outages.back().add(city::every_day(city.faults.sites.of(site)));
    }
    return outages;
}

class Wifi final : public Service {
public:
    Wifi(city::City const& city, city::Plans const& plans, scenario::WifiParameters const& parameters,
         core::Random random)
        : city_(city),
          plans_(plans),
          parameters_(parameters),
          random_(random),
          map_(city, parameters, random),
          contenders_(plan_channels(city, map_.radios(), parameters).contenders),
          outages_(outages_of(city, map_, parameters, random)),
          contention_(parameters.frames_per_burst, most_contenders),
          hotspots_(map_.sites().size()),
          radios_of_hotspot_(map_.sites().size()),
          by_site_(map_.sites().size()),
          by_zone_(city.zones.size()),
          step_ms_(static_cast<Millis>(parameters.step_s * core::ms_per_second))
    {
        for (std::uint32_t radio = 0; radio < map_.radios().size(); ++radio) {
            radios_of_hotspot_[map_.radios()[radio].hotspot].push_back(radio);
        }
    }

    void presences(std::span<city::Presence const> presences) override
    {
        for (city::Presence const& presence : presences) consider(presence);
    }

    void advance(Millis until_ms) override
    {
        auto const is_over = [&] {  // no session goes on after midnight
            return step_start_ms_ + step_ms_ <= until_ms ||
                   (until_ms >= core::ms_per_day && step_start_ms_ < core::ms_per_day);
        };
        while (is_over()) {
            step();
            step_start_ms_ += step_ms_;
        }
    }

    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, parameters, random, map, contenders, outages, contention, hotspots, radios_of_hotspot,
               by_site, by_zone, cells, step_ms, step_start_ms, starting, sessions, covered_sessions, blocked_sessions,
               outage_sessions, carried_kbit, need, share, members, rate, radio_need, radio_share, wanted, air,
               phones] = self;
        // Given: city … contention, radios of hotspots, step. Scratch: need … phones.
        archive.section("wifi");
        archive.fixed(hotspots);
        archive(by_site, by_zone, cells, step_start_ms, starting, sessions, covered_sessions, blocked_sessions,
                outage_sessions, carried_kbit);
    }

private:
    [[nodiscard]] double take_rate(PersonClass person_class) const;
    [[nodiscard]] Millis step_of(Millis time_ms) const { return time_ms - time_ms % step_ms_; }
    [[nodiscard]] double present_share(Session const& session) const;
    [[nodiscard]] double goodput_mbps(double rate_mbps, std::size_t phones) const;
    void consider(city::Presence const& presence);
    void consider_person(city::Presence const& presence, std::uint64_t person, Millis outdoor_start_ms,
                         Millis outdoor_ms, std::uint32_t ordinal);
    void offer(Session const& session, bool covered);
    void step();
    void associate(Session const& session);
    void want_airtime(Hotspot const& hotspot);
    void serve(std::uint32_t row);
    void share_throughput(std::uint32_t row);
    double share_air_of(Hotspot const& hotspot, double air);
    void add_carried(Session const& session, Millis from_ms, Millis to_ms, double share);

    city::City const& city_;
    city::Plans const& plans_;
    scenario::WifiParameters parameters_;
    core::Random random_;
    HotspotMap map_;
    std::vector<std::vector<std::uint32_t>> contenders_;  // by radio
    std::vector<Outages> outages_;                        // by hotspot
    ContentionTable contention_;
    std::vector<Hotspot> hotspots_;
    std::vector<std::vector<std::uint32_t>> radios_of_hotspot_;
    TallyTable by_site_;
    TallyTable by_zone_;
    DemandCells cells_;
    Millis step_ms_;
    Millis step_start_ms_ = 0;
    std::vector<std::vector<Session>> starting_;  // by step of their start
    std::int64_t sessions_ = 0;
    std::int64_t covered_sessions_ = 0;
    std::int64_t blocked_sessions_ = 0;
    std::int64_t outage_sessions_ = 0;
    std::int64_t carried_kbit_ = 0;
    std::vector<double> need_;  // by session of a hotspot, as share
    std::vector<double> share_;
    std::vector<std::size_t> members_;  // sessions of one radio, as rate to radio_share
    std::vector<double> rate_;
    std::vector<double> radio_need_;
    std::vector<double> radio_share_;
    std::vector<double> wanted_;  // airtime by radio, as air
    std::vector<double> air_;
    std::vector<std::size_t> phones_;  // by radio
};

double Wifi::take_rate(PersonClass person_class) const
{
    switch (person_class) {
        case PersonClass::resident:
            return parameters_.take_rate_resident;
        case PersonClass::worker:
        case PersonClass::business:
            return parameters_.take_rate_worker;
        case PersonClass::domestic_visitor:
            return parameters_.take_rate_domestic;
        case PersonClass::foreign_visitor:
            return parameters_.take_rate_foreign;
    }
    return 0;
}

// The outdoor part of a stay is one piece of it, at a random offset; each person decides for himself.
void Wifi::consider(city::Presence const& presence)
{
    double const outdoor_share = plans_.outdoor_share[presence.stay];
    Millis const end_ms = std::min(presence.to_ms, core::ms_per_day);
    if (outdoor_share <= 0 || end_ms <= presence.from_ms) return;
    Millis const stay_ms = end_ms - presence.from_ms;
    auto const outdoor_ms = static_cast<Millis>(outdoor_share * stay_ms);
    if (outdoor_ms <= least_episode_ms) return;
    std::uint64_t const traveller = plans_.traveller_key[presence.traveller];
    std::uint32_t const ordinal = presence.stay - plans_.stays_begin(presence.traveller);
    double const offset = random_.uniform(core::Stream::wifi_session, {traveller, offset_purpose, ordinal});
    Millis const start_ms = presence.from_ms + static_cast<Millis>(offset * (stay_ms - outdoor_ms));
    for (std::uint64_t person = 0; person < plans_.persons[presence.traveller]; ++person) {
        consider_person(presence, core::combine(traveller, person), start_ms, outdoor_ms, ordinal);
    }
}

void Wifi::consider_person(city::Presence const& presence, std::uint64_t person, Millis outdoor_start_ms,
                           Millis outdoor_ms, std::uint32_t ordinal)
{
    PersonClass const person_class = plans_.person_class[presence.traveller];
    auto const draw = [&](std::uint32_t purpose) { return core::Draw{person, purpose, ordinal}; };
    if (random_.uniform(core::Stream::wifi_session, draw(take_purpose)) >= take_rate(person_class)) {
        return;
    }
    double const wanted_min = random_.lognormal(core::Stream::wifi_session, draw(length_purpose),
                                                parameters_.session_median_min, parameters_.session_cv);
    auto const length_ms = static_cast<Millis>(std::min<double>(outdoor_ms, wanted_min * core::ms_per_minute));
    double const start = random_.uniform(core::Stream::wifi_session, draw(start_purpose));
    Session session;
    session.start_ms = outdoor_start_ms + static_cast<Millis>(start * (outdoor_ms - length_ms));
    session.start_ms += (tally_grain_ms - session.start_ms % tally_grain_ms) % tally_grain_ms;
    session.end_ms = session.start_ms + length_ms - length_ms % tally_grain_ms;
    if (session.end_ms <= session.start_ms) return;
    session.key = person;
    session.zone = plans_.zone[presence.stay].value();
    session.person_class = person_class;
    session.cell = cells_.at(plans_.point[presence.stay]);
    Millis const step_ms = step_of(session.start_ms);
    auto const works = [&](std::uint32_t hotspot) { return outages_[hotspot].works_at(step_ms); };
    auto reception = map_.strongest(plans_.point[presence.stay], works);
    if (!reception) reception = map_.strongest(plans_.point[presence.stay]);  // in reach, but out of order
    if (reception) {
        session.hotspot = reception->hotspot;
        session.radio = reception->radio;
        int const channel_mhz = map_.radios()[reception->radio].channel_mhz;
        session.rate_mbps = phy_rate_mbps(reception->power_dbm - noise_dbm(channel_mhz), channel_mhz);
    }
    offer(session, reception.has_value());
}

void Wifi::offer(Session const& session, bool covered)
{
    ++sessions_;
    for (Millis t = session.start_ms; t < session.end_ms;) {
        Millis const next = std::min(session.end_ms, end_of_hour(t));
        std::int64_t const amount = milliminutes(t, next);
        Tally& zone = by_zone_.at(session.zone, core::hour_of(t), session.person_class);
        zone.offered += amount;
        cells_.tally(session.cell).offered += amount;
        if (covered) {
            zone.covered += amount;
            cells_.tally(session.cell).covered += amount;
            Tally& site = by_site_.at(session.hotspot, core::hour_of(t), session.person_class);
            site.offered += amount;
            site.covered += amount;
        }
        t = next;
    }
    if (!covered) return;
    ++covered_sessions_;
    auto const step = static_cast<std::size_t>(session.start_ms / step_ms_);
    if (starting_.size() <= step) starting_.resize(step + 1);
    starting_[step].push_back(session);
}

void Wifi::step()
{
    auto const index = static_cast<std::size_t>(step_start_ms_ / step_ms_);
    if (index < starting_.size()) {
        std::ranges::sort(starting_[index], {},
                          [](Session const& session) { return std::pair(session.start_ms, session.key); });
        for (Session const& session : starting_[index]) associate(session);
        std::vector<Session>().swap(starting_[index]);
    }
    wanted_.assign(map_.radios().size(), 0);
    air_.resize(wanted_.size());
    phones_.assign(wanted_.size(), 0);
    for (std::uint32_t row = 0; row < hotspots_.size(); ++row) {
        for (Session const& session : hotspots_[row].active) ++phones_[session.radio];
        if (outages_[row].works_at(step_start_ms_)) want_airtime(hotspots_[row]);
    }
    for (double& wanted : wanted_) wanted = std::min(1.0, wanted);
    share_air(contenders_, wanted_, air_);
    for (std::uint32_t row = 0; row < hotspots_.size(); ++row) {
        if (!hotspots_[row].active.empty()) serve(row);
    }
}

void Wifi::associate(Session const& session)
{
    Hotspot& hotspot = hotspots_[session.hotspot];
    if (!outages_[session.hotspot].works_at(step_start_ms_)) {
        ++outage_sessions_;
        return;
    }
    auto const busy =
        std::ranges::count_if(hotspot.active, [&](Session const& other) { return other.end_ms > session.start_ms; });
    if (busy >= city_.sites[map_.sites()[session.hotspot]].hotspot.association_cap) {
        ++blocked_sessions_;
        return;
    }
    hotspot.active.push_back(session);
    if (busy + 1 > hotspot.peak) {
        hotspot.peak = busy + 1;
        hotspot.peak_at_ms = session.start_ms;
    }
}

// Of this step.
double Wifi::present_share(Session const& session) const
{
    Millis const from = std::max(session.start_ms, step_start_ms_);
    return static_cast<double>(std::min(session.end_ms, step_start_ms_ + step_ms_) - from) / step_ms_;
}

double Wifi::goodput_mbps(double rate_mbps, std::size_t phones) const
{
    if (rate_mbps <= 0) return 0;
    return rate_mbps * (parameters_.mac == scenario::MacModel::contention ? contention_.efficiency(rate_mbps, phones)
                                                                          : parameters_.mac_efficiency);
}

// Into wanted_, of its radios.
void Wifi::want_airtime(Hotspot const& hotspot)
{
    for (Session const& session : hotspot.active) {
        double const goodput = goodput_mbps(session.rate_mbps, phones_[session.radio]);
        if (goodput > 0)
            wanted_[session.radio] += present_share(session) * std::min(1.0, parameters_.need_mbps / goodput);
    }
}

// Into share_, Mbit/s by session: the air of each radio first, then the uplink of all, each max-min.
void Wifi::share_throughput(std::uint32_t row)
{
    Hotspot& hotspot = hotspots_[row];
    double const uplink_mbps = city_.sites[map_.sites()[row]].hotspot.uplink_mbps;
    need_.assign(hotspot.active.size(), 0);
    bool short_of_air = false;
    for (std::uint32_t const radio : radios_of_hotspot_[row]) {
        members_.clear();
        for (std::size_t i = 0; i < hotspot.active.size(); ++i) {
            if (hotspot.active[i].radio == radio) members_.push_back(i);
        }
        double const airtime = share_air_of(hotspot, air_[radio]);
        hotspot.peak_airtime = std::max(hotspot.peak_airtime, std::min(airtime, air_[radio]));
        short_of_air = short_of_air || airtime > air_[radio];
        for (std::size_t k = 0; k < members_.size(); ++k) need_[members_[k]] = radio_share_[k];
    }
    double throughput = 0;
    for (double const mbps : need_) throughput += mbps;
    if (short_of_air || throughput > uplink_mbps) ++hotspot.steps_at_limit;
    share_.resize(need_.size());
    fill_to_limit(need_, uplink_mbps, share_);
}

// Into radio_share_, Mbit/s by session of members_, which are those of one radio. Gives the airtime that all need.
double Wifi::share_air_of(Hotspot const& hotspot, double air)
{
    std::size_t const phones = members_.size();
    rate_.resize(phones);
    radio_need_.resize(phones);
    radio_share_.resize(phones);
    double airtime = 0;
    for (std::size_t k = 0; k < phones; ++k) {
        Session const& session = hotspot.active[members_[k]];
        rate_[k] = goodput_mbps(session.rate_mbps, phones);
        double const needed = rate_[k] > 0 ? parameters_.need_mbps / rate_[k] : 0;
        radio_need_[k] = present_share(session) * std::min(1.0, needed);  // nobody can use more than his own time
        airtime += present_share(session) * needed;
    }
    if (parameters_.sharing == scenario::AirSharing::airtime) {
        fill_to_limit(radio_need_, air, radio_share_);
        for (std::size_t k = 0; k < phones; ++k) radio_share_[k] *= rate_[k];
    } else {
        for (std::size_t k = 0; k < phones; ++k) radio_need_[k] *= rate_[k];
        std::vector<double> cost(phones);
        std::ranges::transform(rate_, cost.begin(), [](double rate) { return rate > 0 ? 1 / rate : 0; });
        fill_to_limit(radio_need_, cost, air, radio_share_);
    }
    return airtime;
}

// One step of one hotspot; then ended sessions leave.
void Wifi::serve(std::uint32_t row)
{
    Hotspot& hotspot = hotspots_[row];
    Millis const step_end_ms = step_start_ms_ + step_ms_;
    if (outages_[row].works_at(step_start_ms_)) {
        share_throughput(row);
        double kbit = 0;
        for (std::size_t i = 0; i < hotspot.active.size(); ++i) {
            Session const& session = hotspot.active[i];
            double const wanted = present_share(session) * parameters_.need_mbps;
            add_carried(session, std::max(session.start_ms, step_start_ms_), std::min(session.end_ms, step_end_ms),
                        wanted > 0 ? std::min(1.0, share_[i] / wanted) : 0);
            kbit += share_[i] * step_ms_;  // Mbit/s x ms
        }
        carried_kbit_ += static_cast<std::int64_t>(std::floor(kbit + 0.5));
    }
    std::erase_if(hotspot.active, [&](Session const& session) { return session.end_ms <= step_end_ms; });
}

void Wifi::add_carried(Session const& session, Millis from_ms, Millis to_ms, double share)
{
    for (Millis t = from_ms; t < to_ms;) {
        Millis const next = std::min(to_ms, end_of_hour(t));
        auto const amount =
            static_cast<std::int64_t>(std::floor(static_cast<double>(milliminutes(t, next)) * share + 0.5));
        int const hour = core::hour_of(t);
        by_zone_.at(session.zone, hour, session.person_class).carried += amount;
        by_site_.at(session.hotspot, hour, session.person_class).carried += amount;
        cells_.tally(session.cell).carried += amount;
        t = next;
    }
}

ServiceResult Wifi::result() const
{
    auto const is_idle = [](Hotspot const& hotspot) { return hotspot.peak_airtime <= idle_airtime; };
    ServiceResult result{"wifi", "person_min", map_.sites(), by_site_, by_zone_, {}, {}};
    double const steps = std::max(1.0, static_cast<double>(core::ms_per_day) / step_ms_);
    for (Hotspot const& hotspot : hotspots_) {
        result.peaks.push_back({static_cast<double>(hotspot.peak), hotspot.peak_at_ms,
                                static_cast<double>(hotspot.steps_at_limit) / steps});
    }
    result.extras = {{"sessions", static_cast<double>(sessions_)},
                     {"covered_sessions", static_cast<double>(covered_sessions_)},
                     {"blocked_sessions", static_cast<double>(blocked_sessions_)},
                     {"outage_sessions", static_cast<double>(outage_sessions_)},
                     {"idle_hotspots", static_cast<double>(std::ranges::count_if(hotspots_, is_idle))},
                     {"gigabytes", static_cast<double>(carried_kbit_) / 8e6}};
    result.cells = cells_.sorted();
    return result;
}

}  // namespace

std::unique_ptr<Service> make_wifi(city::City const& city, city::Plans const& plans,
                                   scenario::WifiParameters const& parameters, core::Random random)
{
    return std::make_unique<Wifi>(city, plans, parameters, random);
}

}  // namespace halong::services
