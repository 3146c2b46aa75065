#include "services/operations.hpp"

#include "core/archive.hpp"
#include "core/hash.hpp"
#include "services/camera_view.hpp"
#include "services/exposure.hpp"
#include "services/link_incidents.hpp"
#include "services/operations_figures.hpp"
#include "services/outages.hpp"
#include "services/shared_passages.hpp"
#include "services/stations.hpp"
#include "services/tour.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

namespace halong::services {
namespace {

using core::LinkId;
using core::millis;
using core::Stream;

// Decisions of Stream::operations. Numbers are never reused or reordered: add at the end.
enum class Choice : std::uint32_t {
    road_gap = 1,
    walker_gap = 2,
    place_gap = 3,
    visible = 4,
    is_urgent = 5,
    camera_works = 6,
    analytics_sees = 7,
    analytics_delay = 8,
    operator_notices = 9,
    call_delay = 10,
    handling = 11,
    false_alarm_gap = 12,
};

constexpr double mm_per_million_km = 1e12;
constexpr double ms_per_million_h = 1e6 * core::ms_per_hour;
constexpr std::uint32_t no_incident = std::numeric_limits<std::uint32_t>::max();
constexpr std::int32_t urgent = 0;  // priorities of the alarms
constexpr std::int32_t not_urgent = 1;

double mean_exposure(double unit, double rate)
{
    return rate > 0 ? unit / rate : std::numeric_limits<double>::infinity();
}

// Places, then zones for who is outdoors at no place.
std::vector<std::uint64_t> spot_keys(city::City const& city)
{
    std::vector<std::uint64_t> keys;
    for (city::Place const& place : city.places) keys.push_back(place.stable_id);
    for (city::Zone const& zone : city.zones) keys.push_back(core::hash_of(zone.id));
    return keys;
}

StationRules room_rules(scenario::OperationsParameters const& parameters)
{
    StationRules rules;
    rules.shifts = shifts_of(parameters);
    Shift const midnight{core::ms_per_day, parameters.operators_night};  // the log is written up to here
    rules.shifts.insert(rules.shifts.end() - 1, midnight);
    rules.ends_ms = core::ms_per_day;
    return rules;
}

// A camera that shows an incident, the alarm or call that tells of one, or an alarm for nothing.
struct Signal {
    enum class Kind : std::uint8_t {
        told,
        view,
        false_alarm
    };
    Millis time_ms = 0;
    std::uint32_t incident = no_incident;
    std::uint32_t camera = 0;
    std::uint32_t number = 0;  // of the view of this incident, or of the false alarm of this camera
    Kind kind = Kind::told;
    Notice notice = Notice::none;

    [[nodiscard]] auto order() const { return std::tuple(time_ms, kind, incident, camera); }
};

bool later(Signal const& a, Signal const& b) { return b.order() < a.order(); }

class Operations final : public Service, public SharedPassages {
public:
    Operations(city::City const& city, city::Plans const& plans, scenario::OperationsParameters const& parameters,
               scenario::CameraParameters const& cameras, scenario::Weather const& weather, core::Random random);

    [[nodiscard]] std::vector<LinkId> watched_links() const override;
    void presences(std::span<city::Presence const> presences) override;
    void passages(std::span<city::Passage const> passages) override;
    void advance(Millis until_ms) override { work_off(until_ms); }
    [[nodiscard]] ServiceResult result() const override;

    // Exposure stands with the links; of incidents, which are few, all ranks tell all.
    [[nodiscard]] SharedPassages* shared_passages() override { return this; }
    void share(std::uint32_t, std::uint32_t) override { is_shared_ = true; }
    void tell(std::span<core::ArchiveWriter> to_ranks) override;
    void hear(std::span<core::ArchiveReader> from_ranks) override;
    void write_own(core::ArchiveWriter& archive) const override { archive(on_links_); }
    void take_in(core::ArchiveReader& archive) override;
    void let_go() override {}  // whoever has counted further has the link

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, parameters, cameras, weather, random, sites, faults, sectors, tour, traveller_of_stay,
               is_shared, on_links, at_spots, room, signals, incidents, alarms, by_site, by_zone] = self;
        // Given: city … is_shared.
        archive.section("operations");
        archive(on_links, at_spots, room, signals, incidents, alarms, by_site, by_zone);
    }

private:
    [[nodiscard]] double uniform(Choice choice, std::uint64_t key, std::uint32_t ordinal = 0) const
    {
        return random_.uniform(Stream::operations, {key, static_cast<std::uint32_t>(choice), ordinal});
    }
    // Exponential with this mean; a day at most, a second at least.
    [[nodiscard]] Millis time_of(Choice choice, std::uint64_t key, double mean, Millis unit,
                                 std::uint32_t ordinal = 0) const
    {
        double const e = random_.exponential(Stream::operations, {key, static_cast<std::uint32_t>(choice), ordinal});
        double const most = static_cast<double>(core::ms_per_day) / unit;
        return std::max(core::ms_per_second, millis(std::min(mean * e, most), unit));
    }
    [[nodiscard]] bool is_out(std::uint32_t camera, Millis time_ms) const
    {
        return !faults_.empty() && city::any_holds(faults_[camera], time_ms);
    }
    [[nodiscard]] std::uint64_t camera_key(std::uint32_t row) const { return city_.sites[sites_[row]].stable_id; }
    [[nodiscard]] Tally& site_tally(std::uint32_t row, Incident const& incident)
    {
        return by_site_.at(row, core::hour_of(incident.at_ms), incident.person_class);
    }
    [[nodiscard]] Tally& zone_tally(Incident const& incident)
    {
        return by_zone_.at(incident.zone.value(), core::hour_of(incident.at_ms), incident.person_class);
    }

