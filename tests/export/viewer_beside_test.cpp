// What stands beside a run in the viewer: differences over pairs of runs, and a recorded day.
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "export/bundle_column.hpp"
#include "export/viewer/bundle.hpp"
#include "export/viewer/columns.hpp"
#include "export/viewer/observed_day.hpp"
#include "export/viewer/pair_bundle.hpp"
#include "export/viewer/street_cells.hpp"
#include "results/hdf5_file.hpp"
#include "results/toy_result.hpp"
#include "scenario/save.hpp"
#include "study/paired_cells.hpp"
#include "study/statistics.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace halong;
using namespace halong::exporting;
using Catch::Contains;
using core::LinkId;
using test::bytes_of;
using test::column;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t classes = network::vehicle_class_count;
constexpr std::size_t motorbikes = static_cast<std::size_t>(network::VehicleClass::motorbike);

test::ToyResult& toy()
{
    static test::ToyResult result = [] {
        test::ToyResult made(true);
        made.scenario.id = "toy";
        made.provenance.scenario_toml = scenario::to_toml(made.scenario);
        return made;
    }();
    return result;
}

// So many motorbikes, and nobody else, leave the link in the hour, at half of its free speed; on link 1, 2, … each takes
// 20, 40, … s longer.
void put(traffic::LinkHours& hours, int link, int hour, std::uint32_t count)
{
    std::size_t const cell = hours.cell(LinkId{link}, hour);
    for (std::size_t c = 0; c < classes; ++c) hours.vehicles[cell * classes + c] = 0;
    hours.vehicles[cell * classes + motorbikes] = count;
    hours.free_time_ms[cell] = 20'000 * std::int64_t{count};
    hours.time_ms[cell] = (40'000 + 20'000 * std::int64_t{link}) * std::int64_t{count};
}

// A run of this seed with counts of link 0, 1, … at 7:00; all else is the toy's.
void write_run(fs::path const& folder, std::uint64_t seed, std::vector<std::uint32_t> const& volumes)
{
    auto& result = toy();
    result.provenance.seed = seed;
    auto const before = result.run.link_hours;
    for (std::size_t link = 0; link < volumes.size(); ++link) {
        put(result.run.link_hours, static_cast<int>(link), 7, volumes[link]);
    }
    core::require_writable_folder(folder);
    result.write(folder / "run.h5");
    result.run.link_hours = before;
}

}  // namespace

