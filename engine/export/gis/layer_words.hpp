// What layers and columns of a result are called in Vietnamese and English, with units: for people, beside the short names
// that programs use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

// Where a layer stands in a list of layers.
enum class LayerGroup {
    traffic,
    services,
    people,
    tables
};

struct LayerWord {
    std::string_view layer;
    LayerGroup group = LayerGroup::tables;
    std::string_view vi;
    std::string_view en;
};

// All layers that a run can have, those by hour included.
std::vector<LayerWord> const& layer_words();
// "Giao thông / Traffic".
std::string group_title(LayerGroup group);

struct ColumnWord {
    std::string vi;
    std::string en;
    std::string unit;  // "" where there is none
};

// What a column holds; columns of an hour ("volume_07") say which. Nothing for a column that no result has.
std::optional<ColumnWord> column_word(std::string_view layer, std::string_view column);

// "Lưu lượng 07:00-08:00 / Volume 07:00-08:00 [veh/h]", or the column's own name where it has no words.
std::string column_alias(std::string_view layer, std::string_view column);

}  // namespace halong::exporting
