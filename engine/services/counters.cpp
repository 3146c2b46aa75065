#include "services/counters.hpp"

#include "city/every_day.hpp"
#include "core/archive.hpp"
#include "core/hash.hpp"
#include "services/desk.hpp"
#include "services/figures.hpp"
#include "services/visit_book.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace halong::services {
namespace {

using city::Activity;
using core::millis;
using core::Stream;

// Decisions of Stream::counter. Numbers are never reused or reordered: add at the end.
enum class Choice : std::uint32_t {
    procedure = 1,
    service_time = 2,
    patience = 3,
    most_ahead = 4,
    has_appointment = 5,
    earliness = 6,
    leaves_dossier = 7,
    dossier_work = 8,
};

constexpr Millis way_out_ms = core::ms_per_minute;
constexpr std::uint32_t no_ordinal = 0;  // of a dossier that no stay leaves; nobody comes to a counter with stay 0
constexpr std::int32_t appointed = 0;    // priorities at the windows
constexpr std::int32_t walked_in = 1;

Millis opening(city::Place const& place) { return millis(place.opens_h, core::ms_per_hour); }
Millis closing(city::Place const& place) { return millis(place.closes_h, core::ms_per_hour); }

double mean_service_min(scenario::CounterParameters const& p)
{
    double const standard_share = 1 - p.quick_share - p.land_share;
    return p.quick_share * p.quick_min + standard_share * p.standard_min + p.land_share * p.land_min;
}

// Minutes of the day in which the centre works with all its people: lunch counts by its share.
double full_minutes(city::Place const& centre, scenario::CounterParameters const& p)
{
    double const lunch_h = std::clamp(p.lunch_to_h, centre.opens_h, centre.closes_h) -
                           std::clamp(p.lunch_from_h, centre.opens_h, centre.closes_h);
    return 60 * (centre.closes_h - centre.opens_h - lunch_h * (1 - p.lunch_share));
}

int posts_for(double work_min, double minutes, double utilisation)
{
    return std::max(1, static_cast<int>(std::ceil(work_min / (minutes * utilisation))));
}

StationRules rules_of(city::Place const& centre, scenario::CounterParameters const& p, int posts)
{
    auto const at_lunch = std::max(1, static_cast<int>(std::lround(posts * p.lunch_share)));
    StationRules rules;
    rules.ends_ms = closing(centre);
    rules.shifts = {{opening(centre), posts}};
    Millis const lunch_ms = std::clamp(millis(p.lunch_from_h, core::ms_per_hour), opening(centre), closing(centre));
    Millis const after_ms = std::clamp(millis(p.lunch_to_h, core::ms_per_hour), opening(centre), closing(centre));
    if (lunch_ms < after_ms) {
        rules.shifts.push_back({lunch_ms, p.lunch_share > 0 ? std::min(posts, at_lunch) : 0});
        rules.shifts.push_back({after_ms, posts});
    }
    rules.shifts.push_back({closing(centre), posts});
    return rules;
}

bool is_centre(city::Place const& place) { return place.kind == city::PlaceKind::one_stop_centre; }

class Counters final : public Service {
public:
    Counters(city::City const& city, city::Plans const& plans, scenario::CounterParameters const& parameters,
             core::Random random)
        : city_(city),
          plans_(plans),
          parameters_(parameters),
          random_(random),
          rows_(city, is_centre),
          stations_(rules(city, rows_.places(), parameters)),
          book_(rows_.size(), city.zones.size())
    {
        for (city::Application const& application : plans_.applications) file_online(application);
    }

    [[nodiscard]] bool admits(std::uint32_t stay) const override
    {
        return plans_.activity[stay] == Activity::visit && rows_.of(plans_.place[stay]) != PlaceRows::none;
    }
    Millis admit(city::Presence const& coming) override;
    void release(Millis now_ms, std::vector<Release>& released) override
    {
        while (auto const end = stations_.next(now_ms)) follow(*end, released);
    }
    void advance(Millis until_ms) override { static_cast<void>(until_ms); }  // release() has done it
    [[nodiscard]] ServiceResult result() const override;

    void save(core::ArchiveWriter& archive) const override { transfer(archive, *this); }
    void load(core::ArchiveReader& archive) override { transfer(archive, *this); }
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, plans, parameters, random, rows, stations, book, dossiers, online, done] = self;
        // Given: city … rows.
        archive.section("counter");
        archive(stations, book, dossiers, online, done);
    }

