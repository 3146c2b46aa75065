// The archives of vector tiles: MBTiles by SQLite, PMTiles as bytes of our own.
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "geo/gzip.hpp"
#include "geo/json_text.hpp"
#include "geo/ogr_output.hpp"
#include "geo/sqlite_file.hpp"
#include "geo/varint.hpp"
#include "geo/vector_tiles.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <span>

namespace halong::geo {
namespace {

// What TileJSON 3.0 says of the layers: a JSON list.
std::string vector_layers(TileSet const& set)
{
    std::string layers;
    for (TileLayer const& layer : set.layers) {
        std::string fields;
        for (Field const& field : layer.fields) {
            bool const is_number = field.type == FieldType::integer || field.type == FieldType::real;
            fields += fmt::format(R"({}{}:"{}")", fields.empty() ? "" : ",", json_text(field.name),
                                  is_number ? "Number" : "String");
        }
        layers += fmt::format(R"({}{{"id":{},"description":{},"minzoom":{},"maxzoom":{},"fields":{{{}}}}})",
                              layers.empty() ? "" : ",", json_text(layer.name), json_text(layer.description),
                              set.zooms.min, set.zooms.max, fields);
    }
    return "[" + layers + "]";
}

// ---- MBTiles -------------------------------------------------------------------------------------

void add_metadata(Database& database, TileSet const& set, std::string const& name)
{
    Statement row(database, "INSERT INTO metadata VALUES (?1, ?2)");
    auto const add = [&](std::string const& key, std::string const& value) {
        row.text(1, key);
        row.text(2, value);
        row.step();
    };
    add("name", name);
    add("format", "pbf");
    add("type", "overlay");
    add("minzoom", fmt::format("{}", set.zooms.min));
    add("maxzoom", fmt::format("{}", set.zooms.max));
    add("bounds", fmt::format("{:.7f},{:.7f},{:.7f},{:.7f}", set.west_deg, set.south_deg, set.east_deg, set.north_deg));
    add("center", fmt::format("{:.7f},{:.7f},{}", (set.west_deg + set.east_deg) / 2,
                              (set.south_deg + set.north_deg) / 2, set.zooms.min));
    add("json", "{\"vector_layers\":" + vector_layers(set) + "}");
}

// ---- PMTiles -------------------------------------------------------------------------------------

constexpr std::size_t header_bytes = 127;
constexpr std::size_t most_head_bytes = 16'384;  // header and root, so that one request brings both

struct Entry {
    std::uint64_t id = 0;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::uint64_t run = 0;  // 0: of a directory
};

std::string directory(std::span<Entry const> entries)
{
    std::string out;
    put_varint(out, entries.size());
    std::uint64_t last = 0;
    for (Entry const& entry : entries) {
        put_varint(out, entry.id - last);
        last = entry.id;
    }
    for (Entry const& entry : entries) put_varint(out, entry.run);
    for (Entry const& entry : entries) put_varint(out, entry.length);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        bool const follows = i > 0 && entries[i].offset == entries[i - 1].offset + entries[i - 1].length;
        put_varint(out, follows ? 0 : entries[i].offset + 1);
    }
    return gzip(out);
}

struct Directories {
    std::string root;
    std::string leaves;
};

// All in the root where they fit, else leaves of as few as let the root fit.
Directories directories(std::vector<Entry> const& entries)
{
    Directories made{directory(entries), ""};
    for (std::size_t leaf = 4096; header_bytes + made.root.size() > most_head_bytes; leaf *= 2) {
        std::vector<Entry> root;
        made.leaves.clear();
        for (std::size_t first = 0; first < entries.size(); first += leaf) {
            auto const part = std::span(entries).subspan(first, std::min(leaf, entries.size() - first));
            std::string const bytes = directory(part);
            root.push_back({part.front().id, made.leaves.size(), bytes.size(), 0});
            made.leaves += bytes;
        }
        made.root = directory(root);
    }
    return made;
}

class Header {
public:
    std::string bytes = "PMTiles\x03";

    void number(std::uint64_t value, int size)
    {
        for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 255U));
    }
    void degrees(double value)
    {
        number(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::llround(value * 1e7))), 4);
    }
};

}  // namespace

