// The resolved form reads back to equal structs, for any values that are allowed.
#include "scenario/save.hpp"

#include "scenario/catalogue.hpp"
#include "scenario/describe.hpp"
#include "scenario/parse_file.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

using namespace halong::scenario;

namespace {

// Fills every key with a random value of its range, ends included now and then.
class Randomiser final : public Visitor {
public:
    explicit Randomiser(std::uint64_t seed) : random_(seed) {}

    void check(std::initializer_list<std::string_view>, bool, std::string const&, std::string_view) override {}
    void document_key(std::string_view, About const&) override {}

    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
    double between(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }

private:
    void visit_flag(std::string_view, bool& value, About const&) override { value = below(2) == 1; }
    void visit_whole(std::string_view, std::int64_t& value, About const& about) override
    {
        auto const low = static_cast<std::int64_t>(about.range.min);
        auto const high = about.range.max < 9e18 ? static_cast<std::int64_t>(about.range.max)
                                                 : std::numeric_limits<std::int64_t>::max();
        value = below(8) == 0 ? high : std::uniform_int_distribution<std::int64_t>(low, high)(random_);
    }
    void visit_number(std::string_view, double& value, About const& about) override { value = number(about.range); }
    void visit_text(std::string_view, std::string& value, About const& about) override
    {
        if (about.is_id) {
            value = "id-" + std::to_string(++ids_);
        } else if (about.is_path) {
            value = "some/where-" + std::to_string(below(1000));
        } else {
            constexpr std::array<char const*, 7> pieces{"Hạ Long", "\"", "\\", "\n", "#", " = ", "\x01"};
            value = "x";
            for (std::size_t i = below(6); i > 0; --i) value += pieces.at(below(pieces.size()));
        }
    }
    void visit_choice(std::string_view, std::size_t& index, Words words, About const&) override
    {
        index = below(words.size());
    }
    void visit_words(std::string_view, std::vector<std::string>& value, About const& about) override
    {
        value.clear();
        for (std::size_t i = 1 + below(3); i > 0; --i) {
            if (about.words.empty()) {
                value.push_back("some-" + std::to_string(below(1000)));
            } else {
                value.emplace_back(about.words[below(about.words.size())]);
            }
        }
    }
    void visit_numbers(std::string_view, std::vector<double>& value, About const&) override { value.clear(); }
    void visit_values(std::string_view, ValueList&, About const&) override {}
    void visit_patch(std::string_view, ScenarioPatch& value, About const&) override
    {
        if (below(2) == 0) return;
        value.keys = parse_toml("[demand]\nvisitors_per_day = " + toml_text(between(0, 1e5)) +
                                    "\n[weather]\nrain = true\n[[event]]\nid = \"fair\"\nattendance = 7\n",
                                "patch");
    }
    bool begin_table(std::string_view, About const&) override { return true; }
    void end_table() override {}
    std::size_t begin_list(std::string_view, std::size_t, About const& about) override
    {
        return about.required ? 1 + below(3) : below(3);
    }
    void begin_item(std::size_t) override {}
    void end_item() override {}
    void end_list() override {}

    double number(Range const& range)
    {
        if (below(8) == 0) return range.max;
        double const value = between(range.min, range.max);
        return range.has(value) ? value : range.max;
    }