private:
    // By row: the windows, then the back office.
    static std::vector<StationRules> rules(city::City const& city, std::vector<core::PlaceId> const& places,
                                           scenario::CounterParameters const& parameters)
    {
        std::vector<StationRules> all;
        for (core::PlaceId const id : places) {
            city::Place const& centre = city.places[id];
            all.push_back(window_rules(centre, parameters));
            all.push_back(rules_of(centre, parameters, back_office_of(centre, parameters)));
            all.back().shifts.back().servers = 0;  // who works on dossiers goes home, and they wait
            auto const out = city::every_day(city.faults.windows.of(id));
            for (StationRules& rules : std::span(all).last(2)) rules.shifts = interrupted(rules.shifts, out);
        }
        return all;
    }
    static std::uint32_t windows(std::uint32_t row) { return 2 * row; }
    static std::uint32_t back_office(std::uint32_t row) { return 2 * row + 1; }

    [[nodiscard]] double uniform(Choice choice, std::uint64_t key, std::uint32_t ordinal) const
    {
        return random_.uniform(Stream::counter, draw(choice, key, ordinal));
    }
    static core::Draw draw(Choice choice, std::uint64_t key, std::uint32_t ordinal)
    {
        return {key, static_cast<std::uint32_t>(choice), ordinal};
    }
    [[nodiscard]] Millis work_of(Choice choice, std::uint64_t key, std::uint32_t ordinal, double mean_min) const
    {
        return work_ms(random_, Stream::counter, draw(choice, key, ordinal), mean_min, parameters_.service_cv);
    }
    [[nodiscard]] double procedure_min(std::uint64_t key, std::uint32_t ordinal) const
    {
        double const u = uniform(Choice::procedure, key, ordinal);
        if (u < parameters_.quick_share) return parameters_.quick_min;
        return u < parameters_.quick_share + parameters_.land_share ? parameters_.land_min : parameters_.standard_min;
    }
    void file_online(city::Application const& application);
    void file(std::uint64_t key, std::uint32_t ordinal, std::uint32_t row, Millis time_ms);
    void follow(JobEnd const& end, std::vector<Release>& released);
    void add_extras(ServiceResult& result) const;

    city::City const& city_;
    city::Plans const& plans_;
    scenario::CounterParameters parameters_;
    core::Random random_;
    PlaceRows rows_;
    Stations stations_;
    VisitBook book_;
    std::int64_t dossiers_ = 0;  // given to the back offices so far
    std::int64_t online_ = 0;    // of the day, filed online
    std::int64_t done_ = 0;
};

// When it is too late, it is worked on tomorrow, and counts in the backlog of today.
void Counters::file(std::uint64_t key, std::uint32_t ordinal, std::uint32_t row, Millis time_ms)
{
    ++dossiers_;
    Job const dossier{.id = core::combine(key, ordinal),
                      .station = back_office(row),
                      .come_ms = time_ms,
                      .service_ms = work_of(Choice::dossier_work, key, ordinal, parameters_.dossier_min)};
    stations_.come(dossier);
}

void Counters::file_online(city::Application const& application)
{
    std::uint32_t const row = rows_.of(application.centre);
    if (row == PlaceRows::none) return;
    ++online_;
    file(plans_.traveller_key[application.traveller], no_ordinal, row, application.time_ms);
}

Millis Counters::admit(city::Presence const& coming)
{
    std::uint32_t const row = rows_.of(plans_.place[coming.stay]);
    std::uint64_t const key = plans_.traveller_key[coming.traveller];
    std::uint32_t const ordinal = coming.stay - plans_.stays_begin(coming.traveller);
    city::PersonClass const person_class = plans_.person_class[coming.traveller];
    std::int32_t const persons = plans_.persons[coming.traveller];
    Millis const closes_ms = closing(city_.places[rows_[row]]);
    bool const open = coming.from_ms < closes_ms;

    Job job{.id = coming.stay, .station = windows(row), .tag = coming.traveller, .priority = walked_in};
    job.come_ms = coming.from_ms;
    if (open && uniform(Choice::has_appointment, key, ordinal) < parameters_.appointment_share) {
        double const early_min =
            parameters_.appointment_spread_min * random_.normal(Stream::counter, draw(Choice::earliness, key, ordinal));
        job.priority = appointed;
        job.come_ms = std::clamp(coming.from_ms + millis(early_min, core::ms_per_minute), coming.from_ms, closes_ms);
    }
    book_.count(row, zone_of_visitor(plans_, coming.traveller, coming.stay), job.come_ms, person_class,
                tally_of(persons, open, false));
    if (!open) {
        book_.add(
            {row, persons, coming.from_ms, core::never, coming.from_ms, coming.from_ms, false, false, person_class});
        return coming.from_ms + way_out_ms;
    }
    job.service_ms = work_of(Choice::service_time, key, ordinal, procedure_min(key, ordinal));
    double const e = random_.exponential(Stream::counter, draw(Choice::patience, key, ordinal));
    job.patience_ms = patience_ms(parameters_.patience_mean_min, e);
    if (job.priority == walked_in) {
        double const spread = uniform(Choice::most_ahead, key, ordinal);
        double const most = parameters_.balk_least + (parameters_.balk_most - parameters_.balk_least) * spread;
        job.most_ahead_milli = std::llround(most * thousandths);
    }
    stations_.come(job);
    return core::never;
}

