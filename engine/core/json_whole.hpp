// Whole numbers out of JSON. nlohmann's own get() makes one of every number: cut off, turned round, and of 1e300 undefined.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace halong::core {

// Throws nlohmann's type_error: `needed`, not this. Nothing long is told.
template <class Json>
[[noreturn]] void refuse_json(Json const& json, std::string const& needed)
{
    std::string const found = json.is_number() ? json.dump() : json.type_name();
    throw Json::type_error::create(302, needed + " is needed, not " + found, &json);
}

// The number, where it is a whole one of the type's range. Throws nlohmann's type_error where it is anything else.
template <std::integral Whole, class Json>
Whole whole_of(Json const& json)
{
    if (json.is_number_unsigned()) {
        auto const value = json.template get<std::uint64_t>();
        if (std::in_range<Whole>(value)) return static_cast<Whole>(value);
    } else if (json.is_number_integer()) {
        auto const value = json.template get<std::int64_t>();
        if (std::in_range<Whole>(value)) return static_cast<Whole>(value);
    }
    refuse_json(json, "a whole number within its range");
}

template <class Json, std::integral Whole>
void get_whole(Json const& json, Whole& value)
{
    value = whole_of<Whole>(json);
}

template <class Json, class Value, std::size_t size>
void get_whole(Json const& json, std::array<Value, size>& values)
{
    for (std::size_t i = 0; i < size; ++i) get_whole(json.at(i), values[i]);
}

template <class Json, class Value>
void get_whole(Json const& json, std::vector<Value>& values)
{
    if (!json.is_array()) refuse_json(json, "a list of whole numbers");
    values.assign(json.size(), Value{});
    for (std::size_t i = 0; i < values.size(); ++i) get_whole(json[i], values[i]);
}

}  // namespace halong::core
