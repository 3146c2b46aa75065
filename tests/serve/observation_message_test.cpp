// What messages of devices say, in each of the forms that are taken, whole and damaged.
#include "serve/observation_message.hpp"

#include "core/error.hpp"
#include "serve/iso_time.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::serve;

namespace {

// The cells without those that are empty, as "column=text" with blanks between.
std::string text_of(ObservationCells const& row)
{
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].empty()) continue;
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", observation_columns[i], row[i]);
    }
    return text;
}

std::string one_row(std::string_view message, std::string_view topic = {}, Devices const& devices = {})
{
    auto const parsed = rows_of(message, topic, devices);
    for (Refused const& refused : parsed.refused) UNSCOPED_INFO(name_of(refused.why) << ": " << refused.detail);
    REQUIRE(parsed.refused.empty());
    REQUIRE(parsed.rows.size() == 1);
    return text_of(parsed.rows[0]);
}

// The reason of the only refusal of a message of which nothing is taken.
std::string refused(std::string_view message, Devices const& devices = {}, MessageLimits const& limits = {})
{
    auto const parsed = rows_of(message, {}, devices, limits);
    CHECK(parsed.rows.empty());
    REQUIRE(parsed.refused.size() == 1);
    CHECK_FALSE(parsed.refused[0].detail.empty());
    return std::string(name_of(parsed.refused[0].why));
}

ObservationCells device(std::initializer_list<std::pair<ObservationColumn, char const*>> cells)
{
    ObservationCells row;
    for (auto const& [column, text] : cells) row[column] = text;
    return row;
}

std::string const own =
    R"({"sensor":"cam-1","kind":"count","time":"2026-05-01T07:00","minutes":5,"value":143,"unit":"veh","error":"5 %",)"
    R"("class":"motorbike","lon":107.0421,"lat":20.9551,"heading_deg":90})";
std::string const deep =
    R"({"phenomenonTime":"2026-05-01T00:00:00Z/2026-05-01T00:05:00.000Z","result":17,"Datastream":{"@iot.id":12,)"
    R"("name":"Bãi Cháy bridge","unitOfMeasurement":{"name":"vehicles","symbol":"veh","definition":"-"},)"
    R"("ObservedProperty":{"name":"count"}},"FeatureOfInterest":{"encodingType":"application/geo+json",)"
    R"("feature":{"type":"Point","coordinates":[107.05,20.96]}},"parameters":{"class":"car","note":[1]}})";
std::string const traffic_message =
    R"({"id":"urn:ngsi-ld:TrafficFlowObserved:hl-7","type":"TrafficFlowObserved","@context":["https://x/c.jsonld"],)"
    R"("dateObserved":{"type":"Property","value":{"@type":"DateTime","@value":"2026-05-01T00:10:00/2026-05-01T00:15:00"}},)"
    R"("intensity":{"type":"Property","value":197,"unitCode":"C62"},"averageVehicleSpeed":{"type":"Property","value":52.5},)"
    R"("vehicleType":{"type":"Property","value":"motorcycle"},"location":{"type":"GeoProperty","value":)"
    R"({"type":"LineString","coordinates":[[107.0,20.9],[107.1,20.95],[107.2,21.0]]}}})";
std::string const features =
    R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[107.1,20.9]},)"
    R"("properties":{"sensor":"gate","kind":"tickets","time":"2026-05-01T00:00:00Z","minutes":60,"value":"310",)"
    R"("unit":"person","colour":"red"}}]})";

}  // namespace