void Counters::follow(JobEnd const& end, std::vector<Release>& released)
{
    std::uint32_t const row = end.job.station / 2;
    if (end.job.station == back_office(row)) {
        ++done_;
        return;
    }
    auto const stay = static_cast<std::uint32_t>(end.job.id);
    std::uint32_t const traveller = end.job.tag;
    city::PersonClass const person_class = plans_.person_class[traveller];
    bool const served = end.ending == JobEnding::served;
    std::int32_t const persons = plans_.persons[traveller];
    Millis const wait_ms = end.ending == JobEnding::turned_round ? core::never : end.start_ms - end.job.come_ms;
    book_.add({row, persons, end.job.come_ms, wait_ms, end.job.come_ms, end.end_ms, served, true, person_class});
    released.push_back({stay, end.end_ms + way_out_ms});
    if (!served) return;
    book_.count(row, zone_of_visitor(plans_, traveller, stay), end.job.come_ms, person_class,
                {0, 0, persons * thousandths});
    std::uint64_t const key = plans_.traveller_key[traveller];
    std::uint32_t const ordinal = stay - plans_.stays_begin(traveller);
    if (uniform(Choice::leaves_dossier, key, ordinal) < parameters_.dossiers_per_visit) {
        file(key, ordinal, row, end.end_ms);
    }
}

void Counters::add_extras(ServiceResult& result) const
{
    std::int64_t open = 0;
    std::int64_t gave_up = 0;
    std::int64_t within_15 = 0;
    std::int64_t within_30 = 0;
    std::int64_t lost_ms = 0;
    for (QueueVisit const& visit : book_.visits()) {
        if (!visit.open) continue;
        open += visit.persons;
        if (!visit.admitted) gave_up += visit.persons;
        if (visit.wait_ms != core::never) lost_ms += std::int64_t{visit.wait_ms} * visit.persons;
        if (visit.admitted && visit.wait_ms <= 15 * core::ms_per_minute) within_15 += visit.persons;
        if (visit.admitted && visit.wait_ms <= 30 * core::ms_per_minute) within_30 += visit.persons;
    }
    std::int64_t overtime_ms = 0;
    StationLog office;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        overtime_ms += stations_.log(windows(row)).overtime_ms;
        add_hours(office, stations_.log(back_office(row)));
    }
    result.extras = {{"gave_up_persons", static_cast<double>(gave_up)},
                     {"abandonment_pct", percent(gave_up, open)},
                     {"mean_wait_min", result.waits.mean_wait_min},
                     {"wait_p95_min", result.waits.wait_p95_min},
                     {"within_15_min_pct", percent(within_15, open)},
                     {"within_30_min_pct", percent(within_30, open)},
                     {"utilisation_pct", percent(sum(result.busy_ms), sum(result.duty_ms))},
                     {"overtime_h", hours(overtime_ms)},
                     {"lost_person_h", hours(lost_ms)},
                     {"dossiers", static_cast<double>(dossiers_)},
                     {"online_share_pct", percent(online_, dossiers_)},
                     {"back_office_utilisation_pct", percent(sum(office.busy_ms), sum(office.duty_ms))},
                     {"back_office_left", static_cast<double>(dossiers_ - done_)}};
}

ServiceResult Counters::result() const
{
    ServiceResult result = book_.result("counter", "visit", rows_);
    for (std::uint32_t row = 0; row < rows_.size(); ++row) add_row(result, stations_.log(windows(row)));
    add_extras(result);
    return result;
}

}  // namespace

int windows_of(city::Place const& centre, scenario::CounterParameters const& p)
{
    int windows = static_cast<int>(centre.posts);
    if (windows == 0) {
        double const work_min = centre.visits_per_day * mean_service_min(p);
        windows = posts_for(work_min, full_minutes(centre, p), p.window_utilisation);
    }
    return std::max(1, static_cast<int>(std::lround(windows * p.windows_factor)));
}

int back_office_of(city::Place const& centre, scenario::CounterParameters const& p)
{
    double const dossiers = centre.visits_per_day * p.dossiers_per_visit / (1 - p.usual_online_share);
    return posts_for(dossiers * p.dossier_min, full_minutes(centre, p), p.back_office_utilisation);
}

StationRules window_rules(city::Place const& centre, scenario::CounterParameters const& p)
{
    StationRules rules = rules_of(centre, p, windows_of(centre, p));
    if (p.window_policy == scenario::WindowPolicy::threshold) {
        rules.open_more_above = p.open_more_above;
        rules.most_more = p.most_more_windows;
    }
    return rules;
}

std::unique_ptr<Service> make_counters(city::City const& city, city::Plans const& plans,
                                       scenario::CounterParameters const& parameters, core::Random random)
{
    if (std::ranges::none_of(city.places, is_centre)) return nullptr;
    return std::make_unique<Counters>(city, plans, parameters, random);
}

}  // namespace halong::services