TEST_CASE("differences over pairs are those of the paired interval, judged in each hour's map")
{
    test::ScratchFolder const folder;
    std::array<std::array<std::uint32_t, 3>, 4> const base{{{100, 50, 7}, {120, 60, 7}, {90, 55, 7}, {110, 40, 7}}};
    std::array<std::array<std::uint32_t, 3>, 4> const option{{{301, 51, 8}, {319, 58, 8}, {292, 56, 8}, {309, 41, 8}}};
    std::vector<fs::path> bases;
    std::vector<fs::path> options;
    for (std::size_t r = 0; r < 4; ++r) {
        bases.push_back(folder.path() / "base" / std::to_string(r + 1));
        options.push_back(folder.path() / "option" / std::to_string(r + 1));
        write_run(bases.back(), 10 + r, {base[r].begin(), base[r].end()});
        write_run(options.back(), 10 + (r + 1) % 4, {option[(r + 1) % 4].begin(), option[(r + 1) % 4].end()});
    }
    auto const pairs = pairs_by_seed(bases, options);
    REQUIRE(pairs.size() == 4);
    CHECK(pairs[0].seed == 10);
    CHECK(pairs[0].option == options[3]);
    auto const out = folder.path() / "pairs";
    renew_pair_bundle(pairs, out);
    auto const manifest = nlohmann::json::parse(bytes_of(out / "manifest.json"));
    CHECK(manifest.at("format") == "halong-viewer-pairs/1");
    CHECK(manifest.at("replications") == 4);
    CHECK(manifest.at("seeds") == nlohmann::json{10, 11, 12, 13});
    for (auto const& [name, file] : manifest.at("files").items()) {
        CHECK(core::hex(core::hash_of(bytes_of(out / name))) == file.at("xxh3"));
    }
    std::size_t const links = manifest.at("links");
    results::Hdf5Reader const first(bases[0] / "run.h5");
    CHECK(manifest.at("rows") == hash_of_rows(first.texts("/links/id"), first.texts("/zones/id")));
    CHECK(hash_of_rows({"a", "b"}, {}) != hash_of_rows({"b", "a"}, {}));
    CHECK(hash_of_rows({"a", "b"}, {}) != hash_of_rows({"a"}, {"b"}));
    CHECK(hash_of_rows({"ab"}, {}) != hash_of_rows({"a", "b"}, {}));
    auto const mean = column<float>(out, manifest, "pair.volume.mean");
    auto const half = column<float>(out, manifest, "pair.volume.half");
    auto const clear = column<std::uint8_t>(out, manifest, "pair.volume.clear");
    REQUIRE(mean.size() == 24 * links);
    for (std::size_t link = 0; link < 2; ++link) {
        std::array<double, 4> a{};
        std::array<double, 4> b{};
        for (std::size_t r = 0; r < 4; ++r) a[r] = base[r][link];
        for (std::size_t r = 0; r < 4; ++r) b[r] = option[r][link];
        auto const expected = study::paired_difference(a, b, 0.95);
        CHECK(mean[7 * links + link] == Approx(expected.mean));
        CHECK(half[7 * links + link] == Approx(expected.half_width));
    }
    CHECK(clear[7 * links] == 1);
    CHECK(clear[7 * links + 1] == 0);
    // Differences of one vehicle in every run: counting tells no less than a spread of a twelfth.
    CHECK(mean[7 * links + 2] == 1);
    CHECK(half[7 * links + 2] == Approx(study::student_t_quantile(0.975, 3) * std::sqrt(1.0 / 12 / 4)));
    for (std::size_t cell = 0; cell < mean.size(); ++cell) {
        if (cell / links == 7 && cell % links < 3) continue;
        REQUIRE((mean[cell] == 0 && half[cell] == 0 && clear[cell] == 0));
    }
    // Speeds: no value where no vehicle came.
    auto const speed = column<float>(out, manifest, "pair.speed.mean");
    auto const volume = results::Hdf5Reader(bases[0] / "run.h5").numbers("/link_volume");
    for (std::size_t cell = 0; cell < speed.size(); ++cell) REQUIRE(std::isnan(speed[cell]) == (volume[cell] == 0));
    CHECK(manifest.at("services").at("wifi").at("ids").size() == 3);
    CHECK(column<float>(out, manifest, "pair.offered.wifi.mean").size() == 3 * 24);
    CHECK(column<float>(out, manifest, "pair.people.mean").size() == 3 * 24);
    // All of these are motorbikes, and nobody drives the others.
    CHECK(column<float>(out, manifest, "pair.volume.motorbike.mean") == mean);
    CHECK(column<std::uint8_t>(out, manifest, "pair.volume.motorbike.clear") == clear);
    for (float const lorries : column<float>(out, manifest, "pair.volume.lorry.mean")) REQUIRE(lorries == 0);
    for (std::string const& who : first.texts("/person_class")) {
        CHECK(column<float>(out, manifest, "pair.people." + who + ".mean").size() == 3 * 24);
    }
    // A street is the mean of its links by length.
    auto const names = first.texts("/links/name");
    auto const lengths = first.numbers("/link_length");
    auto const streets = manifest.at("streets").get<std::vector<std::string>>();
    auto const of_street = column<float>(out, manifest, "pair.street_volume.mean");
    REQUIRE(of_street.size() == 24 * streets.size());
    for (std::size_t street = 0; street < streets.size(); ++street) {
        double sum = 0;
        double length_m = 0;
        for (std::size_t link = 0; link < links; ++link) {
            if (names[link] != streets[street]) continue;
            sum += static_cast<double>(mean[7 * links + link]) * lengths[link];
            length_m += lengths[link];
        }
        CHECK(of_street[7 * streets.size() + street] == Approx(sum / length_m));
    }

    core::write_file(out / "mark", "");  // goes when the folder is replaced
    renew_pair_bundle(pairs, out);
    CHECK(fs::exists(out / "mark"));
    write_run(options[0], 11, {1, 2, 3});
    renew_pair_bundle(pairs, out);
    CHECK_FALSE(fs::exists(out / "mark"));
}

