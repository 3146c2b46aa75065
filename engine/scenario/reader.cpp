#include "scenario/reader.hpp"

#include "scenario/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <tuple>

namespace halong::scenario {
namespace {

constexpr std::size_t most_hints = 200;  // for keys that are not known, in one document

bool holds(std::vector<std::string> const& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

// "option 'x'", or "option 2" where it has no id.
std::string name_of_item(std::string_view noun, Node const& item, std::size_t index)
{
    std::string const id = id_of(item);
    return id.empty() ? fmt::format("{} {}", noun, index + 1) : fmt::format("{} '{}'", noun, id);
}

}  // namespace

Reader::Reader(Document& document) : document_(document)
{
    std::string const id = id_of(document.root);
    std::string const noun{name_of(document.kind)};
    frames_.push_back({.node = &document.root,
                       .path = {},
                       .header = {},
                       .name = id.empty() ? "the " + noun : fmt::format("{} '{}'", noun, id),
                       .known = {},
                       .wrong = {}});
}

void Reader::finish()
{
    refuse_unknown_keys();
    auto& findings = document_.findings;
    if (findings.empty()) return;
    auto const rank = [this](core::Diagnostic const& finding) {
        auto const file = std::ranges::find(document_.files, finding.file);
        return std::tuple{file - document_.files.begin(), finding.line, finding.column};
    };
    std::ranges::stable_sort(findings, {}, rank);
    throw core::UserError(findings);
}

Node* Reader::take(std::string_view key, About const& about)
{
    Frame& frame = frames_.back();
    frame.known.emplace_back(key);
    Node* const node = find(*frame.node, key);
    bool const is_empty_list = node != nullptr && node->array() != nullptr && node->array()->empty();
    bool const is_needless = !about.required_unless.empty() && find(*frame.node, about.required_unless) != nullptr;
    if (about.required && !is_needless && !frame.is_partial && (node == nullptr || is_empty_list)) {
        refuse(key, node == nullptr ? frame.node->origin : node->origin,
               fmt::format("{} lacks the required key '{}'", frame.name, key), std::string{about.if_missing});
    }
    return node;
}

std::string Reader::path_of(std::string_view key) const { return joined(frames_.back().path, key); }

std::string Reader::header_of(std::string_view key) const { return joined(frames_.back().header, key); }

void Reader::refuse(std::string_view key, Origin const& origin, std::string message, std::string help)
{
    frames_.back().wrong.emplace_back(key);
    document_.findings.push_back({origin.file, origin.line, origin.column, std::move(message), std::move(help)});
}

void Reader::check(std::initializer_list<std::string_view> keys, bool is_kept, std::string const& message,
                   std::string_view help)
{
    if (is_kept || in_patch_) return;
    Frame const& frame = frames_.back();
    if (std::ranges::any_of(keys, [&frame](auto key) { return holds(frame.wrong, key); })) return;
    Node const* shown = frame.node;
    for (auto const key : keys) {
        if (Node const* const node = find(*frame.node, key)) {
            shown = node;
            break;
        }
    }
    refuse(*keys.begin(), shown->origin, frame.path.empty() ? message : frame.path + ": " + message, std::string{help});
}

void Reader::document_key(std::string_view key, About const& about)
{
    Frame& frame = frames_.back();
    frame.known.emplace_back(key);  // a missing `format` has been reported by the loader
    Node const* const node = find(*frame.node, key);
    if (node != nullptr && node->text() == nullptr) {
        refuse_type(key, *node, "a text", about.is_path ? "write the path of a file in quotes" : "write it in quotes");
    }
}

bool Reader::begin_table(std::string_view key, About const& about)
{
    Node* const node = take(key, about);
    if (node == nullptr) return false;
    if (node->table() == nullptr) {
        refuse_type(key, *node, "a table",
                    about.is_inline ? fmt::format(R"(write {} = {{ vi = "...", en = "..." }})", key)
                                    : fmt::format("write [{}] and the keys of the table below", header_of(key)));
        return false;
    }
    std::string const path = path_of(key);
    frames_.push_back({.node = node,
                       .path = path,
                       .header = header_of(key),
                       .name = fmt::format("table '{}'", path),
                       .known = {},
                       .wrong = {}});
    return true;
}

void Reader::end_table()
{
    refuse_unknown_keys();
    frames_.pop_back();
}

void Reader::visit_patch(std::string_view key, ScenarioPatch& value, About const& about)
{
    if (!begin_table(key, about)) return;
    frames_.back().is_partial = true;  // the scenario that is changed has the rest
    Scenario judged;
    in_patch_ = true;
    describe(*this, judged);
    in_patch_ = false;
    Node const& node = *frames_.back().node;
    for (auto const& kept : about.kept_keys) {
        Node const* const wrong = find_path(node, kept);
        if (wrong == nullptr) continue;
        refuse(
            kept, wrong->key_origin,
            fmt::format("'{}' cannot be changed by {}", path_of(kept), about.item.empty() ? "an option" : about.item),
            "it holds for the base and all options alike: write it in the scenario");
    }
    value.keys = node;
    end_table();
}

std::size_t Reader::begin_list(std::string_view key, std::size_t, About const& about)
{
    Node* const node = take(key, about);
    lists_.push_back({.node = node, .path = path_of(key), .header = header_of(key), .about = about, .is_partial = {}});
    if (node == nullptr) return 0;
    bool const is_list = node->array() != nullptr &&
                         std::ranges::all_of(*node->array(), [](Node const& item) { return item.table() != nullptr; });
    if (!is_list) {
        refuse_type(key, *node, "a list of tables",
                    fmt::format("write [[{}]] above the keys of each one", header_of(key)));
        return 0;
    }
    for (auto& item : *node->array()) {
        bool const is_whole = !about.items_from_file || expand_item_file(document_, item, Kind::option);
        lists_.back().is_partial.push_back(!is_whole);
    }
    return node->array()->size();
}

void Reader::begin_item(std::size_t index)
{
    List const& list = lists_.back();
    Node& item = list.node->array()->at(index);
    std::string const id = id_of(item);
    frames_.push_back(
        {.node = &item,
         .path = id.empty() ? fmt::format("{}[{}]", list.path, index + 1) : fmt::format("{}.{}", list.path, id),
         .header = list.header,
         .name = name_of_item(list.about.item, item, index),
         .known = {},
         .wrong = {},
         .is_partial = list.is_partial.at(index)});
}

void Reader::end_item() { end_table(); }

void Reader::end_list()
{
    if (lists_.back().node != nullptr && lists_.back().node->array() != nullptr) refuse_same_ids(lists_.back());
    lists_.pop_back();
}

void Reader::refuse_same_ids(List const& list)
{
    std::map<std::string, Node const*> first;
    for (auto const& item : *list.node->array()) {
        Node const* const id = find(item, id_key);
        if (id == nullptr || id->text() == nullptr) continue;
        auto const [place, is_new] = first.emplace(*id->text(), id);
        if (is_new) continue;
        refuse(id_key, id->origin, fmt::format("the id '{}' is used twice in '{}'", *id->text(), list.path),
               fmt::format("the first one stands at {}; rename one of them", place_text(place->second->origin)));
    }
}

void Reader::refuse_unknown_keys()
{
    Frame const& frame = frames_.back();
    for (auto const& entry : *frame.node->table()) {
        if (holds(frame.known, entry.key)) continue;
        bool const is_shown = document_.findings.size() < most_hints;  // looking for near keys takes its time
        auto const& origin = entry.node.key_origin;
        document_.findings.push_back({origin.file, origin.line, origin.column,
                                      fmt::format("unknown key '{}'", path_of(entry.key)),
                                      is_shown ? hint_for(frame, entry.key) : ""});
    }
}

// The nearest key of this table; else such a key of another table; else all keys of this table.
std::string Reader::hint_for(Frame const& frame, std::string const& key) const
{
    std::string near = core::nearest(key, frame.known);
    if (near.empty()) near = nearest_path(key, document_.kind);
    if (!near.empty()) return fmt::format("did you mean '{}'?", near);
    return fmt::format("the keys here are: {}", fmt::join(frame.known, ", "));
}

}  // namespace halong::scenario
