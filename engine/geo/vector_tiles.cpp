#include "geo/vector_tiles.hpp"

#include "core/error.hpp"
#include "core/lending_pool.hpp"
#include "core/parallel.hpp"
#include "geo/gzip.hpp"
#include "geo/tile_geometry.hpp"
#include "geo/varint.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <numbers>
#include <span>
#include <unordered_map>
#include <utility>

namespace halong::geo {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr int gzip_level = 4;  // a tenth larger than at 6, in half the time

// ---- Protocol buffers ----------------------------------------------------------------------------

enum class Wire : std::uint32_t {
    varint = 0,
    eight_bytes = 1,
    bytes = 2,
    four_bytes = 5
};

void put_key(std::string& out, std::uint32_t field, Wire wire)
{
    put_varint(out, field << 3U | static_cast<std::uint32_t>(wire));
}

void put_bytes(std::string& out, std::uint32_t field, std::string_view bytes)
{
    put_key(out, field, Wire::bytes);
    put_varint(out, bytes.size());
    out += bytes;
}

void put_packed(std::string& out, std::uint32_t field, std::vector<std::uint32_t> const& words)
{
    std::string packed;
    for (auto const word : words) put_varint(packed, word);
    put_bytes(out, field, packed);
}

template <class Bits>
void put_fixed(std::string& out, Bits bits)
{
    for (std::size_t i = 0; i < sizeof(Bits); ++i) out.push_back(static_cast<char>(bits >> (8 * i) & 255U));
}

// The message Value; a real number in four bytes where they hold it exactly.
std::string encoded(Value const& value)
{
    std::string out;
    if (auto const* const text = std::get_if<std::string>(&value)) {
        put_bytes(out, 1, *text);
    } else if (auto const* const whole = std::get_if<std::int64_t>(&value)) {
        put_key(out, *whole < 0 ? 6 : 5, Wire::varint);
        put_varint(out, *whole < 0 ? zigzag(*whole) : static_cast<std::uint64_t>(*whole));
    } else if (auto const* const real = std::get_if<double>(&value)) {
        auto const narrow = static_cast<float>(*real);
        if (static_cast<double>(narrow) == *real) {
            put_key(out, 2, Wire::four_bytes);
            put_fixed(out, std::bit_cast<std::uint32_t>(narrow));
        } else {
            put_key(out, 3, Wire::eight_bytes);
            put_fixed(out, std::bit_cast<std::uint64_t>(*real));
        }
    }
    return out;
}

// ---- Layers --------------------------------------------------------------------------------------

// A layer with its shapes, and its values as numbers of the texts that encode them.
struct PreparedLayer {
    OutputLayer const* layer = nullptr;
    LayerShapes shapes;
    std::vector<std::string> values;      // each once
    std::vector<std::uint32_t> value_of;  // [feature][field]; none: null
};

// Values, each once. Numbers are told apart by their bits, since there are millions of them.
class Distinct {
public:
    // `value` outlives this object.
    std::uint32_t number(Value const& value)
    {
        auto const next = static_cast<std::uint32_t>(values_.size());
        std::uint32_t const found = number_or(value, next);
        if (found == next) values_.push_back(&value);
        return found;
    }
    [[nodiscard]] std::vector<Value const*> const& values() const { return values_; }  // by number

private:
    std::uint32_t number_or(Value const& value, std::uint32_t next)
    {
        if (auto const* const text = std::get_if<std::string>(&value))
            return texts_.try_emplace(*text, next).first->second;
        if (auto const* const whole = std::get_if<std::int64_t>(&value))
            return wholes_.try_emplace(*whole, next).first->second;
        return reals_.try_emplace(std::bit_cast<std::uint64_t>(std::get<double>(value)), next).first->second;
    }

    std::unordered_map<std::string_view, std::uint32_t> texts_;
    std::unordered_map<std::int64_t, std::uint32_t> wholes_;
    std::unordered_map<std::uint64_t, std::uint32_t> reals_;
    std::vector<Value const*> values_;
};

// One column of a layer.
struct PreparedColumn {
    std::size_t layer = 0;
    std::size_t field = 0;
    Distinct values;
    std::vector<std::uint32_t> value_of;  // by feature; none: null