    void push(Signal const& signal)
    {
        signals_.push_back(signal);
        std::ranges::push_heap(signals_, later);
    }
    void push_false_alarm(std::uint32_t camera, std::uint32_t number, Millis from_ms);
    void push_view(std::uint32_t incident, std::uint32_t camera, std::uint32_t number, Millis from_ms);
    void happen(Incident incident);
    void work_off(Millis until_ms);
    void follow(JobEnd const& end);
    void hear(Signal const& signal);
    void look(Signal const& view);
    void raise(std::uint64_t key, std::uint32_t incident, bool is_urgent, double mean_min, Millis now_ms);
    void notice(Signal const& signal);

    city::City const& city_;
    city::Plans const& plans_;
    scenario::OperationsParameters parameters_;
    scenario::CameraParameters cameras_;
    scenario::Weather weather_;
    core::Random random_;
    std::vector<core::SiteId> sites_;
    std::vector<std::vector<city::Spell>> faults_;  // by camera; empty where none has any
    std::shared_ptr<Sectors const> sectors_;
    Tour tour_;
    std::vector<std::uint32_t> traveller_of_stay_;
    bool is_shared_ = false;  // passages, among ranks
    LinkIncidents on_links_;
    Exposure at_spots_;  // person-milliseconds outdoors by place, then zone
    Stations room_;
    std::vector<Signal> signals_;  // a heap, the next on top
    std::vector<Incident> incidents_;
    AlarmSums alarms_;
    TallyTable by_site_;
    TallyTable by_zone_;
};

Operations::Operations(city::City const& city, city::Plans const& plans,
                       scenario::OperationsParameters const& parameters, scenario::CameraParameters const& cameras,
                       scenario::Weather const& weather, core::Random random)
    : city_(city),
      plans_(plans),
      parameters_(parameters),
      cameras_(cameras),
      weather_(weather),
      random_(random),
      sites_(camera_sites(city)),
      faults_(faults_of(city, sites_)),
      sectors_(std::make_shared<Sectors const>(city, sites_, scenario::DoriLevel::detect)),
      tour_(static_cast<std::int64_t>(sites_.size()), parameters),
      traveller_of_stay_(travellers_by_stay(plans)),
      on_links_(city, plans, traveller_of_stay_,
                {random, static_cast<std::uint32_t>(Choice::road_gap),
                 mean_exposure(mm_per_million_km, parameters.road_incidents_per_million_km),
                 static_cast<std::uint32_t>(Choice::walker_gap),
                 mean_exposure(ms_per_million_h, parameters.public_incidents_per_million_h)}),
      at_spots_(random, Stream::operations, static_cast<std::uint32_t>(Choice::place_gap), spot_keys(city),
                mean_exposure(ms_per_million_h, parameters.public_incidents_per_million_h)),
      room_({room_rules(parameters)}),
      by_site_(sites_.size()),
      by_zone_(city.zones.size())
{
    for (std::uint32_t camera = 0; camera < sites_.size(); ++camera) push_false_alarm(camera, 0, 0);
}

std::vector<LinkId> Operations::watched_links() const { return on_links_.watched_links(); }

void Operations::push_false_alarm(std::uint32_t camera, std::uint32_t number, Millis from_ms)
{
    if (parameters_.false_alarms_per_camera_h <= 0) return;
    double const mean_h = 1 / parameters_.false_alarms_per_camera_h;
    Millis const gap_ms = time_of(Choice::false_alarm_gap, camera_key(camera), mean_h, core::ms_per_hour, number);
    if (from_ms + gap_ms >= core::ms_per_day) return;
    push({from_ms + gap_ms, no_incident, camera, number, Signal::Kind::false_alarm, Notice::none});
}

