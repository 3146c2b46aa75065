#include "scenario/schema.hpp"

#include "scenario/catalogue.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halong::scenario {
namespace {

using Json = nlohmann::ordered_json;

// Whole values without a decimal point or exponent.
Json json_number(double value)
{
    if (std::floor(value) == value && std::abs(value) < 0x1p53) return static_cast<std::int64_t>(value);
    return value;
}

void add_range(Json& schema, Range const& range)
{
    if (std::isfinite(range.min)) schema[range.above_min ? "exclusiveMinimum" : "minimum"] = json_number(range.min);
    if (std::isfinite(range.max)) schema["maximum"] = json_number(range.max);
}

std::string description_of(KeyInfo const& info)
{
    std::string text{info.about.text};
    if (!info.about.unit.empty()) text += fmt::format(" Unit: {}.", info.about.unit);
    if (auto const source = source_text(info.about); !source.empty()) text += fmt::format(" Default: {}.", source);
    return text;
}

struct AddDefault {
    Json& schema;
    void operator()(std::monostate) const {}
    void operator()(double value) const { schema["default"] = json_number(value); }
    template <class T>
    void operator()(T const& value) const
    {
        schema["default"] = value;
    }
};

Json object_schema(KeyInfo const& info);

Json number_schema(char const* type, Range const& range)
{
    Json schema{{"type", type}};
    add_range(schema, range);
    return schema;
}

Json text_schema(KeyInfo const& info)
{
    Json schema{{"type", "string"}};
    if (info.about.is_id) schema["pattern"] = id_pattern;
    if (info.is_document_key && !info.words.empty()) schema["const"] = info.words.front();
    return schema;
}

Json words_schema(std::vector<std::string> const& words)
{
    Json schema{{"type", "string"}};
    if (!words.empty()) schema["enum"] = words;
    return schema;
}

Json list_of(Json const& items) { return {{"type", "array"}, {"items", items}}; }

Json value_schema(KeyInfo const& info)
{
    switch (info.type) {
        case KeyType::flag:
            return {{"type", "boolean"}};
        case KeyType::whole:
            return number_schema("integer", info.about.range);
        case KeyType::number:
            return number_schema("number", info.about.range);
        case KeyType::text:
            return text_schema(info);
        case KeyType::choice:
            return words_schema(info.words);
        case KeyType::words:
            return list_of(words_schema(info.words));
        case KeyType::numbers:
            return list_of(number_schema("number", info.about.range));
        case KeyType::values:
            return {{"type", "array"}, {"minItems", 1}};
        case KeyType::table:
            return object_schema(info);
        case KeyType::list:
            return list_of(object_schema(info));
    }
    throw core::InternalFault("a type of key without a schema");
}

Json key_schema(KeyInfo const& info)
{
    Json schema = value_schema(info);
    schema["description"] = description_of(info);
    std::visit(AddDefault{schema}, info.default_value);
    return schema;
}

Json object_schema(KeyInfo const& info)
{
    Json schema{{"type", "object"}, {"additionalProperties", false}};
    for (auto const& child : info.children) schema["properties"][child.key] = key_schema(child);
    return schema;
}

void require(KeyInfo const& key, Json& rules)
{
    if (key.about.required_unless.empty()) {
        rules["required"].push_back(key.key);
        return;
    }
    rules["allOf"].push_back(
        {{"if", {{"required", {key.about.required_unless}}}}, {"then", true}, {"else", {{"required", {key.key}}}}});
}

// What must be there, all the way down; null where nothing must. Apart from the properties, since it does not
// hold in a file that extends another.
Json requirements(KeyInfo const& info)
{
    Json rules;
    for (auto const& child : info.children) {
        if (child.about.required && !child.is_document_key) require(child, rules);
        Json below = requirements(child);
        if (child.type == KeyType::list) {
            if (child.about.items_from_file && !below.is_null()) {
                below = Json{{"if", {{"required", {file_key}}}}, {"then", true}, {"else", below}};
            }
            Json list;
            if (!below.is_null()) list["items"] = below;
            if (child.about.required) list["minItems"] = 1;
            below = list;
        }
        if (!below.is_null()) rules["properties"][child.key] = below;
    }
    return rules;
}

}  // namespace

std::string json_schema(Kind kind)
{
    KeyInfo const& root = catalogue_of(kind);
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", fmt::format("Hạ Long Twin: {} ({})", name_of(kind), format_of(kind))}};
    schema.update(object_schema(root));
    schema["required"] = {format_key};
    schema["if"] = {{"required", {extends_key}}};
    schema["then"] = true;
    schema["else"] = requirements(root);
    return schema.dump(2) + "\n";
}

}  // namespace halong::scenario