    void prepare(OutputLayer const& of)
    {
        value_of.reserve(of.features.size());
        for (Feature const& feature : of.features) {
            Value const& value = feature.values[field];
            value_of.push_back(std::holds_alternative<std::monostate>(value) ? none : values.number(value));
        }
    }
};

// A layer whose columns are prepared.
void join_columns(PreparedLayer& layer, std::span<PreparedColumn const* const> columns)
{
    layer.value_of.assign(layer.layer->features.size() * columns.size(), none);
    Distinct all;
    for (PreparedColumn const* const column : columns) {
        std::vector<std::uint32_t> of_all;
        of_all.reserve(column->values.values().size());
        for (Value const* const value : column->values.values()) of_all.push_back(all.number(*value));
        for (std::size_t feature = 0; feature < column->value_of.size(); ++feature) {
            if (auto const value = column->value_of[feature]; value != none)
                layer.value_of[feature * columns.size() + column->field] = of_all[value];
        }
    }
    layer.values.resize(all.values().size());
    constexpr std::size_t grain = 1'024;
    core::for_each_index(layer.values.size(), grain,
                         [&](std::size_t i) { layer.values[i] = encoded(*all.values()[i]); });
}

// Columns on all threads: a layer of a day holds hundreds of thousands of values, and most of a run's are in one layer.
std::vector<PreparedLayer> prepared(Projection const& from, std::span<OutputLayer const* const> layers)
{
    std::vector<PreparedLayer> result(layers.size());
    std::vector<PreparedColumn> columns;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        std::size_t const fields = layers[layer]->fields.size();
        for (Feature const& feature : layers[layer]->features)
            core::ensure(feature.values.size() == fields,
                         "every feature of an output layer has one value for each field");
        for (std::size_t field = 0; field < fields; ++field) columns.push_back({layer, field, {}, {}});
    }
    core::run_tasks(layers.size() + columns.size(), [&](std::size_t task) {
        if (task >= layers.size()) {
            auto& column = columns[task - layers.size()];
            return column.prepare(*layers[column.layer]);
        }
        result[task].layer = layers[task];
        result[task].shapes = world_shapes(Projection(from.crs()), *layers[task]);  // a projection of this thread
    });
    core::run_tasks(layers.size(), [&](std::size_t number) {
        std::vector<PreparedColumn const*> own;
        for (PreparedColumn const& column : columns) {
            if (column.layer == number) own.push_back(&column);
        }
        join_columns(result[number], own);
    });
    return result;
}

// A feature in a tile.
struct Piece {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t layer = 0;
    std::uint32_t feature = 0;
    std::shared_ptr<std::vector<std::uint32_t> const> commands;  // of all features of a shape
};

std::vector<Piece> pieces_of(std::vector<PreparedLayer> const& layers, int zoom)
{
    constexpr std::size_t block = 16;  // an area of a zone takes as long as hundreds of roads
    std::vector<Piece> all;
    for (std::uint32_t number = 0; number < layers.size(); ++number) {
        auto const& [shapes, first_feature] = layers[number].shapes;
        std::size_t const features = layers[number].layer->features.size();
        std::vector<std::vector<Piece>> found((shapes.size() + block - 1) / block);
        core::for_blocks(shapes.size(), block, [&](std::size_t first, std::size_t last) {
            auto& here = found[first / block];
            for (std::size_t shape = first; shape < last; ++shape) {
                auto const begin = first_feature[shape];
                auto const end = layers[number].shapes.end_feature(shape, features);
                auto const parts = grid_parts(shapes[shape], zoom);
                auto const range = tiles_of(parts, zoom);
                for (auto x = range.first_x; x <= range.last_x; ++x) {
                    for (auto y = range.first_y; y <= range.last_y; ++y) {
                        auto commands = tile_commands(shapes[shape], parts, x, y);
                        if (commands.empty()) continue;
                        auto const shared = std::make_shared<std::vector<std::uint32_t> const>(std::move(commands));
                        for (std::size_t feature = begin; feature < end; ++feature) {
                            here.push_back({static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), number,
                                            static_cast<std::uint32_t>(feature), shared});
                        }
                    }
                }
            }
        });
        for (auto& some : found) std::ranges::move(some, std::back_inserter(all));
    }
    std::ranges::stable_sort(all, {}, [](Piece const& piece) { return std::pair(piece.x, piece.y); });
    return all;
}

// ---- Tiles ---------------------------------------------------------------------------------------

int type_of(GeometryType type)
{
    if (type == GeometryType::point) return 1;
    return type == GeometryType::line ? 2 : 3;
}

// Values get numbers within a tile's layer, in the order in which they come. Room for all values is kept from tile to tile.
class TileNumbers {
public:
    explicit TileNumbers(std::vector<PreparedLayer> const& layers)
    {
        std::size_t most = 0;
        for (PreparedLayer const& layer : layers) most = std::max(most, layer.values.size());
        here_.assign(most, none);
    }
    std::uint32_t of(std::uint32_t value)
    {
        if (here_[value] == none) {
            here_[value] = static_cast<std::uint32_t>(used_.size());
            used_.push_back(value);
        }
        return here_[value];
    }
    [[nodiscard]] std::vector<std::uint32_t> const& used() const { return used_; }
    void clear()
    {
        for (auto const value : used_) here_[value] = none;
        used_.clear();
    }

private:
    std::vector<std::uint32_t> here_;  // by value
    std::vector<std::uint32_t> used_;
};

