// A report as plain structs: sections of texts, tables, charts and maps. Every figure in words or tables is text that is
// ready in both languages; the page only draws and switches.
#pragma once

#include "scenario/scenario.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halong::exporting {

using scenario::Text;

// How a figure stands to the base; shown by a sign and a word beside the colour.
enum class Tone : std::uint8_t {
    plain,
    better,
    worse,
    changed,  // distinguishable, where neither direction is better
    unclear   // not distinguishable from the base
};

enum class ParagraphKind : std::uint8_t {
    plain,
    note,
    warning
};
struct Paragraph {
    Text text;
    ParagraphKind kind = ParagraphKind::plain;
};

struct Bullets {
    Text title;  // may be empty
    std::vector<Text> items;
};

// One option on the first page.
struct OptionCard {
    Text title;
    std::string id;
    struct Line {
        Text text;
        Tone tone = Tone::plain;
    };
    std::vector<Line> lines;
};
struct OptionCards {
    std::vector<OptionCard> cards;
};

struct Cell {
    Text value;
    Text difference;
    Text remark;
    Tone tone = Tone::plain;
};
struct TableRow {
    Text name;
    Text unit;
    std::vector<Cell> cells;
};
struct Table {
    Text title;
    std::vector<Text> head;  // over name, unit (when `has_units`) and cells
    bool has_units = false;
    std::vector<TableRow> rows;
    Text note;
    bool folded = false;       // shown on a click
    bool has_options = false;  // cells: of the base, then of each option
};

enum class ChartKind : std::uint8_t {
    lines,      // labels along x
    stack,      // bars by label, series on top of each other
    pyramid,    // two series, labels from the bottom up
    ranges,     // a row for each label: a value, and a published range from low to high; each row its own scale
    intervals,  // a row for each label: a value with its interval from low to high; one scale, 0 marked
    bars        // a row for each label
};
struct Series {
    Text name;
    std::vector<double> values;  // by label; NaN: none
    std::vector<double> low;     // ranges, intervals
    std::vector<double> high;
    std::vector<Tone> tones;  // intervals
    bool dashed = false;
};
struct Chart {
    ChartKind kind = ChartKind::lines;
    Text title;
    Text unit;
    Text label_name;  // of the labels, for the table behind the chart: "hour"
    std::vector<Text> labels;
    std::vector<Text> units;  // ranges: by label
    std::vector<Series> series;
    int decimals = 0;
    Text note;
};

// Long text in type of one width, folded.
struct Listing {
    Text title;
    std::string text;
};

// Maps of base, option and difference; the JSON that maps.js draws (map_section.cpp).
struct Maps {
    Text title;
    Text note;
    std::string json;
};

using Block = std::variant<Paragraph, Bullets, OptionCards, Table, Chart, Maps, Listing>;

struct Section {
    std::string id;  // anchor: letters and hyphens
    Text title;
    std::vector<Block> blocks;
};

struct Document {
    Text title;
    Text subtitle;
    std::vector<Section> sections;
};

}  // namespace halong::exporting
