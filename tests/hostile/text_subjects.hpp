// The readers of texts that belong to days and runs, each with a small file that it takes.
#pragma once

#include "city/sumo_devices.hpp"
#include "cluster/task_store.hpp"
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
        {"observations",
         "o.csv",
         observations_text(),
         [](auto const& path) { equilibrium::read_observations(path, hostile_town()); },
         true,
         300,
         {},
         {},
         false},
        {"observations under way",
         "o.csv",
         observations_text(),
         [](auto const& path) {
             equilibrium::ObservationReader reader(hostile_town());
             equilibrium::GrowingCsv file(path);
             reader.read_rows(file.more(reader));
         },
         true,
         300,
         {},
         {},
         false},
        {"list of devices",
         "devices.csv",
         "stream,sensor,kind,unit,minutes\n12,bridge,count,veh,15\ncam-1,\"a, b\",people,person,\n",
         [](auto const& path) { serve::read_devices(path); },
         true,
         300,
         {},
         {},
         false},
        {"changes of demand", "d.csv",
         "kind,person_class,origin,destination,hour,change\norigin_hour,,z0,,7,0.25\nperson_hour,worker,,,8,-0.5\n",
         [](auto const& path) { demand::read_demand_changes(path, hostile_town()); }},
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
    for (auto const& part : {csv_subjects(), route_subjects(), json_subjects()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace halong::test
