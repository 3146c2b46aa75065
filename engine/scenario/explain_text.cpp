// Explanations as text for the terminal.
#include "scenario/explain.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

// The key that a value's path ends with.
KeyInfo const* child_of(KeyInfo const& info, std::string_view key)
{
    auto const child = std::ranges::find(info.children, key, &KeyInfo::key);
    return child == info.children.end() ? nullptr : &*child;
}

std::string in_unit(KeyInfo const& info)
{
    return info.about.unit.empty() ? std::string{} : fmt::format(" {}", info.about.unit);
}

void add_line(std::string& text, std::string_view label, std::string_view value)
{
    if (!value.empty()) text += fmt::format("    {:<9} {}\n", label, value);
}

std::string value_line(ValueInForce const& value, KeyInfo const& info)
{
    return fmt::format("{} = {}{}\n", value.path, value.text.empty() ? "(not set)" : value.text,
                       value.text.empty() ? "" : in_unit(info));
}

std::string origin_lines(ValueInForce const& value)
{
    std::string text;
    add_line(text, "set at", value.is_default ? "(the default holds)" : value.set_at);
    for (auto const& earlier : value.replaces) add_line(text, "replaces", earlier);
    return text;
}

// The keys of a table: their values in a file, or what they mean.
std::string children_text(Explanation const& explanation)
{
    std::string text;
    for (auto const& value : explanation.values) {
        KeyInfo const* const key = child_of(*explanation.key, value.path.substr(value.path.rfind('.') + 1));
        text += fmt::format("  {} = {}{}{}\n", value.path, value.text.empty() ? "(not set)" : value.text,
                            key == nullptr ? "" : in_unit(*key),
                            value.is_default ? "" : fmt::format("  [{}]", value.set_at));
    }
    if (!text.empty()) return text;
    for (auto const& child : explanation.key->children) {
        std::string const shown = default_text(child);
        std::string const value = child.about.required ? " (required)"
                                  : shown.empty()      ? ""
                                                       : fmt::format(" = {}{}", shown, in_unit(child));
        text += fmt::format("  {}{}\n      {}\n", child.key, value, child.about.text);
    }
    return text;
}

std::string facts_text(KeyInfo const& info)
{
    std::string text = fmt::format("    {}\n", info.about.text);
    add_line(text, "type", name_of(info.type));
    add_line(text, "unit", info.about.unit);
    add_line(text, "default", info.about.required ? "none: the key is required" : default_text(info));
    add_line(text, "allowed", range_text(info.about.range));
    add_line(text, "words", fmt::format("{}", fmt::join(info.words, ", ")));
    add_line(text, "from", source_text(info.about));
    return text;
}

std::string text_of(Explanation const& explanation)
{
    KeyInfo const& key = *explanation.key;
    std::string text;
    if (explanation.path.empty()) {
        text = fmt::format("{}: a file of format \"{}\"\n", name_of(explanation.kind), format_of(explanation.kind));
    } else if (has_children(key) || explanation.values.size() != 1) {
        text = fmt::format("{}\n{}", explanation.path, facts_text(key));
    } else {
        text = value_line(explanation.values.front(), key) + facts_text(key) + origin_lines(explanation.values.front());
    }
    if (!has_children(key) && explanation.values.size() > 1) {
        for (auto const& value : explanation.values) text += value_line(value, key) + origin_lines(value);
    }
    if (!explanation.path.empty()) {
        add_line(text, "in", fmt::format("{} ({})", name_of(explanation.kind), format_of(explanation.kind)));
    }
    add_line(text, "files", fmt::format("{}", fmt::join(explanation.extends, " extends ")));
    return has_children(key) ? text + children_text(explanation) : text;
}

}  // namespace

std::string explain_text(std::string_view key, std::optional<std::filesystem::path> const& file,
                         Overrides const& overrides)
{
    std::vector<std::string> texts;
    for (auto const& explanation : explain(key, file, overrides)) texts.push_back(text_of(explanation));
    return fmt::format("{}", fmt::join(texts, "\n"));
}

}  // namespace halong::scenario