    std::mt19937_64 random_;
    int ids_ = 0;
};

// Rules between keys, which a Randomiser does not know.
void mend(RoadChange& road)
{
    road.lanes_change = -1.25;
    road.speed_limit_kmh += 5;
    road.speed_limit_kmh = std::min(road.speed_limit_kmh, 130.0);
    road.ban_from_h = road.ban.empty() ? 0 : std::min(road.ban_from_h, 11.5);
    road.ban_to_h = road.ban.empty() ? 24 : std::max(road.ban_to_h, 12.0);
}

void mend(Scenario& s)
{
    for (auto& event : s.events) {
        event.from_h = std::min(event.from_h, 11.5);
        event.to_h = std::max(event.to_h, 12.0);
        event.attendance += 1;
        event.attendance = std::min<std::int64_t>(event.attendance, 1'000'000);
        for (auto& road : event.roads) mend(road);
    }
    for (auto& outage : s.outages) {
        outage.from_h = std::min(outage.from_h, 11.5);
        outage.to_h = std::max(outage.to_h, 12.0);
        std::erase(outage.what, "roads");
        outage.what.emplace_back(outage.announced ? "roads" : "power");
        outage.roads.assign(outage.announced ? 2 : 0, "Hạ Long");
        if (!outage.announced) outage.vehicles.clear();
    }
    if (!s.demand.route_file.empty()) s.demand.change_file.clear();
    s.traffic.window_ms = std::min(s.traffic.window_ms, s.traffic.min_link_time_ms);
    s.traffic.signal_lost_s = std::min(s.traffic.signal_lost_s, s.traffic.signal_cycle_s / 4);
    s.camera.sunrise_h = s.camera.sunset_h / 3;
    s.camera.sunset_h = std::max(s.camera.sunset_h, 0.1);
    auto& room = s.operations;
    room.night_from_h = std::max(room.night_from_h, 0.4);
    room.afternoon_from_h = room.night_from_h / 2;
    room.morning_from_h = room.night_from_h / 4;
    room.posts = std::max({room.operators_morning, room.operators_afternoon, room.operators_night});
    s.counters.land_share = std::min(s.counters.land_share, 1 - s.counters.quick_share);
    s.counters.lunch_from_h = std::min(s.counters.lunch_from_h, s.counters.lunch_to_h);
    s.counters.balk_least = std::min(s.counters.balk_least, s.counters.balk_most);
    s.clinics.opens_h = s.clinics.closes_h / 3;
    s.clinics.closes_h = std::max(s.clinics.closes_h, 0.1);
    s.clinics.lunch_from_h = std::min(s.clinics.lunch_from_h, s.clinics.lunch_to_h);
}

void mend(SiteRule& rule, Randomiser& random)
{
    rule.points_lon_lat = {random.between(-180, 180), random.between(-90, 90)};
    if (rule.anchor != Anchor::layer) rule.layer.clear();
    if (rule.anchor == Anchor::layer) rule.count = 0;  // left out: all of its points
    if (rule.anchor == Anchor::points) rule.count = 1;
    auto& hotspot = rule.hotspot;
    constexpr int widths_mhz[] = {20, 40, 80};
    for (int* const width_mhz : {&hotspot.channel_mhz, &hotspot.second_channel_mhz})
        *width_mhz = widths_mhz[random.below(3)];
    hotspot.frequency_ghz = std::max(hotspot.frequency_ghz, 3.0);  // where all widths fit
    hotspot.second_frequency_ghz = random.below(2) == 0 ? 0 : std::max(hotspot.second_frequency_ghz, 3.0);
    for (int* const channel : {&hotspot.channel, &hotspot.second_channel}) *channel = std::min(*channel, 6);
}

void mend(SiteChange& change)
{
    change.remove = change.heading_deg < 0 && change.height_m <= 0;
    if (!change.remove) return;
    change.uplink_mbps = -1;
    change.association_cap = -1;
}

void mend(NewRoad& road, Randomiser& random)
{
    road.road_class = "tertiary";
    road.points_lon_lat = {107, 20.9, random.between(107, 107.2), 20.95};
}

void mend(NewLine& line)
{
    line.stops.push_back("and-back");
    line.from_h = std::min(line.from_h, 11.5);
    line.to_h = std::max(line.to_h, 12.0);
    if (line.speed_kmh > 0) line.speed_kmh = std::max(line.speed_kmh, 1.0);
}

void mend(Toll& toll, Randomiser& random)
{
    toll.vehicles.push_back("car");
    toll.vnd += 1;
    toll.vnd = std::min<std::int64_t>(toll.vnd, 100'000'000);
    toll.from_h = std::min(toll.from_h, 11.5);
    toll.to_h = std::min(std::max(toll.to_h, 12.0), 23.5);
    toll.road.clear();
    toll.box_lon_lat.clear();
    toll.cordon_lon_lat = {107, 20.9, random.between(107, 107.2), 20.95, 107.1, 21};
    if (random.below(2) == 0) {
        toll.road = "Hạ Long";
        toll.cordon_lon_lat.clear();
    } else {
        toll.vnd_per_km = 0;
    }
}

void mend(SignalChange& change, Randomiser& random)
{
    change.node = -1;
    change.place.clear();
    change.at_lon_lat = {107, random.between(20, 21)};
    change.remove = false;
    change.cycle_s = std::max(change.cycle_s, 20.0);
    change.main_green_share = std::max(change.main_green_share, 0.05);
}

void mend(NewPlace& place, Randomiser& random)
{
    place.kind = "museum";
    place.at_lon_lat = {107, random.between(20, 21)};
    place.entrance.opens_h = std::min(place.entrance.opens_h, 11.5);
    place.entrance.closes_h = std::max(place.entrance.closes_h, 12.0);
}

void mend(Option& option, Randomiser& random)
{
    for (auto& toll : option.tolls) mend(toll, random);
    for (auto& change : option.signals) mend(change, random);
    for (auto& place : option.new_places) mend(place, random);
    for (auto& change : option.change_sites) mend(change);
    for (auto& road : option.new_roads) mend(road, random);
    for (auto& place : option.places) {
        place.opens_h = std::min(place.opens_h, 11.5);
        place.closes_h = std::max(place.closes_h, 12.0);
    }
    for (auto& line : option.lines) {
        line.cancel = false;
        line.trips_between = std::max(line.trips_between, 1);
    }
    for (auto& line : option.new_lines) mend(line);
    for (auto& rule : option.add_sites) mend(rule, random);
    for (auto& road : option.roads) {
        mend(road);
        if (random.below(2) == 0) road.box_lon_lat = {106.5, random.between(20, 20.9), 107.25, 21.125};
    }
}

void mend(Study& study, Randomiser& random)
{
    study.max_replications = std::max(study.max_replications, study.replications);
    study.days_per_year = std::min(study.days_per_year, 100.0);
    for (auto& day : study.days) day.days_per_year /= 10;
    for (auto& key : study.uncertain) {
        key.low = std::min(key.low, 0.0);
        key.high = std::max(key.high, 1.0);
    }
    for (auto& option : study.options) {
        mend(option, random);
        option.combines.clear();
        option.start_year = 0;  // the first year
    }
}

}  // namespace