TEST_CASE("streets are means of their links, of speeds by the vehicles on them")
{
    double const none = std::nan("");
    auto const streets = streets_of({"b", "", "a", "b"});
    CHECK(streets.names == std::vector<std::string>{"b", "a"});
    CHECK(streets.of_link == std::vector<std::uint32_t>{0, Streets::none, 1, 0});
    CHECK(streets_of({"c", "a"}, &streets.names).of_link == std::vector<std::uint32_t>{Streets::none, 1});
    std::vector<std::string> const nameless;  // the first run's roads have no names, an option's road has one
    CHECK(streets_of({"", "new"}, &nameless).names.empty());
    CHECK(streets_of({"", "new"}, &nameless).of_link == std::vector<std::uint32_t>{Streets::none, Streets::none});
    std::vector<double> const length_m{100, 50, 10, 300};
    // Two hours of four links.
    std::vector<double> const cells{10, 7, 4, 30, none, 7, none, 30};
    auto const means = street_cells(streets, cells, length_m);
    CHECK(means[0] == 25);
    CHECK(means[1] == 4);
    CHECK(means[2] == 30);
    CHECK(std::isnan(means[3]));
    std::vector<double> const volume{3, 1, 0, 1, 0, 1, 0, 2};
    auto const by_vehicle = street_cells(streets, cells, length_m, StreetMean::by_vehicle, &volume);
    CHECK(by_vehicle[0] == 20);
    CHECK(std::isnan(by_vehicle[1]));
    // Three vehicles drive 100 m at 10, one 300 m at 30: 600 m in 40.
    auto const speeds = street_cells(streets, cells, length_m, StreetMean::of_speed, &volume);
    CHECK(speeds[0] == 15);
    CHECK(std::isnan(speeds[1]));
    CHECK(speeds[2] == 30);
    auto const steps = street_steps(streets, cells, length_m, 1);
    CHECK(steps == std::vector<double>{0.25, 1, 1, 0});
    CHECK_THROWS_AS(street_cells(streets, cells, length_m, StreetMean::of_speed), core::InternalFault);
    CHECK_THROWS_AS(street_cells(streets, cells, {1}), core::InternalFault);
}

TEST_CASE("equal differences of counts on links of uneven lengths do not pass for certain")
{
    // Each replication has one vehicle more on the first link: the street's mean is 1/3 more, but for the last bits.
    auto const streets = streets_of({"a", "a", "a"});
    std::vector<double> const length_m{10, 7, 13};
    study::PairedCells counted(1);
    study::PairedCells without_steps(1);
    for (double const vehicles : {3.0, 1'000.0, 12'345.0}) {
        std::vector<double> const base{vehicles, vehicles / 2, 1};
        std::vector<double> const option{vehicles + 1, vehicles / 2, 1};
        auto const before = street_cells(streets, base, length_m);
        auto const after = street_cells(streets, option, length_m);
        counted.add(before, after, street_steps(streets, base, length_m, 1));
        without_steps.add(before, after);
    }
    CHECK(counted.mean(0) == Approx(1.0 / 3));
    CHECK(without_steps.p_values()[0] < 1e-9);  // the spread is that of rounding
    // A step of 7/30, and t of 1/3 over its rounding, 7/30 / sqrt(12) / sqrt(3).
    double const t = (1.0 / 3) / (7.0 / 30 / 6);
    double const p = 1 - t / std::sqrt(2 + t * t);  // two-sided, of two degrees of freedom
    CHECK(counted.p_values()[0] == Approx(p).epsilon(1e-6));
}