void write_mbtiles(std::filesystem::path const& path, TileSet const& set, std::string const& name)
{
    core::DurableFile file(path);
    {
        std::ofstream const probe(file.temporary_path(),
                                  std::ios::binary);  // the system's reason is clearer than SQLite's
        if (!probe) throw core::CannotWrite(path.string(), std::strerror(errno), advice_write);
    }
    Database database(file.temporary_path(), path);
    database.run(
        "CREATE TABLE metadata (name TEXT, value TEXT);"
        "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);"
        "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);"
        "PRAGMA application_id = 1297105496");  // "MPBX"
    add_metadata(database, set, name);
    {
        Statement row(database, "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)");
        for (VectorTile const& tile : set.tiles) {
            row.number(1, tile.zoom);
            row.number(2, tile.x);
            row.number(3, (std::int64_t{1} << tile.zoom) - 1 - tile.y);  // MBTiles counts from the south
            row.blob(4, tile.bytes);
            row.step();
        }
    }
    database.close();
    file.commit();
}

std::uint64_t hilbert_id(int zoom, std::uint32_t x, std::uint32_t y)
{
    std::uint64_t id = ((std::uint64_t{1} << (2 * zoom)) - 1) / 3;  // tiles of the zooms before
    for (std::uint64_t side = (std::uint64_t{1} << zoom) / 2; side > 0; side /= 2) {
        std::uint64_t const right = (x & side) != 0 ? 1 : 0;
        std::uint64_t const down = (y & side) != 0 ? 1 : 0;
        id += side * side * ((3 * right) ^ down);
        if (down == 0) {
            if (right == 1) {
                x = static_cast<std::uint32_t>(side - 1) - x;
                y = static_cast<std::uint32_t>(side - 1) - y;
            }
            std::swap(x, y);
        }
    }
    return id;
}

void write_pmtiles(std::filesystem::path const& path, TileSet const& set, std::string const& name)
{
    std::vector<std::pair<std::uint64_t, std::string const*>> ordered;
    for (VectorTile const& tile : set.tiles) ordered.emplace_back(hilbert_id(tile.zoom, tile.x, tile.y), &tile.bytes);
    std::ranges::sort(ordered, {}, [](auto const& one) { return one.first; });
    std::string data;
    std::vector<Entry> entries;
    std::map<std::string_view, std::uint64_t> known;  // content -> offset
    for (auto const& [id, bytes] : ordered) {
        auto const [found, is_new] = known.try_emplace(*bytes, data.size());
        if (is_new) data += *bytes;
        bool const repeats =
            !entries.empty() && entries.back().offset == found->second && entries.back().id + entries.back().run == id;
        if (repeats) {
            ++entries.back().run;
        } else {
            entries.push_back({id, found->second, bytes->size(), 1});
        }
    }
    core::ensure(!entries.empty(), "an archive of tiles holds a tile");
    auto const made = directories(entries);
    std::string const metadata =
        gzip(fmt::format(R"({{"name":{},"type":"overlay","vector_layers":{}}})", json_text(name), vector_layers(set)));
    Header header;
    std::uint64_t at = header_bytes;
    for (std::size_t const size : {made.root.size(), metadata.size(), made.leaves.size(), data.size()}) {
        header.number(at, 8);
        header.number(size, 8);
        at += size;
    }
    header.number(ordered.size(), 8);
    header.number(entries.size(), 8);
    header.number(known.size(), 8);
    constexpr int clustered = 1;
    constexpr int gzipped = 2;
    constexpr int vector_tile = 1;
    for (int const byte : {clustered, gzipped, gzipped, vector_tile, set.zooms.min, set.zooms.max}) {
        header.number(static_cast<std::uint64_t>(byte), 1);
    }
    for (double const degrees : {set.west_deg, set.south_deg, set.east_deg, set.north_deg}) header.degrees(degrees);
    header.number(static_cast<std::uint64_t>(set.zooms.min), 1);
    header.degrees((set.west_deg + set.east_deg) / 2);
    header.degrees((set.south_deg + set.north_deg) / 2);
    core::ensure(header.bytes.size() == header_bytes, "the header of PMTiles has 127 bytes");
    core::write_file_parts(path, {header.bytes, made.root, metadata, made.leaves, data});
}

}  // namespace halong::geo
