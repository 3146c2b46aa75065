// Phones, car parks and what services are asked for: as figures of a day, and as readings whose share nobody knows.
#include "equilibrium/sensor_reading.hpp"

#include "equilibrium/count_fit.hpp"
#include "equilibrium/nowcast_replay.hpp"
#include "equilibrium/road_day.hpp"
#include "services/wifi.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <vector>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;

namespace {

constexpr Millis visit_ms = 2 * hour;
constexpr ClassBits car_bit = 1U << static_cast<unsigned>(network::VehicleClass::car);

DemandPrior exact_prior()
{
    DemandPrior prior;
    prior.least_travellers = 0;
    prior.mismatch_share = 0;  // what these days do not have
    return prior;
}

// Everybody is in the network all the time while outdoors, so that few people make many phones.
scenario::WifiParameters all_phones()
{
    scenario::WifiParameters parameters;
    parameters.take_rate_domestic = 1;
    parameters.session_median_min = 600;
    parameters.session_cv = 0;
    return parameters;
}

// Visitors who come from outside to one of the zones by car, stay for two hours out of doors, and go back.
class VisitDay {
public:
    void visit(int from, int to, Millis time, core::PlaceId place = {})
    {
        sketch_.begin("visitor " + std::to_string(sketch_.plans.traveller_count()),
                      city::PersonClass::domestic_visitor);
        stay(from, 0);
        sketch_.plans.activity.back() = city::Activity::outside;
        leave(time, from, to);
        Millis const back = legs_.back().arrival_ms + visit_ms;
        stay(to, 1);
        sketch_.plans.place.back() = place;
        leave(back, to, from);
        stay(from, 0);
        sketch_.plans.activity.back() = city::Activity::outside;
        legs_.emplace_back();
        sketch_.end();
    }
    [[nodiscard]] DayMap map(city::City const& town, scenario::WifiParameters const& wifi = all_phones()) const
    {
        DayMap map(town, sketch_.plans);
        map.add_tracks(events_);
        simulation::RunResult run;
        run.legs = legs_;
        map.add_visits(run, wifi, core::Random(1));
        map.settle();
        return map;
    }

private:
    void stay(int zone, double outdoor_share)
    {
        sketch_.stay(core::NodeId{zone}, {600.0 * zone + 300, 0}, outdoor_share, 0, ZoneId{zone});
    }
    void leave(Millis time, int from, int to)
    {
        sketch_.leave(time, city::Mode::car);
        auto const leg = static_cast<std::uint32_t>(sketch_.plans.stay_count() - 1);
        double at_s = time / 1'000.0;
        for (LinkId const link : way(from, to)) {
            events_.push_back({leg, link.value(), static_cast<Millis>(1'000 * at_s)});
            at_s += ride_s;
        }
        legs_.push_back({time, static_cast<Millis>(1'000 * at_s)});
    }

    PlanSketch sketch_;
    std::vector<traffic::TrackEvent> events_;
    std::vector<simulation::LegResult> legs_;
};

// Busy enough that chance does not hide what differs. Counters at some links of a road tell part of the chance at the others
// as well, since the same cars pass them: on quiet days bands are too wide.
constexpr double busy = 5;

VisitDay drawn_visits(Chance& chance, DrawnChanges const* changes, double factor = 1)
{
    VisitDay day;
    for (int h = first_hour; h <= last_hour - 3; ++h) {
        for (int from = 0; from < zone_count; ++from) {
            for (int to = 0; to < zone_count; ++to) {
                double const weight = changes == nullptr ? 1 : changes->weight(from, to, h);
                for (int n = chance.poisson(factor * usual_trips(from, to, h) * weight); n > 0; --n) {
                    day.visit(from, to, h * hour + static_cast<Millis>(chance.uniform() * hour));
                }
            }
        }
    }
    return day;
}

// A device that shows a share of the phones or cars of a zone: the same all day, but for what its kind strays in an hour.
void look_at(Observations& seen, DayMap const& hidden, ObservedKind kind, int zone, double share, Millis length_ms,
             Chance& chance)
{
    auto const index = static_cast<std::uint32_t>(seen.sensors.size());
    Sensor sensor;
    sensor.id = std::string(name_of(kind)) + std::to_string(zone);
    sensor.kind = kind;
    sensor.target.zone = ZoneId{zone};
    seen.sensors.push_back(sensor);
    double strays = 1;
    for (Millis from = 0; from < core::ms_per_day; from += length_ms) {
        if (from % hour == 0) strays = 1 + info_of(kind).mismatch_share * chance.normal();
        auto const all = figure_of(hidden, sensor, {from, from + length_ms})->value();
        double const mean = std::max(0.0, share * strays * all);
        double const value = kind == ObservedKind::wifi ? chance.poisson(mean) : std::round(mean);
        seen.values.push_back({index,
                               {from, from + length_ms},
                               from + length_ms,
                               value,
                               std::max(0.5, info_of(kind).error_share * value),
                               0});
    }
}

void put_in_order(Observations& seen)
{
    std::ranges::stable_sort(seen.values, {},
                             [](Observation const& o) { return std::tuple(o.interval.to_ms, o.sensor); });
}

struct Errors {
    double squared_before = 0;
    double squared = 0;
    double inside = 0;
    double count = 0;
    void add(double truth, double before, double mean, double sd)
    {
        squared_before += (truth - before) * (truth - before);
        squared += (truth - mean) * (truth - mean);
        inside += std::abs(truth - mean) <= 1.6449 * sd ? 1 : 0;
        count += 1;
    }
};

// Fitted as fit_to_counts does it, and looked at where nobody looks: people in zones, links without a counter.
void judge(DayMap const& map, DayMap const& hidden, Observations const& seen, Errors& people, Errors& links)
{
    CountFitOptions options;
    options.prior = exact_prior();
    options.held_out.parts = 0;
    auto const shares = fit_to_counts(map, seen, options).shares;
    std::vector<double> biases;
    for (auto const& sensor : seen.sensors) biases.push_back(info_of(sensor.kind).share_is_unknown ? 0.7 : 0.0);
    DemandEstimate estimate(map, options.prior, biases);
    std::vector<std::size_t> which;
    auto readings = readings_of(map, seen, options.prior, shares, which);
    for (Reading& reading : readings) reading.figure.noise = std::max(reading.figure.noise, 1.0);
    estimate.update(readings);
    for (int h = first_hour + 1; h < last_hour; ++h) {
        Interval const interval{h * hour, (h + 1) * hour};
        for (int zone = 0; zone < zone_count; ++zone) {
            auto const figure = map.visits().people_in(ZoneId{zone}, interval);
            auto const after = estimate.of(figure);
            people.add(hidden.visits().people_in(ZoneId{zone}, interval).value(), figure.value(), after.mean,
                       std::sqrt(after.sd * after.sd + figure.noise));
        }
        for (int link = 0; link < 2 * (zone_count - 1); ++link) {
            if (link == 2 || link == 7) continue;
            auto const figure = map.volume(LinkId{link}, interval);
            auto const after = estimate.of(figure);
            links.add(static_cast<double>(hidden.passages(LinkId{link}, interval)), figure.value(), after.mean,
                      std::sqrt(after.sd * after.sd + figure.noise));
        }
    }
}

}  // namespace

TEST_CASE("of who comes by car and stays outdoors, the phones, the car and the person are where and when they are",
          "[nowcast]")
{
    auto town = road_town();
    city::Place place;
    place.id = "pier";
    place.zone = ZoneId{3};
    place.gates = 2;
    place.gate_s_per_person = 10;
    place.jobs = 100;
    town.places.push_back(place);
    town.sites.push_back(hotspot_at("hotspot", {2'110, 0}));
    VisitDay day;
    day.visit(0, 3, 8 * hour, core::PlaceId{0});
    scenario::WifiParameters wifi;
    wifi.take_rate_domestic = 0.5;
    wifi.session_median_min = 30;
    wifi.session_cv = 0;
    auto const map = day.map(town, wifi);
    // There from 8:03 to 10:03.
    Interval const while_there{9 * hour, 10 * hour};
    Interval const half{10 * hour, 10 * hour + 6 * minute};
    auto const& visits = map.visits();
    auto const zone = ZoneId{3};
    auto const pier = core::PlaceId{0};
    CHECK(visits.people_in(zone, while_there).value() == Approx(1));
    CHECK(visits.people_at(pier, half).value() == Approx(0.5));
    CHECK(visits.people_in(zone, while_there).alike_ms == visit_ms);
    CHECK(visits.people_in(ZoneId{0}, while_there).value() == 0);
    CHECK(visits.arrivals_at(pier, {8 * hour, 9 * hour}).value() == 1);
    CHECK(visits.vehicles_at(pier, half, car_bit).value() == Approx(0.5));
    CHECK(visits.vehicles_in(zone, while_there).value() == Approx(1));
    CHECK(visits.vehicles_in(zone, while_there, 1U).value() == 0);
    CHECK(visits.phones_in(zone, while_there).value() == Approx(0.5 * 30 / 120));
    CHECK(visits.phones_at(pier, while_there).value() == Approx(0.5 * 30 / 120));
    CHECK(visits.phones_of(core::SiteId{0}, while_there).value() == Approx(0.5 * 30 / 120));
    // And as loads of services, with what these take.
    Nowcast const nowcast(town, map, {});
    std::map<StateOf, StateRow> rows;
    for (StateRow const& row : nowcast.state(8 * hour + 15 * minute)) {
        if (row.what != StateOf::link && row.what != StateOf::zone) rows[row.what] = row;
    }
    REQUIRE(rows.size() == 4);
    CHECK(rows[StateOf::arrivals].before == Approx(4));
    CHECK(rows[StateOf::arrivals].capacity == Approx(720));
    CHECK(rows[StateOf::cars].before == Approx(0.8));
    CHECK(rows[StateOf::cars].capacity == std::round(0.17 * 92));
    CHECK(rows[StateOf::hotspot].before == Approx(0.8 * 0.125));
    CHECK(rows[StateOf::hotspot].capacity == 64);
    CHECK(rows[StateOf::place].mean == Approx(0.8));
    CHECK(unit_of(StateOf::hotspot) == "phone");
}

TEST_CASE("phones that are expected are those that the service of the hotspots is asked for", "[nowcast]")
{
    auto const town = road_town();
    PlanSketch sketch;
    std::vector<city::Presence> presences;
    constexpr int people = 3'000;
    constexpr double share = 0.4;
    for (int i = 0; i < people; ++i) {
        auto const who = i % 2 == 0 ? city::PersonClass::foreign_visitor : city::PersonClass::resident;
        auto const traveller = sketch.begin("p" + std::to_string(i), who);
        auto const stay = sketch.stay(core::NodeId{0}, {300, 0}, share);
        sketch.end();
        presences.push_back({traveller, stay, 8 * hour, 11 * hour});
    }
    scenario::WifiParameters const wifi;
    auto const service = services::make_wifi(town, sketch.plans, wifi, core::Random(1));
    service->presences(presences);
    service->advance(core::ms_per_day);
    double const offered = services::units(service->result().by_zone.total().offered);
    PhoneUse const use(wifi);
    double const phones = people / 2.0 *
                          (use.phones(city::PersonClass::foreign_visitor, share, 3 * hour) +
                           use.phones(city::PersonClass::resident, share, 3 * hour));
    CHECK(phones * 180 == Approx(offered).epsilon(0.06));
}

TEST_CASE("a share that nobody knew is taken into the unit of the readings, and the estimate stays the same",
          "[nowcast]")
{
    auto const town = road_town();
    Chance chance(2);
    auto const map = drawn_visits(chance, nullptr).map(town);
    DemandEstimate estimate(map, exact_prior(), {0.7});
    auto const figure = map.visits().phones_in(ZoneId{2}, {8 * hour, 9 * hour});
    estimate.update(std::vector<Reading>{{figure, 1.4 * figure.value(), 1, 0}});
    auto const before = estimate.of(figure);
    auto const shown = estimate.of(figure, 0);
    double const bias = estimate.bias(0).mean;
    CHECK(bias > 0.2);
    double const unsure = estimate.bias(0).sd;
    CHECK(estimate.absorb_bias(0) == Approx(std::exp(bias)));
    CHECK(estimate.bias(0).mean == 0);
    CHECK(estimate.bias(0).sd == unsure);
    CHECK(estimate.of(figure).mean == before.mean);
    CHECK(estimate.of(figure).sd == before.sd);
    CHECK(shown.mean == Approx(before.mean + bias * figure.value()));
    // As a ratio: half as much again as expected moves it by half of the simulated day's.
    Reading ratio{figure, 1.5 * before.mean, 2, 0};
    compare_as_ratio(ratio, before.mean);
    CHECK(ratio.value - before.mean == Approx(0.5 * figure.value()));
    CHECK(ratio.error_sd == Approx(2 * figure.value() / before.mean));
    CHECK(ratio.figure.noise == Approx(figure.noise * std::pow(figure.value() / before.mean, 2)));
    double const sd = estimate.bias(0).sd;
    estimate.loosen_bias(0, 0.25);
    CHECK(estimate.bias(0).sd == Approx(std::sqrt(sd * sd + 0.25)));
    // Nothing is told before an hour, or of who shows nothing.
    ShareSums sums;
    sums.add(3, 30, {8 * hour, 8 * hour + 30 * minute});
    CHECK_FALSE(sums.share());
    sums.add(3, 30, {9 * hour, 9 * hour + 30 * minute});
    CHECK(sums.share() == Approx(0.1));
}

TEST_CASE("hidden days: phones and car parks help where people are, hurt nowhere, and bands hold", "[nowcast]")
{
    auto const town = road_town();
    Errors people_by_counts;
    Errors links_by_counts;
    Errors people_by_all;
    Errors links_by_all;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        Chance chance(seed);
        DrawnChanges const changes(exact_prior(), chance);
        auto const base = drawn_visits(chance, nullptr, busy);
        auto const map = base.map(town);
        auto const other = drawn_visits(chance, &changes, busy);
        auto const hidden = other.map(town);
        auto seen = counted(hidden, {2, 7}, hour, 0.05, chance);
        judge(map, hidden, seen, people_by_counts, links_by_counts);
        for (int zone = 0; zone < zone_count; ++zone) {
            // Of a network, what reaches: from one phone in ten to nearly all; of the cars, less than half to all.
            double const wifi = std::min(1.0, 0.3 * std::exp(0.5 * chance.normal()));
            look_at(seen, hidden, ObservedKind::wifi, zone, wifi, hour, chance);
            look_at(seen, hidden, ObservedKind::parking, zone, 0.4 + 0.6 * chance.uniform(), hour, chance);
        }
        put_in_order(seen);
        judge(map, hidden, seen, people_by_all, links_by_all);
    }
    INFO("people " << people_by_counts.squared / people_by_counts.squared_before << " -> "
                   << people_by_all.squared / people_by_all.squared_before << ", links "
                   << links_by_counts.squared / links_by_counts.squared_before << " -> "
                   << links_by_all.squared / links_by_all.squared_before);
    CHECK(people_by_all.squared < 0.85 * people_by_counts.squared);
    CHECK(links_by_all.squared < links_by_counts.squared);
    for (Errors const* errors : {&people_by_counts, &links_by_counts, &people_by_all, &links_by_all}) {
        INFO(errors->inside / errors->count << " " << errors->count << " " << errors->squared_before);
        CHECK(errors->inside / errors->count > 0.87);
        CHECK(errors->inside / errors->count < 0.93);
    }
}

TEST_CASE("a now-cast learns what share a device shows: phones and car parks help beside counters", "[nowcast]")
{
    auto const town = road_town();
    Errors counts_only;
    Errors with_phones;
    Errors phones_only;
    for (std::uint64_t seed = 31; seed <= 42; ++seed) {
        Chance chance(seed);
        NowcastOptions options;
        options.prior = exact_prior();
        DrawnChanges const changes(options.prior, chance);
        auto const base = drawn_visits(chance, nullptr);
        auto const map = base.map(town);
        auto const other = drawn_visits(chance, &changes);
        auto const hidden = other.map(town);
        auto const counts = counted(hidden, {2, 7}, 15 * minute, 0.05, chance);
        Observations phones;
        auto all = counts;
        for (auto* seen : {&phones, &all}) {
            for (int zone = 0; zone < zone_count; ++zone) {
                look_at(*seen, hidden, ObservedKind::wifi, zone, 0.3, 15 * minute, chance);
                look_at(*seen, hidden, ObservedKind::parking, zone, 0.6, 15 * minute, chance);
            }
            put_in_order(*seen);
        }
        options.prior.mismatch_share = DemandPrior{}.mismatch_share;  // as it is used
        options.link_bias_sd = 0;
        auto const follow = [&](Observations const& seen, Errors& errors) {
            Nowcast nowcast(town, map, seen.sensors, options);
            std::size_t most_waiting = 0;
            replay(nowcast, map, seen, {}, [&](Nowcast const& now, Cycle const& cycle, double) {
                most_waiting = std::max(most_waiting, cycle.waiting);
                if (cycle.now_ms % hour != 0 || cycle.now_ms < 8 * hour || cycle.now_ms > 20 * hour) return;
                for (StateRow const& row : now.state(cycle.now_ms)) {
                    if (row.what != StateOf::zone) continue;
                    Interval const quarter{cycle.now_ms - 15 * minute, cycle.now_ms};
                    errors.add(hidden.visits().people_in(ZoneId{row.index}, quarter).value(), row.before, row.mean,
                               row.sd);
                }
            });
            CHECK((most_waiting > 0) == (&seen != &counts));
            for (std::uint32_t s = 0; s < seen.sensors.size(); ++s) {
                if (seen.sensors[s].kind != ObservedKind::wifi) continue;
                CHECK(nowcast.share(s) > 0.12);
                CHECK(nowcast.share(s) < 0.75);
            }
        };
        follow(counts, counts_only);
        follow(all, with_phones);
        follow(phones, phones_only);
    }
    auto const share = [](Errors const& errors) { return errors.squared / errors.squared_before; };
    INFO("of the plans' squared error: counts " << share(counts_only) << ", with phones " << share(with_phones)
                                                << ", phones alone " << share(phones_only));
    CHECK(share(with_phones) < 0.95 * share(counts_only));
    // Alone they know no level: as good as the plans, within a few per cent.
    CHECK(share(phones_only) < 1.1);
    for (Errors const* errors : {&counts_only, &with_phones, &phones_only}) {
        CHECK(errors->inside / errors->count > 0.87);
    }
}

TEST_CASE("what stays as it is becomes a new state, and is told", "[nowcast]")
{
    auto const town = road_town();
    Chance chance(4);
    auto const day = drawn_visits(chance, nullptr, busy);
    auto const map = day.map(town);
    auto const other = drawn_visits(chance, nullptr, busy);
    auto const hidden = other.map(town);
    auto seen = counted(hidden, {2, 4, 6, 8}, 5 * minute, 0.05, chance);
    constexpr double left = 0.05;  // of the traffic, after the street was closed but for those who live there
    for (auto& value : seen.values) {
        if (value.sensor == 1 && value.interval.from_ms >= 7 * hour) value.value *= left;
    }
    Nowcast nowcast(town, map, seen.sensors);
    std::vector<Anomaly> raised;
    std::map<Millis, std::size_t> aside;
    double expected = 0;
    double observed = 0;
    replay(nowcast, map, seen, {}, [&](Nowcast const& now, Cycle const& cycle, double) {
        raised.insert(raised.end(), cycle.anomalies.begin(), cycle.anomalies.end());
        aside[cycle.now_ms / hour] += cycle.set_aside;
        if (cycle.now_ms % hour != 0 || cycle.now_ms < 11 * hour || cycle.now_ms > 19 * hour) return;
        expected += now.reading(1, {cycle.now_ms, cycle.now_ms + hour}, 1).mean;
        observed += left * static_cast<double>(hidden.passages(LinkId{4}, {cycle.now_ms, cycle.now_ms + hour}));
    });
    std::erase_if(raised, [](Anomaly const& one) { return one.sensor != 1; });
    auto const lasting = std::ranges::find(raised, AnomalyKind::lasting, &Anomaly::kind);
    REQUIRE(lasting != raised.end());
    CHECK(lasting->from_ms >= 7 * hour);
    CHECK(lasting->from_ms <= 7 * hour + 20 * minute);
    CHECK(lasting->raised_ms == lasting->from_ms + 2 * hour);
    CHECK(lasting->evidence.find("taken in from now on") != std::string::npos);
    CHECK(std::ranges::count(raised, AnomalyKind::lasting, &Anomaly::kind) == 1);
    CHECK(aside[8] == 12);
    CHECK(aside[11] == 0);
    CHECK(expected == Approx(observed).epsilon(0.15));
}
