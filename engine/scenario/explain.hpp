// What a key means, what it may be, and which line of which file sets it.
#pragma once

#include "scenario/catalogue.hpp"
#include "scenario/load_document.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::scenario {

// One value of a key in a file; a key of a list of tables has one for each table.
struct ValueInForce {
    std::string path;  // "options.more-hotspots.capex_vnd"
    std::string text;  // as TOML; "" where nothing is said and there is no default
    bool is_default = true;
    std::string set_at;                 // "weekday.toml:14:20"; "" for a default
    std::vector<std::string> replaces;  // "27000 at weekday.toml:14:20", the oldest first
};

struct Explanation {
    Kind kind = Kind::scenario;
    std::string path;                  // "demand.visitors_per_day"; "" for a whole kind of file
    KeyInfo const* key = nullptr;      // meaning, unit, range, default, source; lives as long as the program
    std::vector<ValueInForce> values;  // empty without a file, and for tables
    std::vector<std::string> extends;  // the file and what it extends, in order; empty without a file
};

// Explains a key: "demand.visitors_per_day", a table "demand", a kind of file "scenario", with or without the kind in
// front ("study.options.capex_vnd"). Without a file, every kind that has the key answers; with one, its kind, and lists
// may be entered by id ("options.more-hotspots.capex_vnd"). Throws core::UserError: unknown key, with the nearest
// known one, or a file with faults. The indicators that `kpis` may name are known to the room `results`.
std::vector<Explanation> explain(std::string_view key, std::optional<std::filesystem::path> const& file = {},
                                 Overrides const& overrides = {});

// The same as text for the terminal.
std::string explain_text(std::string_view key, std::optional<std::filesystem::path> const& file = {},
                         Overrides const& overrides = {});

}  // namespace halong::scenario