TEST_CASE("times of messages come out in the time of the city", "[listen]")
{
    auto const text = [](std::string_view time, NoZone no_zone = NoZone::refused) {
        auto const found = local_time_of(time, no_zone);
        return found ? local_time_text(*found) : std::string("none");
    };
    CHECK(text("2026-05-01T00:00:00Z") == "2026-05-01T07:00:00");
    CHECK(text("2026-04-30T23:30:00.999-05:30") == "2026-05-01T12:00:00");
    CHECK(text("2026-05-01T07:15+07:00") == "2026-05-01T07:15:00");
    CHECK(text("2024-02-29 20:00:00+07") == "2024-02-29T20:00:00");
    CHECK(text("1970-01-01T00:00Z") == "1970-01-01T07:00:00");
    CHECK(text("2026-05-01T07:15", NoZone::local) == "2026-05-01T07:15:00");
    CHECK(text("2026-05-01T07:15", NoZone::utc) == "2026-05-01T14:15:00");
    for (auto const* const bad :
         {"", "2026-05-01", "2026-05-01T07:15", "2026-02-29T00:00Z", "2026-13-01T00:00Z", "2026-05-01T24:00Z",
          "2026-05-01T07:60Z", "2026-05-01T07:15:61Z", "2026-05-01T07:15Zx", "2026-05-01T07:15+",
          "2026-05-01T07:15+99:00", "1969-12-31T23:59Z", "-026-05-01T07:15Z", "2026-05-01T07:15:00.Z",
          "2026-5-1T07:15Z", "yesterday"}) {
        INFO(bad);
        CHECK(text(bad) == "none");
    }
    CHECK(local_span_of("2026-05-01T00:00Z/2026-05-01T00:05Z", NoZone::refused)->to_ms -
              local_span_of("2026-05-01T00:00Z", NoZone::refused)->from_ms ==
          300'000);
    CHECK_FALSE(local_span_of("2026-05-01T00:05Z/2026-05-01T00:00Z", NoZone::refused));
}

TEST_CASE("each form of message becomes the rows that it says", "[listen]")
{
    CHECK(one_row(own) ==
          "sensor=cam-1 kind=count time=2026-05-01T07:00:00 minutes=5 value=143 unit=veh error=5 % class=motorbike "
          "lon=107.0421 lat=20.9551 heading_deg=90");
    CHECK(rows_of("[" + own + "," + own + "]").rows.size() == 2);
    CHECK(one_row(features) ==
          "sensor=gate kind=tickets time=2026-05-01T07:00:00 minutes=60 value=310 unit=person lon=107.1 lat=20.9");
    CHECK(one_row(deep) ==
          "sensor=Bãi Cháy bridge kind=count time=2026-05-01T07:00:00 minutes=5 value=17 unit=veh class=car lon=107.05 "
          "lat=20.96");

    auto const parsed = rows_of(traffic_message);
    REQUIRE(parsed.rows.size() == 2);
    std::string const rest = "time=2026-05-01T07:10:00 minutes=5";
    CHECK(text_of(parsed.rows[0]) == "sensor=urn:ngsi-ld:TrafficFlowObserved:hl-7 kind=count " + rest +
                                         " value=197 unit=veh class=motorbike lon=107.1 lat=20.95");
    CHECK(text_of(parsed.rows[1]) == "sensor=urn:ngsi-ld:TrafficFlowObserved:hl-7 kind=speed " + rest +
                                         " value=52.5 unit=km/h class=motorbike lon=107.1 lat=20.95");
    // Key-values in a notification; of a level, an instant is the end of five minutes.
    CHECK(
        one_row(
            R"({"type":"Notification","data":[{"id":"p1","type":"OffStreetParking","totalSpotNumber":50,)"
            R"("availableSpotNumber":{"type":"Property","value":8,"observedAt":"2026-05-01T03:00:00Z"},)"
            R"("location":{"type":"Polygon","coordinates":[[[107,20],[107.5,20],[107.5,20.5],[107,20.5],[107,20]]]}}]})") ==
        "sensor=p1 kind=parking time=2026-05-01T09:55:00 minutes=5 value=42 unit=veh lon=107.25 lat=20.25");
    CHECK(one_row(R"({"id":"c","type":"CrowdFlowObserved","refDevice":"dev-3","peopleCount":12,)"
                  R"("dateObservedFrom":"2026-05-01T03:00:00Z","dateObservedTo":"2026-05-01T03:01:00Z"})") ==
          "sensor=dev-3 kind=count time=2026-05-01T10:00:00 minutes=1 value=12 unit=person class=walker");
    CHECK(one_row(R"({"id":"w","type":"WeatherObserved","precipitation":{"value":2.5,"unitCode":"MMT"},)"
                  R"("dateObserved":"2026-05-01T03:00:00Z/2026-05-01T04:00:00Z"})") ==
          "sensor=w kind=rain time=2026-05-01T10:00:00 minutes=60 value=2.5 unit=mm");
}

TEST_CASE("what messages lack comes from the list of devices", "[listen]")
{
    Devices const devices{{"12", device({{c_sensor, "bridge"},
                                         {c_kind, "count"},
                                         {c_unit, "veh"},
                                         {c_minutes, "15"},
                                         {c_link, "00000000000000ff"}})},
                          {"level", device({{c_kind, "people"}, {c_unit, "person"}})},
                          {"cam-1", device({{c_kind, "count"}, {c_unit, "veh"}, {c_minutes, "5"}, {c_class, "car"}})}};
    std::string const full =
        "sensor=bridge kind=count time=2026-05-01T07:00:00 minutes=15 value=9 unit=veh "
        "link=00000000000000ff";
    // An instant is the end of the device's interval.
    CHECK(one_row(R"({"result":9,"phenomenonTime":"2026-05-01T00:15:00Z","Datastream":{"@iot.id":12}})", {}, devices) ==
          full);
    CHECK(one_row(R"({"result":9,"phenomenonTime":"2026-05-01T00:15:00Z"})", "v1.1/Datastreams(12)/Observations",
                  devices) == full);
    CHECK(
        one_row(R"({"value":[{"@iot.id":4,"result":9,"phenomenonTime":"2026-05-01T00:00:00Z/2026-05-01T00:15:00Z"}]})",
                "/v1.1/Datastreams('12')/Observations", devices) == full);
    // Early or late by seconds: the intervals follow each other.
    auto const at = [&devices](std::string const& stream, std::string const& instant) {
        return one_row(
            fmt::format(R"({{"result":9,"phenomenonTime":"{}","Datastream":{{"@iot.id":"{}"}}}})", instant, stream), {},
            devices);
    };
    for (auto const* const second : {"14:30", "14:57.4", "15:00", "15:02", "15:30"}) {
        CHECK(at("12", fmt::format("2026-05-01T00:{}Z", second)) == full);
    }
    // Not of its kind of clock: an amount stays where it is, a level need not.
    CHECK(at("12", "2026-05-01T00:18:00Z").find("time=2026-05-01T07:03:00 minutes=15") != std::string::npos);
    CHECK(at("level", "2026-05-01T00:18:00Z").find("time=2026-05-01T07:10:00 minutes=5") != std::string::npos);
    CHECK(at("level", "2026-05-01T00:19:29Z").find("time=2026-05-01T07:10:00 minutes=5") != std::string::npos);
    CHECK(at("level", "2026-05-01T00:19:31Z").find("time=2026-05-01T07:15:00 minutes=5") != std::string::npos);
    CHECK(one_row(R"({"result":9,"phenomenonTime":"2026-04-30T17:00:03Z","Datastream":{"@iot.id":12}})", {}, devices)
              .find("time=2026-04-30T23:45:00 minutes=15") != std::string::npos);
    CHECK(one_row(R"({"sensor":"cam-1","time":"2026-05-01T07:00","value":3})", {}, devices) ==
          "sensor=cam-1 kind=count time=2026-05-01T07:00:00 minutes=5 value=3 unit=veh class=car");
    CHECK(refused(R"({"result":9,"phenomenonTime":"2026-05-01T00:15:00Z","Datastream":{"@iot.id":13}})", devices) ==
          "unknown_shape");

    test::ScratchFolder const folder;
    auto const path = folder.path() / "devices.csv";
    std::ofstream(path) << "stream,sensor,kind,unit,minutes\n12,bridge,count,veh,15\n";
    CHECK(read_devices(path).at("12")[c_sensor] == "bridge");
    std::ofstream(path) << "stream,knid,value\n12,count,1\n12,count,1\n,count,2\n";
    auto const text = test::message_of<core::UserError>([&] { (void)read_devices(path); });
    for (auto const* const part :
         {"did you mean 'kind'", "no column 'value'", "'12' is there twice", "without stream"}) {
        INFO(text);
        CHECK(text.find(part) != std::string::npos);
    }
}

TEST_CASE("what cannot be a row is refused with its reason", "[listen]")
{
    auto const with = [](std::string_view from, std::string_view to) {
        auto text = own;
        auto const at = text.find(from);
        REQUIRE(at != std::string::npos);
        return text.replace(at, from.size(), to);
    };
    CHECK(refused("") == "not_json");
    CHECK(refused("{\"sensor\":\"\xff\"}") == "not_json");
    CHECK(refused(with("143", "NaN")) == "not_json");
    CHECK(refused(with("143", "\"NaN\"")) == "not_finite");
    CHECK(refused(with("143", "\"-Infinity\"")) == "not_finite");
    CHECK(refused(with("143", "1e999")) == "not_json");
    CHECK(refused(with("143", "\"many\"")) == "bad_value");
    CHECK(refused(with("143", "[143]")) == "bad_value");
    CHECK(refused(with("143", "true")) == "bad_value");
    CHECK(refused(with("\"veh\"", "\"km/h\"")) == "wrong_unit");
    CHECK(refused(with("\"veh\"", "\"\"")) == "wrong_unit");
    CHECK(refused(with("\"count\"", "\"weight\"")) == "unknown_shape");
    CHECK(refused(with("\"minutes\"", "\"minuets\"")) == "unknown_shape");
    CHECK(rows_of(with("\"minutes\"", "\"minuets\"")).refused[0].detail.find("'minutes'") != std::string::npos);
    CHECK(refused(with("2026-05-01T07:00", "07:00")) == "no_time");
    CHECK(refused(with("\"minutes\":5", "\"minutes\":0")) == "no_time");
    CHECK(refused(with("\"minutes\":5", "\"minutes\":1441")) == "no_time");
    CHECK(refused(with("cam-1", "")) == "no_sensor");
    CHECK(refused(with("cam-1", "=1+1")) == "bad_value");
    CHECK(refused(with("cam-1", "a\\nb")) == "bad_value");
    CHECK(refused(with("cam-1", std::string(300, 'x'))) == "bad_value");
    CHECK(refused(with("motorbike", "camel")) == "bad_value");
    CHECK(refused(with("20.9551", "120.9551")) == "bad_value");
    CHECK(refused(with("5 %", "-5 %")) == "bad_value");
    // Topics and paths are no JSON: what they name is looked at, too.
    std::string const whole_stream =
        R"({"result":1,"phenomenonTime":"2026-05-01T00:00:00Z/2026-05-01T00:05:00Z","Datastream":{)"
        R"("ObservedProperty":{"name":"count"},"unitOfMeasurement":{"symbol":"veh"}}})";
    CHECK(rows_of(whole_stream, "v1.1/Datastreams(C\xE1\xBA\xA7u)/Observations").rows.size() == 1);
    for (std::string const id : {"\xFF", "a\xC3", "\xC0\xAF", "\xED\xA0\x80", "a\nb", "\x7F"}) {
        auto const parsed = rows_of(whole_stream, "v1.1/Datastreams(" + id + ")/Observations");
        CHECK(parsed.rows.empty());
        REQUIRE(parsed.refused.size() == 1);
        CHECK(parsed.refused[0].why == Refusal::bad_value);
    }
    CHECK(refused("[]") == "unknown_shape");
    CHECK(refused("7") == "unknown_shape");
    CHECK(refused("[[" + own + "]]") == "unknown_shape");
    CHECK(refused(R"({"type":"Device","id":"x"})") == "unknown_shape");
    CHECK(refused(R"({"type":"FeatureCollection","features":7})") == "unknown_shape");
    CHECK(refused(R"({"result":1,"Datastream":{"@iot.id":1,"ObservedProperty":{"name":"count"},)"
                  R"("unitOfMeasurement":{"symbol":"veh"}}})") == "no_time");
    // A count without an interval would be of any length.
    CHECK(refused(R"({"result":1,"phenomenonTime":"2026-05-01T00:00:00Z","Datastream":{"@iot.id":1,)"
                  R"("ObservedProperty":{"name":"count"},"unitOfMeasurement":{"symbol":"veh"}}})") == "no_time");
    CHECK(refused(R"({"id":"t","type":"TrafficFlowObserved","intensity":{"value":3,"unitCode":"KMH"},)"
                  R"("dateObserved":"2026-05-01T00:00:00Z/2026-05-01T00:05:00Z"})") == "wrong_unit");
    CHECK(refused(R"({"id":"t","type":"TrafficFlowObserved","vehicleType":"tram","intensity":3})") == "bad_value");
    CHECK(refused(R"({"id":"t","type":"OffStreetParking","availableSpotNumber":3})") == "unknown_shape");

    CHECK(refused(std::string(17, '[') + std::string(17, ']')) == "too_deep");
    CHECK(refused(std::string(500'000, '[')) == "too_deep");
    MessageLimits small;
    small.bytes = 20;
    CHECK(refused(own, {}, small) == "too_large");
    small = {};
    small.rows = 2;
    auto const many = rows_of("[" + own + "," + own + "," + own + "," + own + "]", {}, {}, small);
    CHECK(many.rows.size() == 2);
    REQUIRE(many.refused.size() == 1);
    CHECK(many.refused[0].why == Refusal::too_large);
}

TEST_CASE("damaged messages are refused or read, and never more", "[listen]")
{
    for (std::string const& whole : {own, deep, traffic_message, features, "[" + own + "]"}) {
        for (std::size_t length = 0; length < whole.size(); ++length) {
            auto const parsed = rows_of(std::string_view(whole).substr(0, length));
            CHECK(parsed.rows.empty());
            CHECK(parsed.refused.size() == 1);
        }
        for (std::size_t at = 0; at < whole.size(); ++at) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                auto flipped = whole;
                flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
                auto const parsed = rows_of(flipped);
                // Something is always said of it, and no row can break a line of the file.
                bool is_sound = parsed.rows.size() + parsed.refused.size() > 0;
                for (auto const& row : parsed.rows) {
                    for (auto const& cell : row) is_sound = is_sound && cell.find_first_of("\n\r") == std::string::npos;
                    is_sound = is_sound && number_of(row[c_value]) && find_kind(row[c_kind]) &&
                               find_unit(*find_kind(row[c_kind]), row[c_unit]) != nullptr;
                }
                if (!is_sound) FAIL("bit " << bit << " of byte " << at << " of " << whole);
            }
        }
    }
}
