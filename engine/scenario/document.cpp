#include "scenario/document.hpp"

#include "scenario/fields.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace halong::scenario {
namespace {

bool is_list_of_tables(Node const& node)
{
    auto const* items = node.array();
    return items != nullptr && std::ranges::all_of(*items, [](Node const& item) { return item.table() != nullptr; });
}

void replace(Node& base, Node&& over)
{
    over.earlier = std::move(base.earlier);
    over.earlier.push_back({short_text(base), base.origin});
    base = std::move(over);
}

void merge_tables(TomlTable& base, TomlTable&& over)
{
    for (auto& entry : over) {
        auto const place = std::ranges::lower_bound(base, entry.key, {}, &Entry::key);
        if (place != base.end() && place->key == entry.key) {
            merge(place->node, std::move(entry.node));
        } else {
            base.insert(place, std::move(entry));
        }
    }
}

// Items of `over` join the item of the base that has their id; the others follow at the end. An id that
// `over` uses twice stays twice, so that the reader can complain.
void merge_lists(Node& base, Node&& over)
{
    Array& items = *base.array();
    std::map<std::string, std::size_t> inherited;  // the first of each id that nothing has been laid upon
    for (std::size_t i = 0; i < items.size(); ++i) inherited.emplace(id_of(items[i]), i);
    for (auto& item : *over.array()) {
        std::string const id = id_of(item);
        auto const same = id.empty() ? inherited.end() : inherited.find(id);
        if (same == inherited.end()) {
            items.push_back(std::move(item));
        } else {
            merge(items[same->second], std::move(item));
            inherited.erase(same);
        }
    }
    base.origin = std::move(over.origin);
    base.key_origin = std::move(over.key_origin);
}

bool all_have_ids(Array const& items)
{
    return !items.empty() && std::ranges::none_of(items, [](Node const& item) { return id_of(item).empty(); });
}

void merge_by_id(Array& items, TomlTable&& changes)
{
    for (auto& change : changes) {
        if (Node* const item = find_item(items, change.key)) {
            merge(*item, std::move(change.node));
            continue;
        }
        std::vector<std::string> ids;
        for (auto const& item : items) ids.push_back(id_of(item));
        std::string const near = core::nearest(change.key, ids);
        throw core::UserError({.file = change.node.key_origin.file,
                               .line = change.node.key_origin.line,
                               .column = change.node.key_origin.column,
                               .message = fmt::format("there is no item with the id '{}'", change.key),
                               .help = near.empty() ? fmt::format("the ids are: {}", fmt::join(ids, ", "))
                                                    : fmt::format("did you mean '{}'?", near)});
    }
}

template <class N>
N* find_key(N& node, std::string_view key)
{
    auto* const entries = node.table();
    if (entries == nullptr) return nullptr;
    auto const place =
        std::ranges::lower_bound(*entries, key, {}, [](auto const& entry) { return std::string_view{entry.key}; });
    return place != entries->end() && place->key == key ? &place->node : nullptr;
}

// Constant as the tree is.
template <class AnyNode>
AnyNode* find_at(AnyNode& root, std::string_view path)
{
    AnyNode* node = &root;
    while (node != nullptr && !path.empty()) {
        auto const dot = path.find('.');
        std::string_view const part = path.substr(0, dot);
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
        if (node->array() == nullptr) {
            node = find_key(*node, part);
            continue;
        }
        auto& items = *node->array();
        auto const item = std::ranges::find(items, part, [](Node const& one) { return id_of(one); });
        node = item == items.end() ? nullptr : &*item;
    }
    return node;
}

struct TypeName {
    std::string_view operator()(bool) const { return "true or false"; }
    std::string_view operator()(std::int64_t) const { return "a whole number"; }
    std::string_view operator()(double) const { return "a decimal number"; }
    std::string_view operator()(std::string const&) const { return "a text"; }
    std::string_view operator()(DateOrTime) const { return "a date or time"; }
    std::string_view operator()(Array const&) const { return "a list"; }
    std::string_view operator()(TomlTable const&) const { return "a table"; }
};

struct FullText {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(double value) const { return toml_text(value); }
    std::string operator()(std::string const& value) const { return toml_text(value); }
    std::string operator()(DateOrTime) const { return "(date or time)"; }
    std::string operator()(Array const& items) const
    {
        std::vector<std::string> texts;
        for (auto const& item : items) texts.push_back(std::visit(*this, item.value));
        return fmt::format("[{}]", fmt::join(texts, ", "));
    }
    std::string operator()(TomlTable const& entries) const
    {
        std::vector<std::string> texts;
        for (auto const& entry : entries) {
            texts.push_back(fmt::format("{} = {}", entry.key, std::visit(*this, entry.node.value)));
        }
        return texts.empty() ? "{}" : fmt::format("{{ {} }}", fmt::join(texts, ", "));
    }
};

}  // namespace

Node* find(Node& node, std::string_view key) { return find_key(node, key); }
Node const* find(Node const& node, std::string_view key) { return find_key(node, key); }

Node* find_path(Node& root, std::string_view path) { return find_at(root, path); }
Node const* find_path(Node const& root, std::string_view path) { return find_at(root, path); }

void erase(Node& node, std::string_view key)
{
    if (auto* const entries = node.table()) {
        std::erase_if(*entries, [key](Entry const& entry) { return entry.key == key; });
    }
}

std::string id_of(Node const& node)
{
    Node const* const id = find(node, id_key);
    return id != nullptr && id->text() != nullptr ? *id->text() : std::string{};
}

Node* find_item(Array& items, std::string_view id)
{
    auto const item = std::ranges::find_if(items, [id](Node const& node) { return id_of(node) == id; });
    return item == items.end() ? nullptr : &*item;
}

void merge(Node& base, Node&& over)
{
    if (base.table() != nullptr && over.table() != nullptr) {
        merge_tables(*base.table(), std::move(*over.table()));
        base.origin = std::move(over.origin);
        base.key_origin = std::move(over.key_origin);
    } else if (is_list_of_tables(base) && is_list_of_tables(over) && all_have_ids(*base.array()) &&
               all_have_ids(*over.array())) {
        merge_lists(base, std::move(over));
    } else if (is_list_of_tables(base) && over.table() != nullptr && over.origin.line == 0) {
        merge_by_id(*base.array(), std::move(*over.table()));
    } else {
        replace(base, std::move(over));
    }
}

std::string_view type_name(Node const& node) { return std::visit(TypeName{}, node.value); }

std::string full_text(Node const& node) { return std::visit(FullText{}, node.value); }

std::string short_text(Node const& node)
{
    constexpr std::size_t most = 60;
    std::string text = full_text(node);
    if (text.size() <= most) return text;
    std::size_t end = most;  // not inside a character: those of UTF-8 go on with bytes 10xxxxxx
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

std::string toml_text(std::string_view text)
{
    std::string quoted = "\"";
    for (char const c : text) {
        switch (c) {
            case '"':
                quoted += "\\\"";
                break;
            case '\\':
                quoted += "\\\\";
                break;
            case '\n':
                quoted += "\\n";
                break;
            case '\t':
                quoted += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                    quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
                } else {
                    quoted += c;
                }
        }
    }
    return quoted + "\"";
}

std::string toml_text(double number)
{
    if (number == 0 && std::signbit(number)) return "-0.0";  // "-0" would be the whole number 0
    return fmt::format("{}", number);                        // the shortest text that reads back the same
}

std::string place_text(Origin const& origin)
{
    if (origin.line == 0) return origin.file;
    return fmt::format("{}:{}:{}", origin.file, origin.line, origin.column);
}

}  // namespace halong::scenario
