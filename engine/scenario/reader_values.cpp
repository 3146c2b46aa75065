// The part of the reader that takes single values: type, range, words.
#include "scenario/catalogue.hpp"
#include "scenario/reader.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace halong::scenario {
namespace {

// Whole numbers are numbers, too.
std::optional<double> number_of(Node const& node)
{
    if (auto const* whole = std::get_if<std::int64_t>(&node.value)) return static_cast<double>(*whole);
    if (auto const* number = std::get_if<double>(&node.value)) return *number;
    return std::nullopt;
}

std::string in_unit(About const& about) { return about.unit.empty() ? "" : fmt::format(" ({})", about.unit); }

// What to write instead: what the key demands, or its default as an example.
std::string example(std::string_view key, std::string const& value, About const& about)
{
    if (about.required) return std::string{about.if_missing};
    return fmt::format("write e.g. {} = {}{}", key, value, in_unit(about));
}

std::string outside(std::string const& path, std::string const& value, About const& about)
{
    return fmt::format("'{}' = {} is outside the allowed range: {}", path, value, range_text(about.range));
}

// TOML has inf and nan, and no key of ours takes them.
std::string not_finite(std::string const& path, Node const& node, About const& about)
{
    bool const has_range = std::isfinite(about.range.min) || std::isfinite(about.range.max);
    return fmt::format("'{}' = {} is not a finite number{}", path, short_text(node),
                       has_range ? "; the allowed range: " + range_text(about.range) : "");
}

}  // namespace

void Reader::refuse_type(std::string_view key, Node const& node, std::string_view needed, std::string help)
{
    refuse(key, node.origin,
           fmt::format("'{}' = {} is {}; {} is needed", path_of(key), short_text(node), type_name(node), needed),
           std::move(help));
}

void Reader::refuse_word(std::string_view key, Node const& node, std::string_view word, Words words)
{
    std::string const near = core::nearest(word, {words.begin(), words.end()});
    refuse(key, node.origin,
           fmt::format("'{}' = {} is not one of {}", path_of(key), toml_text(word), fmt::join(words, ", ")),
           near.empty() ? "choose one of these words" : fmt::format("did you mean \"{}\"?", near));
}

void Reader::visit_flag(std::string_view key, bool& value, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    if (auto const* flag = std::get_if<bool>(&node->value)) {
        value = *flag;
    } else {
        refuse_type(key, *node, "true or false", fmt::format("write {} = true or {} = false", key, key));
    }
}

void Reader::visit_whole(std::string_view key, std::int64_t& value, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    auto const* whole = std::get_if<std::int64_t>(&node->value);
    if (whole == nullptr) {
        auto const number = number_of(*node);
        bool const is_whole = number && std::abs(*number) < 0x1p53 && std::floor(*number) == *number;
        refuse_type(key, *node, "a whole number",
                    is_whole ? fmt::format("write {} = {}{}", key, static_cast<std::int64_t>(*number), in_unit(about))
                             : example(key, fmt::format("{}", value), about));
    } else if (!about.range.has(static_cast<double>(*whole))) {
        refuse(key, node->origin, outside(path_of(key), short_text(*node), about),
               example(key, fmt::format("{}", value), about));
    } else {
        value = *whole;
    }
}

void Reader::visit_number(std::string_view key, double& value, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    auto const number = number_of(*node);
    if (!number) {
        refuse_type(key, *node, "a number", example(key, toml_text(value), about));
    } else if (!std::isfinite(*number)) {
        refuse(key, node->origin, not_finite(path_of(key), *node, about), example(key, toml_text(value), about));
    } else if (!about.range.has(*number)) {
        refuse(key, node->origin, outside(path_of(key), short_text(*node), about),
               example(key, toml_text(value), about));
    } else {
        value = *number;
    }
}

void Reader::visit_text(std::string_view key, std::string& value, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    if (node->text() == nullptr) {
        refuse_type(key, *node, "a text", fmt::format("write {} = \"...\"", key));
    } else if (about.is_id && !is_id(*node->text())) {
        refuse(key, node->origin, fmt::format("'{}' = {} cannot be an id", path_of(key), short_text(*node)),
               "use at most 64 letters a-z, digits, _ and -, and begin with a letter or digit");
    } else if (about.is_path && node->text()->empty()) {
        refuse(key, node->origin, fmt::format("'{}' is empty", path_of(key)),
               about.if_missing.empty() ? "write the path of a file, or leave the key out"
                                        : std::string{about.if_missing});
    } else {
        value = about.is_path ? resolve_path(*node->text(), node->origin) : *node->text();
    }
}

void Reader::visit_choice(std::string_view key, std::size_t& index, Words words, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    if (node->text() == nullptr) {
        refuse_type(key, *node, "a word", fmt::format("write one of \"{}\"", fmt::join(words, "\", \"")));
        return;
    }
    auto const word = std::ranges::find(words, *node->text());
    if (word == words.end()) {
        refuse_word(key, *node, *node->text(), words);
    } else {
        index = static_cast<std::size_t>(word - words.begin());
    }
}

void Reader::visit_words(std::string_view key, std::vector<std::string>& value, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    if (node->array() == nullptr) {
        refuse_type(key, *node, "a list", fmt::format(R"(write {} = ["...", "..."])", key));
        return;
    }
    value.clear();
    for (auto const& item : *node->array()) {
        if (item.text() == nullptr) {
            refuse_type(key, item, "a list of words", fmt::format(R"(write {} = ["...", "..."])", key));
        } else if (!about.words.empty() && std::ranges::find(about.words, *item.text()) == about.words.end()) {
            refuse_word(key, item, *item.text(), about.words);
        } else {
            value.push_back(*item.text());
        }
    }
}

void Reader::visit_numbers(std::string_view key, std::vector<double>& value, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    if (node->array() == nullptr) {
        refuse_type(key, *node, "a list", fmt::format("write {} = [1.5, 2.5]{}", key, in_unit(about)));
        return;
    }
    value.clear();
    for (auto const& item : *node->array()) {
        auto const number = number_of(item);
        if (!number) {
            refuse_type(key, item, "a list of numbers", fmt::format("write {} = [1.5, 2.5]{}", key, in_unit(about)));
        } else if (!std::isfinite(*number)) {
            refuse(key, item.origin, not_finite(path_of(key), item, about), "leave it out, or write a number");
        } else if (!about.range.has(*number)) {
            refuse(key, item.origin, outside(path_of(key), short_text(item), about),
                   fmt::format("each number is in {}", about.unit.empty() ? "this range" : about.unit));
        } else {
            value.push_back(*number);
        }
    }
}

void Reader::visit_values(std::string_view key, ValueList& value, About const& about)
{
    Node const* const node = take(key, about);
    if (node == nullptr) return;
    if (node->array() == nullptr) {
        refuse_type(key, *node, "a list", std::string{about.if_missing});
        return;
    }
    value.nodes = *node->array();
}

}  // namespace halong::scenario