void Operations::push_view(std::uint32_t incident, std::uint32_t camera, std::uint32_t number, Millis from_ms)
{
    Incident const& what = incidents_[incident];
    Millis const view_ms = tour_.next_view(camera, from_ms);
    if (view_ms >= what.at_ms + what.visible_ms) return;
    push({view_ms, incident, camera, number, Signal::Kind::view, Notice::tour});
}

// Who can see it, and who tells of it unasked.
void Operations::happen(Incident incident)
{
    if (incident.at_ms >= core::ms_per_day) return;
    bool const on_road = incident.kind == IncidentKind::road;
    incident.visible_ms =
        time_of(Choice::visible, incident.key, on_road ? parameters_.road_visible_min : parameters_.public_visible_min,
                core::ms_per_minute);
    incident.urgent = uniform(Choice::is_urgent, incident.key) < parameters_.urgent_share;
    incident.zone = city_.nearest_zone(incident.point);
    zone_tally(incident).offered += thousandths;

    auto const number = static_cast<std::uint32_t>(incidents_.size());
    Millis const call_ms = time_of(Choice::call_delay, incident.key, parameters_.call_delay_min, core::ms_per_minute);
    Signal told{incident.at_ms + call_ms, number, 0, 0, Signal::Kind::told, Notice::call};
    double const sees = parameters_.analytics_chance * clear_sight(incident.at_ms, cameras_, weather_);
    std::vector<std::uint32_t> reaching;  // that show it, or will if they have power again while it goes on
    std::size_t showing = 0;
    for (std::uint32_t const camera : sectors_->seeing(incident.point, incident.at_ms)) {
        Tally& site = site_tally(camera, incident);
        site.offered += thousandths;
        std::uint64_t const pair = core::combine(incident.key, camera_key(camera));
        if (uniform(Choice::camera_works, pair) >= cameras_.uptime) continue;
        site.covered += thousandths;
        reaching.push_back(camera);
        if (is_out(camera, incident.at_ms)) continue;
        ++showing;
        if (uniform(Choice::analytics_sees, pair) >= sees) continue;
        Millis const at_ms =
            incident.at_ms + time_of(Choice::analytics_delay, pair, parameters_.analytics_delay_s, core::ms_per_second);
        if (at_ms < told.time_ms && !is_out(camera, at_ms))
            told = {at_ms, number, camera, 0, Signal::Kind::told, Notice::analytics};
    }
    incident.cameras = static_cast<std::uint16_t>(std::min<std::size_t>(showing, UINT16_MAX));
    if (!reaching.empty()) zone_tally(incident).covered += thousandths;
    incidents_.push_back(incident);
    if (told.time_ms < incident.at_ms + incident.visible_ms) push(told);
    for (std::uint32_t const camera : reaching) push_view(number, camera, 0, incident.at_ms);
}

void Operations::presences(std::span<city::Presence const> presences)
{
    for (city::Presence const& presence : presences) {
        auto const outdoors = std::llround(static_cast<double>(plans_.outdoor_share[presence.stay]) * 1000);
        Millis const to_ms = std::min(presence.to_ms, core::ms_per_day);
        if (outdoors <= 0 || to_ms <= presence.from_ms) continue;
        std::int64_t const span_ms = to_ms - presence.from_ms;
        core::PlaceId const place = plans_.place[presence.stay];
        std::size_t const row =
            place.valid() ? place.value() : city_.places.size() + plans_.zone[presence.stay].value();
        std::int64_t const persons = plans_.persons[presence.traveller];
        at_spots_.add(row, persons * span_ms * outdoors / 1000, [&](std::uint32_t number, double fraction) {
            Incident incident;
            incident.key = core::combine(at_spots_.key(row), number);
            incident.point = plans_.point[presence.stay];
            incident.kind = IncidentKind::public_space;
            incident.person_class = plans_.person_class[presence.traveller];
            incident.at_ms =
                presence.from_ms + static_cast<Millis>(std::llround(fraction * static_cast<double>(span_ms)));
            happen(incident);
        });
    }
}

void Operations::passages(std::span<city::Passage const> passages)
{
    on_links_.passages(passages);
    if (is_shared_) return;
    for (Incident const& incident : on_links_.take()) happen(incident);
}

void Operations::tell(std::span<core::ArchiveWriter> to_ranks)
{
    for (core::ArchiveWriter& to : to_ranks) on_links_.tell(to);
    static_cast<void>(on_links_.take());  // this rank hears of its own, too
}

void Operations::hear(std::span<core::ArchiveReader> from_ranks)
{
    for (core::ArchiveReader& from : from_ranks) on_links_.hear(from);
    for (Incident const& incident : on_links_.take()) happen(incident);
}

void Operations::take_in(core::ArchiveReader& archive)
{
    LinkIncidents other = on_links_;
    archive(other);
    on_links_.take_further(other);
}