TEST_CASE("runs are paired by their seeds, and each seed once")
{
    test::ScratchFolder const folder;
    auto const a = folder.path() / "a";
    auto const b = folder.path() / "b";
    write_run(a, 1, {});
    write_run(b, 2, {});
    CHECK(pairs_by_seed({a}, {b}).empty());
    CHECK(pairs_by_seed({a, b}, {b}).size() == 1);
    // In the order of the base, whose first run gives the rows.
    auto const falling = pairs_by_seed({b, a}, {a, b});
    REQUIRE(falling.size() == 2);
    CHECK((falling[0].base == b && falling[0].seed == 2 && falling[1].base == a && falling[1].seed == 1));
    write_pair_bundle(falling, folder.path() / "pairs");
    CHECK(nlohmann::json::parse(bytes_of(folder.path() / "pairs" / "manifest.json")).at("seeds") ==
          nlohmann::json{2, 1});
    write_run(b, 1, {});
    CHECK_THROWS_WITH(pairs_by_seed({a, b}, {a}),
                      Contains("has the same seed as") && Contains("differ in their seeds"));
    core::write_file(b / "run.h5", std::string_view(bytes_of(a / "run.h5")).substr(0, 3'000));
    CHECK_THROWS_AS(pairs_by_seed({a}, {b}), core::UserError);
}

TEST_CASE("an observed day stands beside the simulated one by whole hours")
{
    test::ScratchFolder const folder;
    write_run(folder.path() / "run", 1, {100, 30});
    auto const& town = toy().town;
    auto const id = [&](int link) { return core::hex(town.network.stable_id(LinkId{link})); };
    std::string text = "sensor,kind,time,minutes,value,unit,class,link,zone,place\n";
    for (int quarter = 0; quarter < 4; ++quarter) {
        text += fmt::format("whole,count,07:{:02},15,20,veh,all,{},,\n", 15 * quarter, id(0));
        if (quarter < 3) text += fmt::format("most,count,07:{:02},15,9,veh,motorbike,{},,\n", 15 * quarter, id(1));
        if (quarter < 2) text += fmt::format("half,count,07:{:02},15,9,veh,car,{},,\n", 15 * quarter, id(1));
    }
    text += fmt::format("spans,count,07:30,60,9,veh,all,{},,\n", id(0));
    text += fmt::format("radar,speed,07:00,20,10,km/h,,{},,\nradar,speed,07:20,40,40,km/h,,{},,\n", id(0), id(0));
    text += fmt::format("time,travel_time,07:00,60,50,s,,{},,\n", id(0));
    text += "crowd,people,07:00,60,12,person,,,z1,\nphones,wifi,07:00,60,12,phone,,,z1,\n";
    auto const file = folder.write("seen.csv", text);
    auto const observations = equilibrium::read_observations(file, town);
    auto const day = hours_beside(results::Hdf5Reader(folder.path() / "run" / "run.h5"), town, observations);
    std::map<std::string, ObservedSeries> series;
    for (auto const& one : day.series) series[observations.sensors[one.sensor].id] = one;
    REQUIRE(series.size() == 5);
    CHECK(series["whole"].observed[7] == 80.0);
    CHECK(series["whole"].simulated[7] == 100.0);
    CHECK_FALSE(series["whole"].observed[8].has_value());
    CHECK(series["most"].observed[7].value() == Approx(36));  // 27 in three quarters
    CHECK(series["most"].simulated[7] == 30.0);
    CHECK(series["radar"].observed[7].value() == Approx(30));
    CHECK(series["radar"].simulated[7].value() == Approx(18).epsilon(1e-5));  // 200 m in 40 s
    CHECK(series["time"].simulated[7].value() == Approx(40).epsilon(1e-5));
    auto both = observations;
    for (auto& sensor : both.sensors) {
        if (sensor.id == "radar" || sensor.id == "time") sensor.target.links = {LinkId{1}, LinkId{0}};
    }
    for (auto const& one : hours_beside(results::Hdf5Reader(folder.path() / "run" / "run.h5"), town, both).series) {
        // 100 vehicles of 40 s and 30 of 60 s, on 200 m each.
        auto const& id_of = both.sensors[one.sensor].id;
        if (id_of == "radar") CHECK(one.simulated[7].value() == Approx(130 * 200 / 5'800.0 * 3.6).epsilon(1e-5));
        if (id_of == "time") CHECK(one.simulated[7].value() == Approx(5'800.0 / 130).epsilon(1e-5));
    }
    CHECK(series["crowd"].observed[7] == 12.0);
    auto const present = results::Hdf5Reader(folder.path() / "run" / "run.h5").numbers("/zones/present");
    CHECK(series["crowd"].simulated[7].value() == Approx(present[24 + 7] / 60));
    CHECK(day.left_out.at("no hour that is covered for three quarters by intervals within it") == 2);
    CHECK(day.left_out.at("wifi, of which the result has no figure by hour") == 1);
    CHECK_THROWS_WITH(write_observed_day(folder.path() / "run", {}, file, {}, folder.path() / "out"),
                      Contains("the folder of its city is not found") && Contains("--city"));
    CHECK_FALSE(fs::exists(folder.path() / "out"));
}

TEST_CASE("a device that is several sensors has a key, a clock and issues for each")
{
    test::ScratchFolder const folder;
    auto const counted = [](int hour) {
        return static_cast<std::uint32_t>(20 + 30 * std::max(0, 6 - std::abs(hour - 8)) + hour % 3);
    };
    auto& result = toy();
    auto const before = result.run.link_hours;
    // What is counted on link 0 repeats as its speed three hours later: a profile like that of a clock three hours wrong.
    for (int hour = 0; hour < 24; ++hour) {
        auto& hours = result.run.link_hours;
        put(hours, 0, hour, counted(hour));
        put(hours, 1, hour, static_cast<std::uint32_t>(30 + hour % 5));
        std::int64_t const took_ms = 200'000 / (counted((hour + 21) % 24) / 10);  // 2 to 20 m/s
        hours.free_time_ms[hours.cell(LinkId{0}, hour)] = 10'000 * std::int64_t{counted(hour)};
        hours.time_ms[hours.cell(LinkId{0}, hour)] = took_ms * counted(hour);
    }
    core::require_writable_folder(folder.path() / "run");
    result.write(folder.path() / "run" / "run.h5");
    result.run.link_hours = before;

    auto const id = [&](int link) { return core::hex(result.town.network.stable_id(LinkId{link})); };
    std::string text = "sensor,kind,time,minutes,value,unit,class,link\n";
    for (int hour = 0; hour < 24; ++hour) {
        text += fmt::format("cam-1,count,{:02}:00,60,{},veh,all,{}\n", hour, counted(hour), id(0));
        text += fmt::format("cam-1,speed,{:02}:00,60,{},km/h,,{}\n", hour, 10 + hour % 7, id(0));
        text += fmt::format("cam-2,count,{:02}:00,60,{},veh,motorbike,{}\n", hour, 30 + hour % 5, id(1));
        if (hour != 9) text += fmt::format("cam-2,count,{:02}:00,60,{},veh,car,{}\n", hour, 3 + hour % 4, id(1));
    }
    text += fmt::format("cam-2,count,07:00,0,9,veh,car,{}\n", id(1));
    text += fmt::format("cam-2,count,07:00,60,9,veh,lorries?,{}\n", id(1));
    auto observations = equilibrium::read_observations(folder.write("seen.csv", text), result.town);
    equilibrium::check_series(observations, equilibrium::Doubtful::told);
    results::Hdf5Reader const run(folder.path() / "run" / "run.h5");
    auto const beside = hours_beside(run, result.town, observations);
    auto const json = nlohmann::json::parse(observed_text(run, result.town, observations, beside, "seen.csv"));
    CHECK(json.at("format") == "halong-observed/2");
    std::map<std::string, nlohmann::json> sensors;
    for (auto const& sensor : json.at("sensors")) sensors[sensor.at("key").get<std::string>()] = sensor;
    REQUIRE(sensors.size() == 4);
    auto const kinds = [&](char const* key) {
        std::vector<std::string> list;
        for (auto const& issue : sensors.at(key).at("issues")) list.push_back(issue.at("kind").get<std::string>());
        return list;
    };
    CHECK(sensors.at("count/all/cam-1").at("simulated")[7] == 171);
    CHECK(sensors.at("count/all/cam-1").at("used") == true);
    CHECK(kinds("count/all/cam-1").empty());
    CHECK(sensors.at("speed/all/cam-1").at("simulated")[10].get<double>() == Approx(61.2).epsilon(1e-3));
    CHECK(kinds("speed/all/cam-1") == std::vector<std::string>{"not_used"});  // by estimates
    // The row of an unknown class may be of either.
    CHECK(kinds("count/motorbike/cam-2") == std::vector<std::string>{"bad_row"});
    CHECK(kinds("count/car/cam-2") == std::vector<std::string>{"bad_row", "bad_row", "gap"});
}
