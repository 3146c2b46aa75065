#include "city/gmns.hpp"

#include "city/csv_table.hpp"
#include "city/gtfs_values.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

namespace halong::city {
namespace {

constexpr double minutes_per_hour = 60;
constexpr double bpr_b = 0.15;  // Bureau of Public Roads 1964
constexpr double bpr_power = 4;

// Uses for which a link may be open without being open to motor vehicles of one's own.
constexpr std::array<std::string_view, 12> other_uses{"walk",    "ped",  "pedestrian", "bike",  "bicycle", "bus",
                                                      "transit", "rail", "tram",       "train", "none",    "closed"};

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words(1);
    for (char const c : text) {
        if (c == ',' || c == ';' || c == ' ' || c == '|') {
            words.emplace_back();
        } else {
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    std::erase(words, "");
    return words;
}

bool admits_vehicles(std::string_view allowed_uses)
{
    auto const words = words_of(allowed_uses);
    return words.empty() || std::ranges::any_of(words, [](std::string const& word) {
               return std::ranges::find(other_uses, word) == other_uses.end();
           });
}

// A table with its findings.
class Table {
public:
    Table(std::filesystem::path const& path, std::vector<std::string_view> const& required)
        : table_(read_csv_table(path))
    {
        for (auto const column : required) {
            if (table_.find(column)) continue;
            std::string const near = core::nearest(column, table_.columns);
            findings_.push_back({table_.file, 1, 0, fmt::format("the column '{}' is missing", column),
                                 near.empty() ? "add it" : fmt::format("is it '{}'? rename that column", near)});
        }
        finish();
    }

    [[nodiscard]] std::size_t size() const { return table_.rows.size(); }
    [[nodiscard]] int line(std::size_t row) const { return table_.line[row]; }
    [[nodiscard]] bool has(std::string_view column) const { return table_.find(column).has_value(); }
    [[nodiscard]] std::string const& text(std::size_t row, std::string_view column) const
    {
        return table_.cell(row, table_.find(column));
    }

    // The number in a cell; a finding when it is none, below `least`, or equal to it where it must be above.
    std::optional<double> number(std::size_t row, std::string_view column, double least, bool above_least)
    {
        auto const value = number_of(text(row, column));
        bool const is_good = value && (above_least ? *value > least : *value >= least);
        if (is_good) return value;
        fault(row, fmt::format("{} is '{}'; it must be a number {}", column, text(row, column),
                               above_least ? fmt::format("above {}", least) : fmt::format("of {} or more", least)));
        return std::nullopt;
    }

    // The same for a column that may be absent or empty.
    std::optional<double> number_or(std::size_t row, std::string_view column, double value)
    {
        return text(row, column).empty() ? value : number(row, column, 0, false);
    }

    void fault(std::size_t row, std::string message, std::string help = "correct the value")
    {
        findings_.push_back({table_.file, line(row), 0, std::move(message), std::move(help)});
    }

    [[nodiscard]] std::string const& file() const { return table_.file; }
    [[nodiscard]] std::vector<core::Diagnostic>& findings() { return findings_; }
    void finish() const
    {
        if (findings_.empty()) return;
        auto sorted = findings_;
        std::ranges::stable_sort(sorted, {}, &core::Diagnostic::line);
        throw core::UserError(std::move(sorted));
    }

private:
    CsvTable table_;
    std::vector<core::Diagnostic> findings_;
};

using Numbers = std::map<std::string, std::uint32_t>;

void add_link(StaticNetwork& network, std::string id, std::uint32_t from, std::uint32_t to)
{
    network.link_id.push_back(std::move(id));
    network.from.push_back(from);
    network.to.push_back(to);
}

void add_cost(StaticNetwork& network, double capacity, double free_time, double b, double power, double fixed_cost)
{
    network.capacity.push_back(capacity);
    network.free_time.push_back(free_time);
    network.b.push_back(b);
    network.power.push_back(power);
    network.fixed_cost.push_back(fixed_cost);
}

// Zones first, then the nodes of the file; connectors between them.
void read_nodes(std::filesystem::path const& path, StaticNetwork& network, Numbers& zones, Numbers& nodes)
{
    Table table(path, {"node_id", "zone_id"});
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (auto const& zone = table.text(row, "zone_id"); !zone.empty()) zones.emplace(zone, 0);
    }
    for (auto& [id, number] : zones) {
        number = static_cast<std::uint32_t>(network.node_id.size());
        network.node_id.push_back("zone " + id);
    }
    network.first_through_node = static_cast<std::uint32_t>(network.node_id.size());
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto const& id = table.text(row, "node_id");
        auto const number = static_cast<std::uint32_t>(network.node_id.size());
        auto const [place, is_new] = nodes.emplace(id, number);
        if (id.empty() || !is_new) {
            table.fault(row, id.empty() ? "node_id is empty" : fmt::format("node_id '{}' stands twice", id),
                        "give each node its own id");
            continue;
        }
        network.node_id.push_back(id);
        auto const zone = zones.find(table.text(row, "zone_id"));
        if (zone == zones.end()) continue;
        add_link(network, "", zone->second, number);
        add_cost(network, 1, 0, 0, 0, 0);
        add_link(network, "", number, zone->second);
        add_cost(network, 1, 0, 0, 0, 0);
    }
    table.finish();
}

std::optional<std::uint32_t> known(Table& table, std::size_t row, std::string_view column, Numbers const& numbers,
                                   std::string_view where)
{
    auto const& id = table.text(row, column);
    auto const found = numbers.find(id);
    if (found != numbers.end()) return found->second;
    table.fault(row, fmt::format("{} is '{}', which {} does not have", column, id, where), "correct the id, or add it");
    return std::nullopt;
}

std::size_t read_links(std::filesystem::path const& path, StaticNetwork& network, Numbers const& nodes,
                       CostWeights weights)
{
    Table table(path, {"from_node_id", "to_node_id", "length", "free_speed", "capacity", "lanes"});
    std::set<std::string> ids;
    std::size_t others = 0;
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (!admits_vehicles(table.text(row, "allowed_uses"))) {
            ++others;
            continue;
        }
        auto const from = known(table, row, "from_node_id", nodes, "node.csv");
        auto const to = known(table, row, "to_node_id", nodes, "node.csv");
        auto const length = table.number(row, "length", 0, false);
        auto const speed = table.number(row, "free_speed", 0, true);
        auto const capacity = table.number(row, "capacity", 0, true);
        auto const lanes = table.number(row, "lanes", 0, true);
        auto const toll = table.number_or(row, "toll", 0);
        auto const b = table.number_or(row, "vdf_alpha", bpr_b);
        auto power = table.number_or(row, "vdf_beta", bpr_power);
        if (power && *power > 0 && *power < 1) {
            table.fault(row, fmt::format("vdf_beta is {}; it must be 0, or 1 or more", *power));
            power.reset();
        }
        std::string id = table.has("link_id") ? table.text(row, "link_id") : fmt::format("{}", row + 1);
        if (id.empty() || !ids.insert(id).second) {
            table.fault(row, id.empty() ? "link_id is empty" : fmt::format("link_id '{}' stands twice", id),
                        "give each link its own id");
        }
        if (!from || !to || !length || !speed || !capacity || !lanes || !toll || !b || !power) continue;
        auto const directed = words_of(table.text(row, "directed"));
        bool const both_ways = directed.size() == 1 && (directed[0] == "0" || directed[0] == "false");
        for (int way = 0; way < (both_ways ? 2 : 1); ++way) {
            add_link(network, id, way == 0 ? *from : *to, way == 0 ? *to : *from);
            add_cost(network, *capacity * *lanes, *length / *speed * minutes_per_hour, *b, *power,
                     weights.toll * *toll + weights.distance * *length);
        }
    }
    table.finish();
    return others;
}

StaticDemand read_demand(std::filesystem::path const& path, StaticNetwork const& network, Numbers const& zones)
{
    Table table(path, {"o_zone_id", "d_zone_id", "volume"});
    std::vector<TripRow> rows;
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto const origin = known(table, row, "o_zone_id", zones, "the column zone_id of node.csv");
        auto const destination = known(table, row, "d_zone_id", zones, "the column zone_id of node.csv");
        auto const volume = table.number(row, "volume", 0, false);
        if (origin && destination && volume) rows.push_back({*origin, *destination, *volume, table.line(row), 0});
    }
    auto demand = demand_of(table.file(), std::move(rows), network, table.findings());
    table.finish();
    return demand;
}

}  // namespace

GmnsNetwork read_gmns(std::filesystem::path const& folder, CostWeights weights)
{
    GmnsNetwork result;
    result.network.file = (folder / "link.csv").string();
    Numbers zones;
    Numbers nodes;
    read_nodes(folder / "node.csv", result.network, zones, nodes);
    result.other_links = read_links(folder / "link.csv", result.network, nodes, weights);
    result.demand = read_demand(folder / "demand.csv", result.network, zones);
    return result;
}

}  // namespace halong::city
