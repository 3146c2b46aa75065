#include "city/gmns.hpp"

#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <unistd.h>

using namespace halong;

namespace {

namespace fs = std::filesystem;

// A folder with the three tables, gone with the object.
class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("gmns_test_" + std::to_string(::getpid())))
    {
        fs::create_directories(path_);
        write("node.csv", "node_id,x_coord,y_coord,zone_id\n10,0,0,A\n11,1,0,\n12,2,0,B\n13,2,1,B\n");
        write("link.csv",
              "link_id,from_node_id,to_node_id,directed,length,free_speed,lanes,capacity,allowed_uses,toll\n"
              "ab,10,11,1,1.5,30,2,900,,2\n"
              "bc,11,12,false,0.5,60,1,800,\"auto,bus\",\n"
              "walk,11,13,1,0.1,5,1,100,\"walk,bike\",\n"
              "bd,11,13,1,2,40,1,700,auto,\n");
        write("demand.csv", "o_zone_id,d_zone_id,volume\nA,B,100\nA,A,3\n");
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;

    void write(std::string const& name, std::string const& text) const { std::ofstream(path_ / name) << text; }
    [[nodiscard]] fs::path const& path() const { return path_; }

    // The findings as "file:line message".
    [[nodiscard]] std::vector<std::string> findings() const
    {
        try {
            city::read_gmns(path_);
        } catch (core::UserError const& error) {
            std::vector<std::string> found;
            for (auto const& finding : error.diagnostics()) {
                found.push_back(fs::path(finding.file).filename().string() + ":" + std::to_string(finding.line) + " " +
                                finding.message);
            }
            return found;
        }
        return {};
    }

private:
    fs::path path_;
};

using Findings = std::vector<std::string>;

}  // namespace

TEST_CASE("a GMNS folder is read: zones become nodes of their own, times are in minutes", "[gmns]")
{
    Folder const folder;
    auto const read = city::read_gmns(folder.path(), {0.5, 2});
    auto const& network = read.network;
    CHECK(network.first_through_node == 2);  // zones A and B
    CHECK(network.node_count() == 6);
    CHECK(read.other_links == 1);
    std::map<std::string, std::vector<std::uint32_t>> links;
    for (std::uint32_t link = 0; link < network.link_count(); ++link) links[network.link_id[link]].push_back(link);
    CHECK(links.at("").size() == 6);  // A has one node, B has two; both ways
    REQUIRE(links.at("ab").size() == 1);
    auto const ab = links.at("ab")[0];
    CHECK(network.capacity[ab] == 1'800);
    CHECK(network.free_time[ab] == Approx(3));
    CHECK(network.b[ab] == 0.15);
    CHECK(network.power[ab] == 4);
    CHECK(network.fixed_cost[ab] == Approx(0.5 * 2 + 2 * 1.5));
    CHECK(links.at("bc").size() == 2);  // not directed
    CHECK(links.count("walk") == 0);
    REQUIRE(read.demand.pair_count() == 1);
    CHECK(read.demand.trips[0] == 100);
    CHECK(read.demand.within_zones == 3);
    CHECK(city::unreachable_pairs(network, read.demand).empty());
}

TEST_CASE("faults of GMNS tables are told by line", "[gmns]")
{
    Folder const folder;
    folder.write("link.csv",
                 "link_id,from_node_id,to_node_id,length,free_speed,lanes,capacity,vdf_beta\n"
                 "a,10,99,1,30,2,0,4\n"
                 "a,10,11,-1,0,x,900,0.5\n");
    CHECK(folder.findings() == Findings{"link.csv:2 to_node_id is '99', which node.csv does not have",
                                        "link.csv:2 capacity is '0'; it must be a number above 0",
                                        "link.csv:3 length is '-1'; it must be a number of 0 or more",
                                        "link.csv:3 free_speed is '0'; it must be a number above 0",
                                        "link.csv:3 lanes is 'x'; it must be a number above 0",
                                        "link.csv:3 vdf_beta is 0.5; it must be 0, or 1 or more",
                                        "link.csv:3 link_id 'a' stands twice"});
    folder.write("link.csv", "link_id,from_node_id,to_node_id,length,free_speed\n");
    CHECK(folder.findings() ==
          Findings{"link.csv:1 the column 'capacity' is missing", "link.csv:1 the column 'lanes' is missing"});
    Folder const other;
    other.write("demand.csv", "o_zone_id,d_zone_id,volume\nA,C,1\nA,B,-1\nA,B,1\nA,B,2\n");
    CHECK(other.findings() ==
          Findings{"demand.csv:2 d_zone_id is 'C', which the column zone_id of node.csv does not have",
                   "demand.csv:3 volume is '-1'; it must be a number of 0 or more",
                   "demand.csv:5 the trips from zone A to zone B stand here again"});
}
