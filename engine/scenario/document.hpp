// A TOML document as a tree that remembers where each value was written and which values it replaced.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halong::scenario {

// Line and column count from 1; line 0: not in a file (then `file` says where, e.g. "--set seed=2").
struct Origin {
    std::string file;
    int line = 0;
    int column = 0;
};

struct Node;
struct Entry;

using Array = std::vector<Node>;
using TomlTable = std::vector<Entry>;  // in order of key
struct DateOrTime {};                  // no key of ours takes one

// An earlier value of a node, as TOML text, and where it stands.
struct Replaced {
    std::string text;
    Origin origin;
};

struct Node {
    std::variant<bool, std::int64_t, double, std::string, DateOrTime, Array, TomlTable> value;  // false at first
    Origin origin;                  // of the value; of a table's header
    Origin key_origin;              // of the key that names it; of the value where it has none
    std::vector<Replaced> earlier;  // values of files that this one extends, the oldest first

    [[nodiscard]] TomlTable* table() { return std::get_if<TomlTable>(&value); }
    [[nodiscard]] TomlTable const* table() const { return std::get_if<TomlTable>(&value); }
    [[nodiscard]] Array* array() { return std::get_if<Array>(&value); }
    [[nodiscard]] Array const* array() const { return std::get_if<Array>(&value); }
    [[nodiscard]] std::string const* text() const { return std::get_if<std::string>(&value); }
};

struct Entry {
    std::string key;
    Node node;
};

// The member `key` of a table; nullptr where the node is no table or has no such key.
Node* find(Node& node, std::string_view key);
Node const* find(Node const& node, std::string_view key);

// The node at a path such as "options.shuttle.capex_vnd", in which lists of tables are entered by id; nullptr where there
// is none.
Node* find_path(Node& root, std::string_view path);
Node const* find_path(Node const& root, std::string_view path);

// Takes the key out of a table, if it is there.
void erase(Node& node, std::string_view key);

// The node's `id` where it is a table with a text of that name; otherwise "".
std::string id_of(Node const& node);

// The table of an array with this id, or nullptr.
Node* find_item(Array& items, std::string_view id);

// Parses TOML text; `file` stands in messages. Throws core::UserError with file, line and column.
Node parse_toml(std::string_view text, std::string const& file);

// Reads and parses a file. Throws core::UserError: no such file, not readable, not TOML.
Node read_toml(std::string const& path);

// Parses "demand.visitors_per_day=30000": a TOML key, then a TOML value or a bare word. Throws core::UserError.
Node parse_override(std::string const& text);

// Lays `over` upon `base`: tables merge by key, arrays of tables by `id`, all else is replaced and remembered.
// A table upon an array, as overrides make it, names items by id: options.shuttle.capex_vnd=0.
void merge(Node& base, Node&& over);

// What the node's value is called in messages: "a whole number", "a text", "a table", ...
std::string_view type_name(Node const& node);

// The value as TOML on one line.
std::string full_text(Node const& node);

// The same, cut short after about 60 characters.
std::string short_text(Node const& node);

// A text or number as TOML; numbers read back to the same bits.
std::string toml_text(std::string_view text);
std::string toml_text(double number);

// "file:line:column", or the file alone.
std::string place_text(Origin const& origin);

}  // namespace halong::scenario
