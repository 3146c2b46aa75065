// How a struct describes itself. One function `describe(Visitor&, Struct&)` per struct names each member once: key,
// member, unit, range, meaning, source. Visitors do the rest: Reader parses and validates, Writer saves, Catalogue lists
// (for `explain` and the JSON Schema). Nothing about a key is written anywhere else.
#pragma once

#include "core/error.hpp"
#include "scenario/scenario_patch.hpp"
#include "scenario/sweep.hpp"
#include "scenario/words.hpp"

#include <cmath>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace halong::scenario {

// Where a default comes from: nobody's claim but a choice, a published figure, a figure derived from
// published ones, or a starting value that calibration should replace.
enum class Mark {
    setting,
    published,
    estimate,
    assumption
};

// Allowed values of a number, ends included, except `min` where `above_min` is set.
struct Range {
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    bool above_min = false;
    [[nodiscard]] bool has(double value) const { return (above_min ? value > min : value >= min) && value <= max; }
};

// What a key means to its user.
struct About {
    std::string_view text = {};  // one sentence
    std::string_view unit = {};
    Range range = {};  // numbers, and each number of a list
    Mark mark = Mark::setting;
    std::string_view source = {};  // who says so, with year; for marks other than `setting`
    bool required = false;
    std::string_view required_unless = {};  // a key of the same table that makes it needless
    std::string_view if_missing = {};       // what to do when a required key is missing
    Words words = {};                       // lists of words: the allowed ones; empty: any
    bool is_id = false;                     // texts: see is_id in catalogue.hpp
    bool is_path = false;                   // texts: a path, in a file relative to that file
    bool is_inline = false;                 // tables: written on one line, { a = 1, b = 2 }
    std::string_view item = {};    // lists of tables: what one table is called in messages; patches: whose they are
    bool items_from_file = false;  // lists of tables: an item may be `file = "x.toml"` and what differs from it
    std::span<std::string_view const> kept_keys = keys_of_no_option;  // patches: keys that must not be in them
};

// Keys of a document that direct how it is loaded, and are not members of any struct.
inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view extends_key = "extends";
inline constexpr std::string_view file_key = "file";

// Tells apart the tables of one list, and merges lists of a base and of what extends it.
inline constexpr std::string_view id_key = "id";

class Visitor {
public:
    Visitor() = default;
    Visitor(Visitor const&) = delete;
    Visitor& operator=(Visitor const&) = delete;
    virtual ~Visitor() = default;

    // Any member: a bool, number, text, enumeration, list of words, numbers or any values, patch of a scenario, described
    // struct or list of described structs.
    template <class T>
    void field(std::string_view key, T& value, About const& about)
    {
        if constexpr (std::same_as<T, bool>) {
            visit_flag(key, value, about);
        } else if constexpr (std::integral<T>) {
            whole_field(key, value, about);
        } else if constexpr (std::same_as<T, double>) {
            visit_number(key, value, about);
        } else if constexpr (std::same_as<T, std::string>) {
            visit_text(key, value, about);
        } else if constexpr (std::is_enum_v<T>) {
            auto index = static_cast<std::size_t>(value);
            visit_choice(key, index, words_of(value), about);
            value = static_cast<T>(index);
        } else if constexpr (std::same_as<T, std::vector<std::string>>) {
            visit_words(key, value, about);
        } else if constexpr (std::same_as<T, std::vector<double>>) {
            visit_numbers(key, value, about);
        } else if constexpr (std::same_as<T, ValueList>) {
            visit_values(key, value, about);
        } else if constexpr (std::same_as<T, ScenarioPatch>) {
            visit_patch(key, value, about);
        } else {
            table_field(key, value, about);
        }
    }

    // A rule between members, shown at the first of `keys`; not looked at while one of them is wrong itself.
    virtual void check(std::initializer_list<std::string_view> keys, bool holds, std::string const& message,
                       std::string_view help) = 0;

    // A key that directs the loading: `format`, `extends`.
    virtual void document_key(std::string_view key, About const& about) = 0;

protected:
    virtual void visit_flag(std::string_view key, bool& value, About const& about) = 0;
    virtual void visit_whole(std::string_view key, std::int64_t& value, About const& about) = 0;
    virtual void visit_number(std::string_view key, double& value, About const& about) = 0;
    virtual void visit_text(std::string_view key, std::string& value, About const& about) = 0;
    virtual void visit_choice(std::string_view key, std::size_t& index, Words words, About const& about) = 0;
    virtual void visit_words(std::string_view key, std::vector<std::string>& value, About const& about) = 0;
    virtual void visit_numbers(std::string_view key, std::vector<double>& value, About const& about) = 0;
    virtual void visit_values(std::string_view key, ValueList& value, About const& about) = 0;
    virtual void visit_patch(std::string_view key, ScenarioPatch& value, About const& about) = 0;

    // Whether to go into the table; end_table follows only then.
    virtual bool begin_table(std::string_view key, About const& about) = 0;
    virtual void end_table() = 0;
    // How many tables the list shall have, given how many it has.
    virtual std::size_t begin_list(std::string_view key, std::size_t size, About const& about) = 0;
    virtual void begin_item(std::size_t index) = 0;
    virtual void end_item() = 0;
    virtual void end_list() = 0;

private:
    template <std::integral T>
    void whole_field(std::string_view key, T& value, About about)
    {
        core::ensure(std::in_range<std::int64_t>(value), "a whole number of a scenario is beyond 2^63 - 1");
        about.range.min = std::max(about.range.min, static_cast<double>(std::numeric_limits<T>::min()));
        if (sizeof(T) < sizeof(std::int64_t)) {
            about.range.max = std::min(about.range.max, static_cast<double>(std::numeric_limits<T>::max()));
        }
        auto copy = static_cast<std::int64_t>(value);
        visit_whole(key, copy, about);
        value = static_cast<T>(copy);
    }

    template <class T>
    void table_field(std::string_view key, T& value, About const& about)
    {
        if (begin_table(key, about)) {
            describe(*this, value);
            end_table();
        }
    }

    template <class T>
    void table_field(std::string_view key, std::vector<T>& values, About const& about)
    {
        values.resize(begin_list(key, values.size(), about));
        for (std::size_t i = 0; i < values.size(); ++i) {
            begin_item(i);
            describe(*this, values[i]);
            end_item();
        }
        end_list();
    }
};

// A key is the name of its member, written once: visitor.field(HALONG_KEY(scenario, seed), {...}).
#define HALONG_KEY(object, member) #member, (object).member

}  // namespace halong::scenario
