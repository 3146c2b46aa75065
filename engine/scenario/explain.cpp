#include "scenario/explain.hpp"

#include "scenario/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

using Steps = std::vector<std::string>;

Steps steps_of(std::string_view key)
{
    Steps steps;
    while (!key.empty()) {
        auto const dot = key.find('.');
        steps.emplace_back(key.substr(0, dot));
        key.remove_prefix(dot == std::string_view::npos ? key.size() : dot + 1);
    }
    return steps;
}

KeyInfo const* find_child(KeyInfo const& info, std::string_view key)
{
    auto const child = std::ranges::find(info.children, key, &KeyInfo::key);
    return child == info.children.end() ? nullptr : &*child;
}

// A place in a file that a path leads to; `node` is empty where the file says nothing.
struct Spot {
    std::string path;
    Node const* node = nullptr;
};

// Follows the steps of a path through the catalogue and, side by side, through a file if there is one.
class Walk {
public:
    Walk(KeyInfo const& root, Node const* file) : info_(&root)
    {
        if (file != nullptr) spots_.push_back({{}, file});
    }

    // False where there is no such key, nor an item of this id.
    bool take(std::string const& step)
    {
        if (KeyInfo const* const child = find_child(*info_, step)) {
            if (info_->type == KeyType::list && !in_item_) enter_items();
            for (auto& spot : spots_) {
                spot = {joined(spot.path, step), spot.node == nullptr ? nullptr : find(*spot.node, step)};
            }
            in_item_ = false;
            info_ = child;
            path_ = joined(path_, step);
            return true;
        }
        if (info_->type != KeyType::list || in_item_) return false;
        enter_items();
        std::erase_if(spots_, [&step](Spot const& spot) { return id_of(*spot.node) != step; });
        in_item_ = true;
        path_ = joined(path_, step);
        return !spots_.empty();
    }

    // The ids that the next step may name; empty where the path is at no list.
    [[nodiscard]] std::vector<std::string> ids() const
    {
        std::vector<std::string> ids;
        if (info_->type != KeyType::list || in_item_) return ids;
        for (auto const& spot : spots_) {
            if (spot.node == nullptr || spot.node->array() == nullptr) continue;
            for (auto const& item : *spot.node->array()) ids.push_back(id_of(item));
        }
        return ids;
    }
    [[nodiscard]] KeyInfo const& info() const { return *info_; }
    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] std::vector<Spot> const& spots() const { return spots_; }

private:
    void enter_items()
    {
        std::vector<Spot> items;
        for (auto const& spot : spots_) {
            Array const* const list = spot.node == nullptr ? nullptr : spot.node->array();
            for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
                Node const& item = (*list)[i];
                std::string const id = id_of(item);
                items.push_back({joined(spot.path, id.empty() ? fmt::format("{}", i + 1) : id), &item});
            }
        }
        spots_ = std::move(items);
    }

    KeyInfo const* info_;
    std::string path_;
    std::vector<Spot> spots_;
    bool in_item_ = false;
};

ValueInForce value_at(Spot const& spot, KeyInfo const& info)
{
    ValueInForce value{.path = spot.path, .text = default_text(info), .is_default = true, .set_at = {}, .replaces = {}};
    if (spot.node == nullptr) {
        if (info.type == KeyType::words || info.type == KeyType::numbers || info.type == KeyType::values)
            value.text = "[]";
        return value;
    }
    value.text = short_text(*spot.node);
    value.is_default = false;
    value.set_at = place_text(spot.node->origin);
    for (auto const& earlier : spot.node->earlier) {
        value.replaces.push_back(fmt::format("{} at {}", earlier.text, place_text(earlier.origin)));
    }
    return value;
}

// Of a key, or of every key of a table that is none itself.
std::vector<ValueInForce> values_of(Walk const& walk)
{
    std::vector<ValueInForce> values;
    if (!has_children(walk.info())) {
        for (auto const& spot : walk.spots()) values.push_back(value_at(spot, walk.info()));
        return values;
    }
    for (auto const& child : walk.info().children) {
        Walk further = walk;
        if (has_children(child) || child.key == file_key || !further.take(child.key)) continue;
        std::ranges::move(values_of(further), std::back_inserter(values));
    }
    return values;
}

