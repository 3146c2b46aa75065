#include "scenario/describe.hpp"

#include <fmt/format.h>

namespace halong::scenario {
namespace {

constexpr Range share{0, 1};
constexpr Range factor{0, 100};
constexpr Range utility{-20, 20};
constexpr Range hour_of_day{0, 24};

void describe_people(Visitor& v, DemandParameters& d)
{
    v.field(HALONG_KEY(d, residents_factor),
            {.text = "Scales the residents of every zone.",
             .range = factor,
             .source = "1 keeps the census of 1 April 2019: 322,710 people in the 33 units of the city"});
    v.field(HALONG_KEY(d, visitors_per_day),
            {.text = "Visitors who arrive through the gateways on this day.",
             .unit = "persons/day",
             .range = {0, 1'000'000},
             .mark = Mark::estimate,
             .source = "the city's target of 10 million visitors for 2024 / 366 days; half-year "
                       "2024: 32,000 a day; "
                       "peak days of 2025: 90,000 to 130,000"});
    v.field(HALONG_KEY(d, foreign_share), {.text = "Share of the visitors who come from abroad.",
                                           .unit = "share",
                                           .range = share,
                                           .mark = Mark::estimate,
                                           .source = "1.2 of 10 million visitors, the city's target for 2024"});
    v.field(HALONG_KEY(d, overnight_share),
            {.text = "Share of the visitors who stay for the night.",
             .unit = "share",
             .range = share,
             .mark = Mark::estimate,
             .source = "465,000 of 1,135,000 visitors of the province, 30 April to 4 May 2025; 29 "
                       "to 45 % in other years"});
    v.field(HALONG_KEY(d, bay_share),
            {.text = "Share of the visitors who take a cruise on the bay.",
             .unit = "share",
             .range = share,
             .mark = Mark::estimate,
             .source = "about 7,000 passengers on an ordinary day of 2024, of 27,000 visitors"});
    v.field(HALONG_KEY(d, trips_factor),
            {.text = "Scales how often residents go shopping, visiting and out for leisure.", .range = factor});
    v.field(HALONG_KEY(d, worker_share),
            {.text = "Share of the residents aged 15 to 64 who work.",
             .unit = "share",
             .range = share,
             .mark = Mark::estimate,
             .source = "165,000 to 180,000 workers of about 215,000 people of that age, 2019"});
    v.field(HALONG_KEY(d, through_factor),
            {.text = "Scales the through traffic and the lorries at the gateways.", .range = factor});
    v.field(HALONG_KEY(d, route_file),
            {.text = "File of vehicles with their departures and routes, which then are the whole demand of "
                     "the day; relative to the file that says it. Left out: the model makes the demand.",
             .if_missing = "leave it out, or write e.g. route_file = \"../my-city/routes.csv.gz\"",
             .is_path = true});
    v.field(HALONG_KEY(d, change_file),
            {.text = "File of changes of the demand by kind of person, zone and hour, as `halong calibrate --counts` "
                     "writes it: travellers of the model come more or less often by it; relative to the file that "
                     "says it.",
             .if_missing = "leave it out, or write e.g. change_file = \"../runs/weekday-counts/latest/changes.csv\"",
             .is_path = true});
    v.check({"change_file", "route_file"}, d.change_file.empty() || d.route_file.empty(),
            "'change_file' changes travellers of the model, and with 'route_file' there are none", "keep one of them");
}

void describe_mode_choice(Visitor& v, DemandParameters& d)
{
    constexpr std::string_view split =
        "chosen to give the prior split of 70 to 75 % motorbike, 8 to 12 % car, 12 to 15 % on foot "
        "or bicycle";
    auto constant = [&v, split](std::string_view key, double& value, std::string_view text) {
        v.field(key, value, {.text = text, .range = utility, .mark = Mark::estimate, .source = split});
    };
    constant(HALONG_KEY(d, motorbike_constant), "Utility of the motorbike before time; the reference mode.");
    constant(HALONG_KEY(d, car_constant), "Utility of driving a car of the household before time.");
    constant(HALONG_KEY(d, walk_constant), "Utility of walking before time.");
    constant(HALONG_KEY(d, bicycle_constant), "Utility of the bicycle before time.");
    constant(HALONG_KEY(d, passenger_constant), "Utility of riding with somebody before time.");
    v.field(HALONG_KEY(d, time_utility_per_min), {.text = "Utility of one minute in or on a vehicle.",
                                                  .unit = "1/min",
                                                  .range = {-10, 0},
                                                  .mark = Mark::estimate,
                                                  .source = "no Vietnamese coefficient is public"});
    v.field(HALONG_KEY(d, walk_time_utility_per_min), {.text = "Utility of one minute on foot.",
                                                       .unit = "1/min",
                                                       .range = {-10, 0},
                                                       .mark = Mark::estimate,
                                                       .source = "no Vietnamese coefficient is public"});
    v.field(HALONG_KEY(d, gravity_decay_per_km),
            {.text = "How fast destinations lose their pull with distance: weight exp(-decay * km).",
             .unit = "1/km",
             .range = {0, 5},
             .mark = Mark::estimate,
             .source = "a start in 0.10 to 0.20, to be fitted to visits of attractions"});
}

}  // namespace

void describe(Visitor& v, Text& text)
{
    v.field(HALONG_KEY(text, vi), {.text = "The text in Vietnamese."});
    v.field(HALONG_KEY(text, en), {.text = "The text in English."});
}

void describe(Visitor& v, DemandParameters& demand)
{
    describe_people(v, demand);
    describe_mode_choice(v, demand);
}

void describe(Visitor& v, TrafficParameters& t)
{
    v.field(HALONG_KEY(t, window_ms), {.text = "Length of the window after which links exchange vehicles; results do "
                                               "not depend on it.",
                                       .unit = "ms",
                                       .range = {1, 1000}});
    v.field(HALONG_KEY(t, min_link_time_ms),
            {.text = "Least time a vehicle spends on a link; shorter links are held for this long, "
                     "and counted.",
             .unit = "ms",
             .range = {1, 60'000}});
    v.field(HALONG_KEY(t, seepage), {.text = "Share of a stop line that waiting motorbikes take "
                                             "before queued cars; 0 is strict order.",
                                     .unit = "share",
                                     .range = share,
                                     .mark = Mark::assumption,
                                     .source = "to be calibrated with counts at junctions"});
    v.field(HALONG_KEY(t, signal_cycle_s), {.text = "Cycle of fixed-time signals where the data hold no plan.",
                                            .unit = "s",
                                            .range = {20, 300},
                                            .mark = Mark::estimate,
                                            .source = "usual cycles of 60 to 120 s"});
    v.field(HALONG_KEY(t, signal_lost_s), {.text = "Time lost at each change of phase.",
                                           .unit = "s",
                                           .range = {0, 20},
                                           .mark = Mark::estimate,
                                           .source = "usual values of 3 to 5 s"});
    v.field(HALONG_KEY(t, ring_turn_s),
            {.text = "Interval at which rings of full links, each waiting for the next, may move on "
                     "as one; 0: never.",
             .unit = "s",
             .range = {0, 3'600},
             .mark = Mark::assumption,
             .source = "time that drivers on a locked roundabout take to sort themselves out"});
    v.field(HALONG_KEY(t, pass_blocked_after_s),
            {.text = "When the first vehicle at a stop line is blocked for longer than this, those "
                     "close behind who want to go elsewhere pass it; 0: never (strict order).",
             .unit = "s",
             .range = {0, 3'600},
             .mark = Mark::assumption,
             .source = "motorbikes filter past a blocked vehicle at once; cars need a turning lane"});
    v.field(HALONG_KEY(t, squeeze_after_s),
            {.text = "Whoever waits longer than this at a stop line squeezes into the full link "
                     "beyond; 0: never. Every such move is counted.",
             .unit = "s",
             .range = {0, 3'600},
             .mark = Mark::assumption,
             .source = "keeps jams of one-shot routes from locking; other simulators take 10 to 300 s"});
    v.field(HALONG_KEY(t, dark_signal_lane_pcu_h),
            {.text = "What one lane lets through at a signal without power, where all ways take turns as at an all-way "
                     "stop.",
             .unit = "PCU/h",
             .range = {50, 1'800},
             .mark = Mark::estimate,
             .source = "1,500 for four single lanes: a headway of 9.6 s with vehicles on all ways (Highway Capacity "
                       "Manual 2000, chapter 17); 400 to 1,400 were counted (Al-Kaisy and Doruk 2023)"});
    constexpr std::string_view bounded =
        "Mahmassani and Jayakrishnan 1991, Transportation Research A 25: 293-307, bounded rationality: drivers switch "
        "for a fifth of the time that is left, and for a minute at least";
    v.field(HALONG_KEY(t, informed_share),
            {.text = "Share of the drivers who know the present times of the roads, by radio or phone, and may change "
                     "the rest of their way; buses of the timetable never do.",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = "0 keeps the routes with which people leave; no survey of the city's drivers was found"});
    v.field(HALONG_KEY(t, informed_look_s), {.text = "How often the news of the roads is renewed, from 00:00 on.",
                                             .unit = "s",
                                             .range = {10, 3'600},
                                             .mark = Mark::assumption,
                                             .source = "traffic services renew their times every 1 to 15 minutes"});
    v.field(HALONG_KEY(t, informed_gain),
            {.text = "Least gain for which informed drivers take another way, as a share of the time that is left.",
             .unit = "share",
             .range = share,
             .mark = Mark::published,
             .source = bounded});
    v.field(HALONG_KEY(t, informed_gain_s), {.text = "The same as a time; the larger of the two counts.",
                                             .unit = "s",
                                             .range = {0, 3'600},
                                             .mark = Mark::published,
                                             .source = bounded});
    v.field(HALONG_KEY(t, gridlock_limit_share),
            {.text = "Share of trips that may still be held at the end before the run is called invalid.",
             .unit = "share",
             .range = share});
    v.field(HALONG_KEY(t, end_hour),
            {.text = "Hard end of the simulation, in hours after 00:00 of the day.", .unit = "h", .range = {24, 72}});
    v.check({"window_ms", "min_link_time_ms"}, t.window_ms <= t.min_link_time_ms,
            fmt::format("'window_ms' = {} is longer than 'min_link_time_ms' = {}", t.window_ms, t.min_link_time_ms),
            "no vehicle may cross a link within one window: shorten window_ms or raise "
            "min_link_time_ms");
    v.check({"signal_lost_s", "signal_cycle_s"}, 2 * t.signal_lost_s < t.signal_cycle_s,
            fmt::format("two phases that lose {} s each leave no green in a cycle of {} s", t.signal_lost_s,
                        t.signal_cycle_s),
            "shorten signal_lost_s or lengthen signal_cycle_s");
}

void describe(Visitor& v, RouteParameters& r)
{
    v.field(HALONG_KEY(r, batches),
            {.text = "Portions in which trips choose their routes; each sees the load of those before.",
             .range = {1, 1000}});
    v.field(HALONG_KEY(r, peak_hour_share),
            {.text = "Flow of the peak hour / flow of the day, to turn loads into times.",
             .unit = "share",
             .range = {0, 1, true},
             .mark = Mark::estimate,
             .source = "share of departures between 6 and 7 h or 17 and 18 h in the model itself"});
    v.field(HALONG_KEY(r, delay_at_capacity),
            {.text = "Delay over free time that route choice expects on a link loaded to capacity "
                     "(0.15 in the function of the Bureau of Public Roads, 1964).",
             .unit = "1",
             .range = {0, 10},
             .mark = Mark::assumption,
             .source = "chosen by trial: on the roads of 2021 a weekday jams below 2; from 2 to 8 delays differ by a "
                       "fifth. Junctions, where cities lose time, are not in the function"});
    v.field(HALONG_KEY(r, u_turns),
            {.text = "Where drivers turn back onto the road they came by: at dead ends, where there "
                     "is no other way on, or anywhere that no sign forbids.",
             .mark = Mark::assumption,
             .source = "turning round in a junction is rare among drivers who know their way"});
}

void describe(Visitor& v, ReplanningParameters& r)
{
    v.field(HALONG_KEY(r, days),
            {.text = "Days on which drivers learn the times of the roads and look for better routes, before the day "
                     "that counts; 0: routes are chosen once.",
             .range = {0, 1000}});
    v.field(
        HALONG_KEY(r, step),
        {.text = "How many change from one day to the next: 1 / (day + 1) of all (msa), fewer after each day on "
                 "which the gap grew (self_regulating: Liu, He and He 2009), or those who gain most (gap_ordered)."});
    v.field(HALONG_KEY(r, stop_gap),
            {.text = "No more days once the best routes would save at most this share of the driven time.",
             .unit = "share",
             .range = {0, 1}});
    v.field(HALONG_KEY(r, slot_min),
            {.text = "Drivers learn mean waits at turns by slots of the day of this length; short ones tell less of "
                     "single turns, on which few drive.",
             .unit = "min",
             .range = {1, 60}});
    v.field(HALONG_KEY(r, routes),
            {.text = "Drivers look for better routes. With several choices on, each traveller looks for one of them on "
                     "a day, by a draw."});
    v.field(
        HALONG_KEY(r, departure_times),
        {.text = "Travellers also try other times to leave, and weigh time on the way against being early or late."});
    v.field(
        HALONG_KEY(r, modes),
        {.text = "Residents also try other means of travel for a whole tour, by their utilities in [demand] with the "
                 "times of the day before."});
    v.field(HALONG_KEY(r, itineraries),
            {.text = "Visitors also try another day: other attractions, chosen with the waits and the crowding of the "
                     "day before."});
    v.field(HALONG_KEY(r, largest_shift_min),
            {.text = "Furthest that a departure moves from one day to the next; small moves are tried most.",
             .unit = "min",
             .range = {1, 240},
             .mark = Mark::assumption,
             .source = "the length of a peak; what is further away is reached in several days"});
    constexpr std::string_view small =
        "Small 1982, American Economic Review 72: 467-479, as ratios 3.90 and 15.21 to "
        "6.40 in Arnott, de Palma and Lindsey 1990";
    v.field(HALONG_KEY(r, early_cost),
            {.text = "Worth of a minute by which somebody is early, against a minute on the way.",
             .unit = "1",
             .range = {0, 0.99},
             .mark = Mark::published,
             .source = small});
    v.field(HALONG_KEY(r, late_cost), {.text = "The same of a minute by which somebody is late.",
                                       .unit = "1",
                                       .range = {0, 20},
                                       .mark = Mark::published,
                                       .source = small});
    v.field(HALONG_KEY(r, draws),
            {.text = "Number of the draws of who looks and changes: another one gives another equilibrium of the same "
                     "people.",
             .range = {0, 1'000'000}});
    v.field(
        HALONG_KEY(r, warm_start),
        {.text =
             "File settled.bin that an earlier run with days of replanning left: routes, departure times and "
             "modes begin with what settled there; relative to the file that says it. Without `days`, ways that are "
             "still open are kept: tolls, and options with roads or signals, need days.",
         .if_missing = "leave it out, or write e.g. warm_start = \"../runs/weekday/latest/settled.bin\"",
         .is_path = true});
}

void describe(Visitor& v, CameraParameters& c)
{
    constexpr std::string_view to_calibrate = "to be replaced by the operator's records";
    auto probability = [&v, to_calibrate](std::string_view key, double& value, std::string_view text) {
        v.field(key, value,
                {.text = text, .unit = "share", .range = share, .mark = Mark::assumption, .source = to_calibrate});
    };
    probability(HALONG_KEY(c, uptime), "Share of the time in which a camera works.");
    probability(HALONG_KEY(c, day_factor), "Chance by daylight that light suffices to detect.");
    probability(HALONG_KEY(c, night_factor), "The same chance at night under street lighting.");
    probability(HALONG_KEY(c, rain_factor), "Further factor while it rains.");
    probability(HALONG_KEY(c, algorithm_factor), "Chance that the recognition itself succeeds.");
    v.field(HALONG_KEY(c, sunrise_h), {.text = "Hour of sunrise.",
                                       .unit = "h",
                                       .range = hour_of_day,
                                       .mark = Mark::estimate,
                                       .source = "20.95° N, mean of the year"});
    v.field(HALONG_KEY(c, sunset_h), {.text = "Hour of sunset.",
                                      .unit = "h",
                                      .range = hour_of_day,
                                      .mark = Mark::estimate,
                                      .source = "20.95° N, mean of the year"});
    v.field(HALONG_KEY(c, exposure_time_s), {.text = "Time t0 in view in the chance 1 - exp(-t/t0) of being detected.",
                                             .unit = "s",
                                             .range = {0, 60, true},
                                             .mark = Mark::assumption,
                                             .source = to_calibrate});
    v.field(HALONG_KEY(c, occlusion_per_density),
            {.text = "Factor c in the chance 1 - exp(-c k) of being hidden, k in PCU per metre and lane.",
             .unit = "m lane/PCU",
             .range = factor,
             .mark = Mark::assumption,
             .source = to_calibrate});
    v.field(HALONG_KEY(c, seen_at_least),
            {.text = "Times that a trip must be detected to count as followed, in the share of trips seen so often.",
             .unit = "times",
             .range = {1, 64}});
    v.check({"sunrise_h", "sunset_h"}, c.sunrise_h < c.sunset_h,
            fmt::format("'sunrise_h' = {} is not before 'sunset_h' = {}", c.sunrise_h, c.sunset_h),
            "write both as hours after 00:00, e.g. sunrise_h = 5.7 and sunset_h = 18.2");
}

void describe(Visitor& v, TransitParameters& t)
{
    v.field(HALONG_KEY(t, on),
            {.text = "Whether buses, boats and cabins run by the city's timetable, where it has one."});
    v.field(HALONG_KEY(t, bus_constant),
            {.text = "Utility of a bus before time, where one goes there and back; time counts as in a vehicle.",
             .range = {-20, 20},
             .mark = Mark::estimate,
             .source = "chosen to give 1 to 3 % of the trips of residents by bus (prior); Đà Nẵng about 2020: 1 %"});
    v.field(HALONG_KEY(t, walk_to_stop_m), {.text = "How far riders walk to and from a stop, as the crow flies.",
                                            .unit = "m",
                                            .range = {0, 5'000},
                                            .mark = Mark::assumption,
                                            .source = "the usual catchment of a bus stop is 400 to 500 m"});
    v.field(HALONG_KEY(t, least_ride_m), {.text = "The shortest bus ride that somebody takes, as the crow flies.",
                                          .unit = "m",
                                          .range = {0, 100'000},
                                          .mark = Mark::assumption,
                                          .source = "shorter ways are walked"});
    v.field(HALONG_KEY(t, patience_min),
            {.text = "Whoever has waited for longer when a full bus leaves him behind goes by taxi.",
             .unit = "min",
             .range = {0, 1440},
             .mark = Mark::assumption,
             .source = "no survey of the city's riders was found; about two headways of its buses"});
}

void describe(Visitor& v, QueueParameters& q)
{
    v.field(HALONG_KEY(q, patience_min),
            {.text = "Whoever would have to wait for longer at an entrance turns away at once.",
             .unit = "min",
             .range = {0, 1440},
             .mark = Mark::assumption,
             .source = "no survey of waits at the sights was found; an hour is about a third of a long visit"});
    v.field(HALONG_KEY(q, hall_m2_per_gate),
            {.text = "Area in which people wait before each gate of a pier or cable car.",
             .unit = "m2",
             .range = {1, 100'000},
             .mark = Mark::assumption,
             .source = "no plan of a hall was found; room for about 40 people a gate at level of service B"});
}

void describe(Visitor& v, Weather& weather)
{
    v.field(HALONG_KEY(weather, rain),
            {.text = "Whether it rains all day: cameras see less, and visitors prefer what has a roof."});
    v.field(HALONG_KEY(weather, fog), {.text = "Whether there is fog all day: cameras see less."});
    v.field(HALONG_KEY(weather, boats_barred),
            {.text = "Whether no boat may leave the piers all day, as in a storm: nobody takes a cruise."});
}

void describe(Visitor& v, Event& event)
{
    v.field(HALONG_KEY(event, id), {.text = "Name of the event in messages.",
                                    .required = true,
                                    .if_missing = "give the event a name, e.g. id = \"carnaval\"",
                                    .is_id = true});
    v.field(HALONG_KEY(event, title), {.text = "Name of the event in reports.", .is_inline = true});
    v.field(HALONG_KEY(event, place),
            {.text = "Id of the place of the city where the crowd gathers; empty: roads change, but nobody gathers."});
    v.field(HALONG_KEY(event, from_h), {.text = "When the event begins; people come within the hour before.",
                                        .unit = "hour of the day",
                                        .range = hour_of_day});
    v.field(HALONG_KEY(event, to_h), {.text = "When the event ends and people leave; 25 is 01:00 of the next day.",
                                      .unit = "hour of the day",
                                      .range = {0, 28}});
    v.field(HALONG_KEY(event, attendance), {.text = "Persons who attend.", .unit = "persons", .range = {0, 1'000'000}});
    v.field(HALONG_KEY(event, residents_share),
            {.text = "Share of the residents among those who attend; the others are visitors of the day.",
             .unit = "share",
             .range = share,
             .mark = Mark::assumption,
             .source = "no survey of an event was found"});
    v.field(HALONG_KEY(event, roads), {.text = "Roads that are closed or changed for it.", .item = "road change"});
    v.check({"from_h", "to_h"}, event.from_h < event.to_h,
            fmt::format("the event lasts from {} h to {} h, which is no time", event.from_h, event.to_h),
            "write both as hours of the day, e.g. from_h = 19.5 and to_h = 22; past midnight, 25 is 01:00");
    v.check({"attendance", "place"}, event.attendance == 0 || !event.place.empty(),
            fmt::format("{} persons attend the event, but it has no place", event.attendance),
            "say where, e.g. place = \"quang-truong-30-10\"");
    v.check({"attendance", "roads"}, event.attendance > 0 || !event.roads.empty(),
            "the event has neither a crowd nor roads that change",
            "say place and attendance, or roads, or leave the event out");
}

void describe(Visitor& v, Scenario& s)
{
    v.field(HALONG_KEY(s, title), {.text = "Name of the scenario in reports.", .is_inline = true});
    v.field(HALONG_KEY(s, city),
            {.text = "Folder of the city, with city.toml in it; relative to the file that says it.",
             .required = true,
             .if_missing = "write e.g. city = \"../data/halong\"",
             .is_path = true});
    v.field(HALONG_KEY(s, day), {.text = "Kind of day: decides who works, learns and visits."});
    v.field(HALONG_KEY(s, seed), {.text = "Selects the random numbers; the same seed gives the same day.",
                                  .range = {0, std::numeric_limits<double>::infinity()}});
    v.field(HALONG_KEY(s, demand), {.text = "Residents, visitors and through traffic of the day."});
    v.field(HALONG_KEY(s, traffic), {.text = "How vehicles move, and when a run ends."});
    v.field(HALONG_KEY(s, routes), {.text = "How trips choose their routes."});
    v.field(HALONG_KEY(s, replanning), {.text = "How routes settle from day to day."});
    v.field(HALONG_KEY(s, wifi), {.text = "Who uses public Wi-Fi, and what its radio can do."});
    v.field(HALONG_KEY(s, camera), {.text = "What a camera detects of what passes."});
    v.field(HALONG_KEY(s, operations), {.text = "Who watches the cameras, and what there is to notice."});
    v.field(HALONG_KEY(s, parking), {.text = "Car parks of places, and who finds room there."});
    v.field(HALONG_KEY(s, value_of_time),
            {.text = "What time is worth to people, where money is weighed against it and where it is added up."});
    v.field(HALONG_KEY(s, transit), {.text = "Buses, boats and cabins, and who rides in them."});
    v.field(HALONG_KEY(s, queues), {.text = "How people queue at the entrances of places."});
    v.field(HALONG_KEY(s, counters), {.text = "Windows, visitors and dossiers of the one-stop centres."});
    v.field(HALONG_KEY(s, clinics), {.text = "Patients, doctors and beds of hospitals and clinics."});
    v.field(HALONG_KEY(s, charging), {.text = "Electric vehicles, and the charging points of car parks."});
    v.field("charger", s.chargers,
            {.text = "More charging points at the car parks of places.", .item = "charger rule"});
    v.field(HALONG_KEY(s, utilities), {.text = "Water, power and waste of people at hotels and sights."});
    v.field(HALONG_KEY(s, weather), {.text = "The weather of the day."});
    v.field("event", s.events, {.text = "Events of the day: crowds and closed roads.", .item = "event"});
    v.field(HALONG_KEY(s, power), {.text = "What goes on without the mains."});
    v.field("outage", s.outages, {.text = "What does not work for some hours of the day.", .item = "outage"});
    v.field("backup", s.backups, {.text = "Batteries that bridge a cut of the power.", .item = "backup"});
}

}  // namespace halong::scenario