void Operations::work_off(Millis until_ms)
{
    while (!signals_.empty() && signals_.front().time_ms < until_ms) {
        std::ranges::pop_heap(signals_, later);
        Signal const signal = signals_.back();
        signals_.pop_back();
        while (auto const end = room_.next(signal.time_ms)) follow(*end);
        hear(signal);
    }
    while (auto const end = room_.next(until_ms)) follow(*end);
}

void Operations::follow(JobEnd const& end)
{
    Millis const wait_ms = end.start_ms - end.job.come_ms;
    ++alarms_.handled;
    alarms_.wait_ms += wait_ms;
    alarms_.waits_ms.push_back(wait_ms);
    if (end.job.priority == urgent) {
        ++alarms_.urgent;
        alarms_.urgent_wait_ms += wait_ms;
    }
    if (end.job.tag == no_incident) {
        alarms_.false_busy_ms += end.job.service_ms;
    } else {
        incidents_[end.job.tag].attended_ms = end.start_ms;
    }
}

void Operations::hear(Signal const& signal)
{
    if (signal.kind == Signal::Kind::false_alarm) {
        push_false_alarm(signal.camera, signal.number + 1, signal.time_ms);
        if (is_out(signal.camera, signal.time_ms)) return;
        std::uint64_t const key = core::combine(camera_key(signal.camera), signal.number);
        ++alarms_.false_alarms;
        raise(key, no_incident, uniform(Choice::is_urgent, key) < parameters_.urgent_share, parameters_.false_alarm_min,
              signal.time_ms);
        return;
    }
    if (incidents_[signal.incident].notice != Notice::none) return;
    if (signal.kind == Signal::Kind::view) {
        look(signal);
    } else {
        notice(signal);
    }
}

// An operator who sees to an alarm looks at nothing else.
void Operations::look(Signal const& view)
{
    Incident const& incident = incidents_[view.incident];
    int const operators = tour_.operators_at(view.time_ms);
    int const free = std::max(0, operators - room_.busy(0));
    bool const shows_nothing = operators == 0 || is_out(view.camera, view.time_ms);
    double const chance = shows_nothing ? 0 : attention(parameters_.views) * free / operators;
    std::uint64_t const pair = core::combine(incident.key, camera_key(view.camera));
    if (uniform(Choice::operator_notices, pair, view.number) < chance) {
        notice(view);
    } else {
        push_view(view.incident, view.camera, view.number + 1, view.time_ms + 1);
    }
}

void Operations::notice(Signal const& signal)
{
    Incident& incident = incidents_[signal.incident];
    incident.notice = signal.notice;
    incident.noticed_ms = signal.time_ms;
    if (signal.notice != Notice::call) {
        site_tally(signal.camera, incident).carried += thousandths;
        zone_tally(incident).carried += thousandths;
    }
    raise(incident.key, signal.incident, incident.urgent, parameters_.handling_min, signal.time_ms);
}

void Operations::raise(std::uint64_t key, std::uint32_t incident, bool is_urgent, double mean_min, Millis now_ms)
{
    Job job{.id = key, .tag = incident, .priority = is_urgent ? urgent : not_urgent, .come_ms = now_ms};
    job.service_ms = time_of(Choice::handling, key, mean_min, core::ms_per_minute);
    room_.come(job);
}

// What is still open is followed to its end, so that the figures do not depend on when the run ends.
ServiceResult Operations::result() const
{
    Operations done(*this);
    done.work_off(core::never);
    ServiceResult result{"operations", "incident", sites_, done.by_site_, done.by_zone_, {}, {}};
    for (std::size_t row = 0; row < sites_.size(); ++row) {
        result.peaks.push_back(busiest_hour(done.by_site_, row, &Tally::offered));
    }
    StationLog const& log = done.room_.log(0);
    result.busy_ms.assign(log.busy_ms.begin(), log.busy_ms.end());
    result.duty_ms.assign(log.duty_ms.begin(), log.duty_ms.end());
    result.incidents = done.incidents_;
    result.extras = operations_figures(parameters_, sites_.size(), result, done.alarms_);
    std::ranges::stable_sort(result.incidents, {}, &Incident::at_ms);
    return result;
}

}  // namespace

std::string_view name_of(IncidentKind kind) { return kind == IncidentKind::road ? "road" : "public_space"; }

std::string_view name_of(Notice notice)
{
    switch (notice) {
        case Notice::tour:
            return "tour";
        case Notice::analytics:
            return "analytics";
        case Notice::call:
            return "call";
        case Notice::none:
            break;
    }
    return "none";
}

std::unique_ptr<Service> make_operations(city::City const& city, city::Plans const& plans,
                                         scenario::OperationsParameters const& parameters,
                                         scenario::CameraParameters const& cameras, scenario::Weather const& weather,
                                         core::Random random)
{
    return std::make_unique<Operations>(city, plans, parameters, cameras, weather, random);
}

}  // namespace halong::services
