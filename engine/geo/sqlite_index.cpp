#include "geo/sqlite_index.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

namespace halong::geo {
namespace {

constexpr std::size_t head_bytes = 4;
constexpr std::size_t cell_bytes = 24;
constexpr std::int64_t root_node = 1;
constexpr float infinity = std::numeric_limits<float>::infinity();

// Of a row or, above the leaves, of a node. Floats round outwards.
struct Cell {
    std::int64_t number = 0;
    float min_x = 0;
    float max_x = 0;
    float min_y = 0;
    float max_y = 0;
};

float below(double value)
{
    auto const near = static_cast<float>(value);
    return static_cast<double>(near) > value ? std::nextafter(near, -infinity) : near;
}

float above(double value)
{
    auto const near = static_cast<float>(value);
    return static_cast<double>(near) < value ? std::nextafter(near, infinity) : near;
}

template <class Number>
void put(std::string& bytes, Number value)
{
    for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(value >> shift & 255U));
    }
}

std::string node_bytes(std::span<Cell const> cells, int depth, std::size_t bytes)
{
    std::string node;
    node.reserve(bytes);
    put(node, static_cast<std::uint16_t>(depth));
    put(node, static_cast<std::uint16_t>(cells.size()));
    for (Cell const& cell : cells) {
        put(node, static_cast<std::uint64_t>(cell.number));
        for (float const bound : {cell.min_x, cell.max_x, cell.min_y, cell.max_y}) {
            put(node, std::bit_cast<std::uint32_t>(bound));
        }
    }
    node.resize(bytes, '\0');
    return node;
}

Cell around(std::span<Cell const> cells, std::int64_t node)
{
    Cell all{node, infinity, -infinity, infinity, -infinity};
    for (Cell const& cell : cells) {
        all.min_x = std::min(all.min_x, cell.min_x);
        all.max_x = std::max(all.max_x, cell.max_x);
        all.min_y = std::min(all.min_y, cell.min_y);
        all.max_y = std::max(all.max_y, cell.max_y);
    }
    return all;
}

// In the order in which nodes take them: strips from west to east, each from south to north.
void tile(std::vector<Cell>& cells, std::size_t most_cells)
{
    std::ranges::sort(
        cells, {}, [](Cell const& cell) { return std::tuple(double{cell.min_x} + double{cell.max_x}, cell.number); });
    double const nodes = std::ceil(static_cast<double>(cells.size()) / static_cast<double>(most_cells));
    std::size_t const strip = static_cast<std::size_t>(std::ceil(std::sqrt(nodes))) * most_cells;
    for (std::size_t first = 0; first < cells.size(); first += strip) {
        auto const of_strip = std::span(cells).subspan(first, std::min(strip, cells.size() - first));
        std::ranges::sort(of_strip, {}, [](Cell const& cell) {
            return std::tuple(double{cell.min_y} + double{cell.max_y}, cell.number);
        });
    }
}

using Homes = std::vector<std::pair<std::int64_t, std::int64_t>>;  // row or node, and the node in which it lies

void write_homes(Database& database, std::string const& table, Homes& homes)
{
    std::ranges::sort(homes);
    Statement row(database, fmt::format("INSERT INTO {} VALUES (?, ?)", sql_name(table)));
    for (auto const& [number, node] : homes) {
        row.number(1, number);
        row.number(2, node);
        row.step();
    }
}

std::size_t root_bytes(Database& database, std::string const& nodes)
{
    Statement found(database, fmt::format("SELECT length(data) FROM {} WHERE nodeno = {}", sql_name(nodes), root_node));
    core::ensure(found.next(), "an empty index has a root");
    auto const bytes = static_cast<std::size_t>(found.number_at(0));
    core::ensure(bytes >= head_bytes + 2 * cell_bytes, "a node of an index holds two cells at least");
    return bytes;
}

}  // namespace

std::string sql_name(std::string_view name)
{
    std::string text = "\"";
    for (char const letter : name) text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return text + '"';
}

void fill_index(Database& database, std::string const& name, std::vector<IndexedBox> const& boxes)
{
    std::string const nodes = name + "_node";
    std::size_t const bytes = root_bytes(database, nodes);
    std::size_t const most_cells = (bytes - head_bytes) / cell_bytes;
    std::vector<Cell> cells;
    cells.reserve(boxes.size());
    for (auto const& [row, box] : boxes) {
        cells.push_back({row, below(box.min_x_m), above(box.max_x_m), below(box.min_y_m), above(box.max_y_m)});
    }
    Statement node_row(database, fmt::format("INSERT OR REPLACE INTO {} VALUES (?, ?)", sql_name(nodes)));
    Homes row_homes;
    Homes node_homes;
    int depth = 0;
    std::int64_t next_node = root_node + 1;
    auto const write_node = [&](std::span<Cell const> of_node, std::int64_t node, int shown_depth) {
        std::string const data = node_bytes(of_node, shown_depth, bytes);
        node_row.number(1, node);
        node_row.blob(2, data);
        node_row.step();
        for (Cell const& cell : of_node) (depth == 0 ? row_homes : node_homes).emplace_back(cell.number, node);
    };
    while (cells.size() > most_cells) {
        tile(cells, most_cells);
        std::vector<Cell> parents;
        for (std::size_t first = 0; first < cells.size(); first += most_cells) {
            auto const of_node = std::span(cells).subspan(first, std::min(most_cells, cells.size() - first));
            write_node(of_node, next_node, 0);
            parents.push_back(around(of_node, next_node++));
        }
        cells = std::move(parents);
        ++depth;
    }
    write_node(cells, root_node, depth);
    write_homes(database, name + "_rowid", row_homes);
    write_homes(database, name + "_parent", node_homes);
}

}  // namespace halong::geo