std::string layer_message(PreparedLayer const& prepared, std::span<Piece const> pieces, TileNumbers& numbers)
{
    OutputLayer const& layer = *prepared.layer;
    std::string out;
    put_key(out, 15, Wire::varint);
    put_varint(out, 2);
    put_bytes(out, 1, layer.name);
    numbers.clear();
    std::vector<std::uint32_t> tags;
    std::string message;
    for (Piece const& piece : pieces) {
        Feature const& feature = layer.features[piece.feature];
        tags.clear();
        for (std::uint32_t field = 0; field < layer.fields.size(); ++field) {
            auto const value = prepared.value_of[std::size_t{piece.feature} * layer.fields.size() + field];
            if (value == none) continue;
            tags.push_back(field);
            tags.push_back(numbers.of(value));
        }
        message.clear();
        if (feature.fid > 0) {
            put_key(message, 1, Wire::varint);
            put_varint(message, static_cast<std::uint64_t>(feature.fid));
        }
        put_packed(message, 2, tags);
        put_key(message, 3, Wire::varint);
        put_varint(message, static_cast<std::uint64_t>(type_of(layer.geometry_type)));
        put_packed(message, 4, *piece.commands);
        put_bytes(out, 2, message);
    }
    for (Field const& field : layer.fields) put_bytes(out, 3, field.name);
    for (auto const value : numbers.used()) put_bytes(out, 4, prepared.values[value]);
    put_key(out, 5, Wire::varint);
    put_varint(out, tile_extent);
    return out;
}

VectorTile tile_of(std::vector<PreparedLayer> const& layers, int zoom, std::span<Piece const> pieces,
                   TileNumbers& numbers)
{
    std::string out;
    for (std::size_t first = 0; first < pieces.size();) {
        std::size_t last = first;
        while (last < pieces.size() && pieces[last].layer == pieces[first].layer) ++last;
        put_bytes(out, 3, layer_message(layers[pieces[first].layer], pieces.subspan(first, last - first), numbers));
        first = last;
    }
    return {zoom, pieces.front().x, pieces.front().y, gzip(out, gzip_level)};
}

void add_zoom(TileSet& set, std::vector<PreparedLayer> const& layers, int zoom, core::LendingPool<TileNumbers>& numbers)
{
    auto const pieces = pieces_of(layers, zoom);
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (i == 0 || pieces[i].x != pieces[i - 1].x || pieces[i].y != pieces[i - 1].y) starts.push_back(i);
    }
    starts.push_back(pieces.size());
    std::size_t const before = set.tiles.size();
    set.tiles.resize(before + starts.size() - 1);
    core::run_tasks(starts.size() - 1, [&](std::size_t i) {
        auto const of_tile = std::span(pieces).subspan(starts[i], starts[i + 1] - starts[i]);
        set.tiles[before + i] = tile_of(layers, zoom, of_tile, *numbers.borrow());
    });
}

void set_bounds(TileSet& set, std::vector<PreparedLayer> const& layers)
{
    WorldPoint least{1, 1};
    WorldPoint most{0, 0};
    for (PreparedLayer const& layer : layers) {
        for (WorldShape const& shape : layer.shapes.shapes) {
            for (auto const& part : shape.parts) {
                for (WorldPoint const& point : part) {
                    least = {std::min(least.x, point.x), std::min(least.y, point.y)};
                    most = {std::max(most.x, point.x), std::max(most.y, point.y)};
                }
            }
        }
    }
    if (most.x < least.x) return;
    auto const latitude = [](double y) {
        return std::atan(std::sinh((0.5 - y) * 2 * std::numbers::pi)) * 180 / std::numbers::pi;
    };
    set.west_deg = (least.x - 0.5) * 360;
    set.east_deg = (most.x - 0.5) * 360;
    set.north_deg = latitude(least.y);
    set.south_deg = latitude(most.y);
}

}  // namespace

TileSet vector_tiles(Projection const& from, std::vector<OutputLayer> const& layers, TileZooms zooms)
{
    core::ensure(zooms.min >= 0 && zooms.min <= zooms.max && zooms.max <= 22, "zooms are 0 to 22");
    std::vector<OutputLayer const*> shown;
    TileSet set;
    set.zooms = zooms;
    for (OutputLayer const& layer : layers) {
        if (layer.geometry_type == GeometryType::none) continue;
        shown.push_back(&layer);
        set.layers.push_back({layer.name, layer.description, layer.fields});
    }
    auto const with_shapes = prepared(from, shown);
    core::LendingPool<TileNumbers> numbers([&] { return std::make_unique<TileNumbers>(with_shapes); });
    for (int zoom = zooms.min; zoom <= zooms.max; ++zoom) add_zoom(set, with_shapes, zoom, numbers);
    set_bounds(set, with_shapes);
    return set;
}

}  // namespace halong::geo