std::optional<Explanation> explain_in(Kind kind, Steps const& steps, Document const* document)
{
    Walk walk(catalogue_of(kind), document == nullptr ? nullptr : &document->root);
    for (auto const& step : steps) {
        if (!walk.take(step)) return std::nullopt;
    }
    Explanation explanation{.kind = kind, .path = walk.path(), .key = &walk.info(), .values = {}, .extends = {}};
    if (document != nullptr) {
        explanation.extends.assign(document->files.begin(),
                                   document->files.begin() + static_cast<std::ptrdiff_t>(document->chain_length));
        explanation.values = values_of(walk);
    }
    return explanation;
}

// With and without the kind's word in front.
std::vector<Explanation> explain_for(Kind kind, Steps const& steps, Document const* document)
{
    std::vector<Explanation> found;
    if (!steps.empty() && find_kind(steps.front()) == kind) {
        auto whole = explain_in(kind, {steps.begin() + 1, steps.end()}, document);
        if (whole) found.push_back(*std::move(whole));
    }
    if (auto plain = explain_in(kind, steps, document)) found.push_back(*std::move(plain));
    return found;
}

std::string did_you_mean(std::string_view what) { return fmt::format("did you mean '{}'?", what); }

// The key of another kind of file, or a key of one of `kinds` that is near.
std::string hint_for(std::string const& key, std::vector<Kind> const& kinds)
{
    for (auto const kind : all_kinds) {
        if (std::ranges::find(known_paths(kind), key) != known_paths(kind).end()) {
            return fmt::format("this is a key of another kind of file: {}", name_of(kind));
        }
    }
    for (auto const kind : kinds) {
        if (auto const near = nearest_path(key, kind); !near.empty()) return did_you_mean(near);
    }
    return "`halong explain scenario` lists the keys of a scenario; study, option, sites and calibration "
           "do the same";
}

// The same for a key in a file, where a step may be an id that no item of a list has.
std::string hint_in(Document const& document, Steps const& steps)
{
    Walk walk(catalogue_of(document.kind), &document.root);
    for (auto const& step : steps) {
        Walk const before = walk;
        if (walk.take(step)) continue;
        auto const ids = before.ids();
        if (auto const near = core::nearest(step, ids); !near.empty()) return did_you_mean(near);
        if (!ids.empty()) return fmt::format("the ids there are: {}", fmt::join(ids, ", "));
        break;
    }
    return hint_for(fmt::format("{}", fmt::join(steps, ".")), {document.kind});
}

void read_any(Document& document)
{
    switch (document.kind) {
        case Kind::scenario:
            read_document<Scenario>(document);
            break;
        case Kind::option:
            read_document<Option>(document);
            break;
        case Kind::study:
            read_document<Study>(document);
            break;
        case Kind::sites:
            read_document<SiteRules>(document);
            break;
        case Kind::calibration:
            read_document<Calibration>(document);
            break;
        case Kind::sweep:
            read_document<Sweep>(document);
            break;
    }
}

core::UserError unknown_key(std::string_view key, std::string file, std::string hint)
{
    return core::UserError(
        {.file = std::move(file), .message = fmt::format("unknown key '{}'", key), .help = std::move(hint)});
}

}  // namespace

std::vector<Explanation> explain(std::string_view key, std::optional<std::filesystem::path> const& file,
                                 Overrides const& overrides)
{
    auto const steps = steps_of(key);
    std::vector<Explanation> found;
    if (file) {
        Document document = load_document(*file, std::nullopt, overrides);
        read_any(document);  // complains about faults, and takes in the files that items name
        found = explain_for(document.kind, steps, &document);
        if (found.empty()) throw unknown_key(key, file->generic_string(), hint_in(document, steps));
        return found;
    }
    for (auto const kind : all_kinds) {
        std::ranges::move(explain_for(kind, steps, nullptr), std::back_inserter(found));
    }
    if (found.empty()) throw unknown_key(key, {}, hint_for(std::string{key}, {all_kinds.begin(), all_kinds.end()}));
    return found;
}

}  // namespace halong::scenario
