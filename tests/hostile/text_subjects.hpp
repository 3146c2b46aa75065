// The readers of texts that belong to days and runs, each with a small file that it takes.
#pragma once

#include "city/sumo_devices.hpp"
#include "cluster/task_store.hpp"
#include "core/input_file.hpp"
#include "demand/demand_change.hpp"
#include "demand/routed_legs.hpp"
#include "equilibrium/growing_csv.hpp"
#include "equilibrium/observations.hpp"
#include "export/delay_file.hpp"
#include "export/people_file.hpp"
#include "hostile/city_subjects.hpp"
#include "serve/observation_message.hpp"
#include "services/toy_town.hpp"
#include "support/file_bytes.hpp"

namespace halong::test {

// A city for files that name its links and zones.
inline city::City const& hostile_town()
{
    static city::City const town = line_town();
    return town;
}

inline std::string route_file_text()
{
    auto const& network = hostile_town().network;
    auto const id = [&](int link) { return core::hex(network.stable_id(core::LinkId{link})); };
    return fmt::format("id,class,departure_ms,links\na,car,25200000,{} {}\n\"b, c\",motorbike,25260000,{}\n", id(0),
                       id(2), id(3));
}

inline std::string observations_text()
{
    auto const link = core::hex(hostile_town().network.stable_id(core::LinkId{0}));
    return fmt::format(
        "sensor,kind,time,minutes,value,unit,error,class,link\n"
        "c1,count,2026-05-01T07:00,15,120,veh,5 %,all,{}\nc1,count,2026-05-01T07:15,15,133,veh,,,\n"
        "s1,speed,07:15:30,60,33.5,km/h,2,car,{}\n",
        link, link);
}

inline std::vector<Subject> csv_subjects()
{
    return {
        {"route file", "r.csv", route_file_text(),
         [](auto const& path) { demand::read_route_file(path, hostile_town().network); }},
        {"observations", "o.csv", observations_text(),
         [](auto const& path) { equilibrium::read_observations(path, hostile_town()); }, true, 300},
        {"observations under way", "o.csv", observations_text(),
         [](auto const& path) {
             equilibrium::ObservationReader reader(hostile_town());
             equilibrium::GrowingCsv file(path);
             reader.read_rows(file.more(reader));
         },
         true, 300},
        {"list of devices", "devices.csv",
         "stream,sensor,kind,unit,minutes\n12,bridge,count,veh,15\ncam-1,\"a, b\",people,person,\n",
         [](auto const& path) { serve::read_devices(path); }, true, 300},
        {"changes of demand", "d.csv",
         "kind,person_class,origin,destination,hour,change\norigin_hour,,z0,,7,0.25\nperson_hour,worker,,,8,-0.5\n",
         [](auto const& path) { demand::read_demand_changes(path, hostile_town()); }},
    };
}

// What devices send, of each form that is taken; the first line is the topic under which a broker passes it on. The reader never
// throws: what it makes of a message must be rows of cells without line breaks, or refusals that say why.
inline std::vector<Subject> message_subjects()
{
    static serve::Devices const devices = [] {
        ScratchFolder const folder;
        return serve::read_devices(folder.write(
            "d.csv", "stream,sensor,kind,unit,minutes\n12,bridge,count,veh,15\ncam-1,cam,people,person,\n"));
    }();
    auto const read = [](std::filesystem::path const& path) {
        std::string const text = core::read_input(path);
        std::size_t const line = std::min(text.find('\n'), text.size());
        auto const topic = std::string_view(text).substr(0, line);
        auto const message = std::string_view(text).substr(std::min(line + 1, text.size()));
        serve::MessageLimits const limits;
        auto const parsed = serve::rows_of(message, topic, devices, limits);
        for (auto const& row : parsed.rows) {
            for (std::string const& cell : row) {
                core::ensure(cell.size() <= limits.cell_bytes, "a cell is too long");
                core::ensure(cell.find_first_of("\r\n") == std::string::npos, "a cell holds a line break");
            }
        }
        for (auto const& refused : parsed.refused) core::ensure(!refused.detail.empty(), "a refusal says nothing");
        core::ensure(parsed.rows.size() + parsed.refused.size() <= limits.rows + 1, "too many rows");
    };
    auto const subject = [&](char const* name, std::string const& seed) {
        return Subject{name, "m.json", seed, read, true, 1'000};
    };
    return {
        subject("message of a device",
                "counts/cam-1\n"
                R"([{"sensor":"cam-1","kind":"count","time":"2026-05-01T07:00","minutes":5,"value":143,"unit":"veh",)"
                R"("error":"5 %","class":"motorbike","lon":107.0421,"lat":20.9551,"heading_deg":90}])"),
        subject("message in GeoJSON",
                "\n"
                R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",)"
                R"("coordinates":[107.1,20.9]},"properties":{"sensor":"gate","kind":"tickets",)"
                R"("time":"2026-05-01T00:00:00Z","minutes":60,"value":"310","unit":"person","colour":"red"}}]})"),
        subject("message of SensorThings",
                "v1.1/Datastreams(12)/Observations\n"
                R"({"phenomenonTime":"2026-05-01T00:00:00Z/2026-05-01T00:05:00.000Z","result":17,"Datastream":)"
                R"({"@iot.id":12,"unitOfMeasurement":{"name":"vehicles","symbol":"veh"},"ObservedProperty":)"
                R"({"name":"count"}},"FeatureOfInterest":{"feature":{"type":"Point","coordinates":[107.05,20.96]}},)"
                R"("parameters":{"class":"car","note":[1]}})"),
        subject(
            "message of NGSI-LD",
            "\n"
            R"({"type":"Notification","data":[{"id":"urn:ngsi-ld:TrafficFlowObserved:hl-7","type":)"
            R"("TrafficFlowObserved","dateObserved":{"type":"Property","value":{"@type":"DateTime","@value":)"
            R"("2026-05-01T00:10:00/2026-05-01T00:15:00"}},"intensity":{"type":"Property","value":197,)"
            R"("unitCode":"C62"},"averageVehicleSpeed":{"type":"Property","value":52.5},"vehicleType":"motorcycle",)"
            R"("location":{"type":"GeoProperty","value":{"type":"LineString","coordinates":)"
            R"([[107.0,20.9],[107.1,20.95]]}}},{"id":"w","type":"WeatherObserved","precipitation":2,)"
            R"("dateObserved":"2026-05-01T01:00:00Z"}]})"),
    };
}

inline network::Network const& sumo_cross()
{
    static network::Network const network = [] {
        ScratchFolder const folder;
        city::ImportIssues issues;
        city::NetworkSummary summary;
        return city::build_sumo_network(city::read_sumo_file(folder.write("net.xml", signal_cross)), "net.xml",
                                        hostile_crs(), issues, summary);
    }();
    return network;
}

inline std::vector<Subject> route_subjects()
{
    auto const routes = [](std::filesystem::path const& path) {
        city::ImportIssues issues;
        demand::read_sumo_routes({path}, sumo_cross(), issues);
    };
    auto const devices = [](std::filesystem::path const& path) {
        city::ImportIssues issues;
        city::read_sumo_devices({path}, sumo_cross(), issues);
    };
    return {
        {"SUMO routes", "a.rou.xml",
         "<routes>\n<vType id=\"m\" vClass=\"motorcycle\"/>\n<route id=\"r\" edges=\"wc ce\"/>\n"
         "<flow id=\"f\" type=\"m\" route=\"r\" begin=\"0\" end=\"3600\" number=\"4\"/>\n"
         "<vehicle id=\"v\" depart=\"12.5\"><route edges=\"sc ce\"/></vehicle>\n</routes>\n",
         routes, true, 2'000},
        {"SUMO devices",
         "a.add.xml",
         "<additional>\n<e1Detector id=\"a\" lane=\"wc_1\" pos=\"23\" freq=\"900\"/>\n"
         "<e2Detector id=\"c\" lane=\"wc_0\" pos=\"-40\" length=\"20\"/>\n"
         "<busStop id=\"s\" lane=\"ce_0\" startPos=\"10\" endPos=\"30\"/>\n</additional>\n",
         devices,
         true,
         500,
         {},
         {},
         false},
    };
}

inline std::vector<Subject> json_subjects()
{
    std::string const people = [] {
        ScratchFolder const folder;
        exporting::write_people_json(folder.path() / "people.json", {});
        return bytes_of(folder.path() / "people.json");
    }();
    std::string const delays = [] {
        ScratchFolder const folder;
        exporting::write_delays_json(
            folder.path() / "delays.json",
            {1, std::vector<std::int64_t>(std::size_t{core::hours_per_day} * city::person_class_count, 7)});
        return bytes_of(folder.path() / "delays.json");
    }();
    auto const claim = [](std::filesystem::path const& path) {
        static_cast<void>(cluster::TaskStore(path.parent_path().parent_path()).content());
    };
    constexpr std::size_t any = 1'000'000;
    return {
        {"people of a day", "people.json", people, [](auto const& path) { exporting::read_people_json(path); }, true,
         300},
        {"delays of a day", "delays.json", delays, [](auto const& path) { exporting::read_delays_json(path); }, true,
         400},
        {"claim of a task",
         "running/00ff00ff00ff00ff.claim.json",
         "{\"host\":\"node-1\",\"process\":123456789,\"share\":0.25}\n",
         claim,
         true,
         any,
         {},
         {},
         true,
         false},
        {"note of a failed task",
         "failed/00ff00ff00ff00ff.failed.json",
         "{\n \"reason\": \"gridlock\",\n \"host\": \"node-1\"\n}\n",
         claim,
         true,
         any,
         {},
         {},
         true,
         false},
    };
}

// Those of the city as well.
inline std::vector<Subject> text_subjects()
{
    std::vector<Subject> all = city_text_subjects();
    for (auto const& part : {csv_subjects(), message_subjects(), route_subjects(), json_subjects()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace halong::test