TEST_CASE("scenarios: parse(to_toml(x)) == x")
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        INFO(seed);
        Randomiser random(seed);
        Scenario scenario;
        describe(random, scenario);
        scenario.id = "day";
        mend(scenario);
        std::string const text = to_toml(scenario);
        INFO(text);
        REQUIRE(parse_scenario(text, "day.toml") == scenario);
        REQUIRE(to_toml(parse_scenario(text, "day.toml")) == text);
    }
}

TEST_CASE("options, studies and site rules: parse(to_toml(x)) == x")
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        INFO(seed);
        Randomiser random(seed);
        Study study;
        describe(random, study);
        study.id = "why";
        mend(study, random);
        INFO(to_toml(study));
        REQUIRE(parse_study(to_toml(study), "why.toml") == study);
        for (auto const& option : study.options) {
            REQUIRE(parse_option(to_toml(option), "o.toml") == option);
            REQUIRE(parse_site_rules(to_toml(option.add_sites), "r.toml") == option.add_sites);
        }
    }
}

TEST_CASE("a resolved scenario is complete: every key is written out")
{
    std::string const text = to_toml(Scenario{});
    CHECK(
        text.starts_with("format = \"halong-scenario/1\"\ntitle = { vi = \"\", en = \"\" }\ncity = \"data/halong\"\n"
                         "day = \"weekday\"\nseed = 1\n\n[demand]\nresidents_factor = 1\nvisitors_per_day = "
                         "27000\n"));
    for (auto const& path : known_paths(Kind::scenario)) {
        auto const key = path.substr(path.rfind('.') + 1);
        bool const is_left_out = key == "extends" || path == "demand.route_file" || path == "demand.change_file" ||
                                 path == "replanning.warm_start" || path.starts_with("event") || path == "charger" ||
                                 path.starts_with("charger.") || path.starts_with("outage") ||
                                 path.starts_with("backup");
        if (is_left_out) continue;  // no file, event, outage or rule, no line
        INFO(path);
        bool const is_written = text.find("\n" + key + " = ") != std::string::npos || text.starts_with(key + " = ") ||
                                text.find("\n[" + path + "]\n") != std::string::npos ||
                                text.find(" " + key + " = ") != std::string::npos;
        CHECK(is_written);
    }
}

TEST_CASE("saved paths are relative to the folder of the file")
{
    Scenario scenario;
    scenario.city = "data/halong";
    CHECK(to_toml(scenario).find("city = \"data/halong\"") != std::string::npos);
    CHECK(to_toml(scenario, "runs/x").find("city = \"../../data/halong\"") != std::string::npos);
    CHECK(parse_scenario(to_toml(scenario, "runs/x"), "runs/x/resolved.toml").city == "data/halong");
    scenario.city = "/srv/city";
    CHECK(to_toml(scenario, "runs/x").find("city = \"/srv/city\"") != std::string::npos);
    Study study;
    study.scenario = "scenarios/weekday.toml";
    CHECK(to_toml(study, "scenarios").find("scenario = \"weekday.toml\"") != std::string::npos);
}
