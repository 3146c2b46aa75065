// Every key of a kind of file as a tree: what `explain`, the JSON Schema and the hints of messages are made from.
#pragma once

#include "scenario/fields.hpp"
#include "scenario/kind.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halong::scenario {

enum class KeyType {
    flag,
    whole,
    number,
    text,
    choice,
    words,
    numbers,
    values,
    table,
    list
};

using DefaultValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct KeyInfo {
    std::string key = {};
    KeyType type = KeyType::table;
    About about = {};                     // its `words` are in `words` below
    std::vector<std::string> words = {};  // of a choice or list of words; empty: any
    DefaultValue default_value = {};      // none for required keys, lists and tables
    bool is_document_key = false;         // `format`, `extends`, `file`: no member of a struct
    std::vector<KeyInfo> children = {};   // of a table; of each table of a list
};
inline bool has_children(KeyInfo const& info) { return info.type == KeyType::table || info.type == KeyType::list; }

// The path of a key below a path: "demand.visitors_per_day"; below "" the key itself.
std::string joined(std::string const& path, std::string_view key);

// The root has the kind's word as its key and the kind's keys as children.
KeyInfo const& catalogue_of(Kind kind);

// All paths below the root: "demand", "demand.visitors_per_day", "options.add_sites.hotspot.eirp_dbm", ...
std::vector<std::string> const& known_paths(Kind kind);

// The key at a path, in which tables of lists are entered by any id; nullptr where there is none.
KeyInfo const* find_key(Kind kind, std::string_view path);

// The known path that somebody may have meant: one that ends with the key, a near one, one whose end is near; or "".
std::string nearest_path(std::string const& key, Kind kind);

// "0 to 1", "above 0, at most 60", "at least 0", or "" where any number will do.
std::string range_text(Range const& range);

// "number", "list of tables", ...
std::string_view name_of(KeyType type);

// Where the default comes from: "estimate: the city's target for 2024", or "" for a setting.
std::string source_text(About const& about);

// Whether a text can be an id: folders are named after it, and paths of keys are written with it.
// `id_pattern` says the same to editors, as an ECMA-262 regular expression.
inline constexpr std::string_view id_pattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";
bool is_id(std::string_view text);

// The default as TOML, or "" where there is none.
std::string default_text(KeyInfo const& info);

}  // namespace halong::scenario
