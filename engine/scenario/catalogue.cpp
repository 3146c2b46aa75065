#include "scenario/catalogue.hpp"

#include "scenario/describe.hpp"
#include "scenario/document.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

// Where nothing is said, the value of the scenario holds.
void forget_defaults(KeyInfo& info)
{
    info.default_value = std::monostate{};
    info.about.mark = Mark::setting;
    info.about.source = {};
    for (KeyInfo& child : info.children) forget_defaults(child);
}

void erase_path(KeyInfo& info, std::string_view path)
{
    auto const dot = path.find('.');
    auto const child = std::ranges::find(info.children, path.substr(0, dot), &KeyInfo::key);
    if (child == info.children.end()) return;
    if (dot == std::string_view::npos) {
        info.children.erase(child);
    } else {
        erase_path(*child, path.substr(dot + 1));
    }
}

KeyInfo const& scenario_catalogue();

// Goes through a struct with its defaults and through one table of each list.
class CatalogueMaker final : public Visitor {
public:
    explicit CatalogueMaker(KeyInfo& root) : open_{&root} {}

    void check(std::initializer_list<std::string_view>, bool, std::string const&, std::string_view) override {}

    void document_key(std::string_view key, About const& about) override
    {
        add(key, KeyType::text, about).is_document_key = true;
    }

private:
    void visit_flag(std::string_view key, bool& value, About const& about) override
    {
        add_value(key, KeyType::flag, about, value);
    }
    void visit_whole(std::string_view key, std::int64_t& value, About const& about) override
    {
        add_value(key, KeyType::whole, about, value);
    }
    void visit_number(std::string_view key, double& value, About const& about) override
    {
        add_value(key, KeyType::number, about, value);
    }
    void visit_text(std::string_view key, std::string& value, About const& about) override
    {
        add_value(key, KeyType::text, about, value);
    }
    void visit_choice(std::string_view key, std::size_t& index, Words words, About const& about) override
    {
        add_value(key, KeyType::choice, about, std::string{words[index]}).words = {words.begin(), words.end()};
    }
    void visit_words(std::string_view key, std::vector<std::string>&, About const& about) override
    {
        add(key, KeyType::words, about);
    }
    void visit_numbers(std::string_view key, std::vector<double>&, About const& about) override
    {
        add(key, KeyType::numbers, about);
    }
    void visit_values(std::string_view key, ValueList&, About const& about) override
    {
        add(key, KeyType::values, about);
    }
    void visit_patch(std::string_view key, ScenarioPatch&, About const& about) override
    {
        KeyInfo& patch = add(key, KeyType::table, about);
        patch.children = scenario_catalogue().children;
        std::erase_if(patch.children, [](KeyInfo const& child) { return child.is_document_key; });
        for (std::string_view const path : about.kept_keys) erase_path(patch, path);
        forget_defaults(patch);
    }
    bool begin_table(std::string_view key, About const& about) override
    {
        open_.push_back(&add(key, KeyType::table, about));
        return true;
    }
    void end_table() override { open_.pop_back(); }
    std::size_t begin_list(std::string_view key, std::size_t, About const& about) override
    {
        open_.push_back(&add(key, KeyType::list, about));
        if (about.items_from_file) {
            document_key(file_key, {.text = "A file with this table; what stands beside it here holds instead.",
                                    .is_path = true});
        }
        return 1;
    }
    void begin_item(std::size_t) override {}
    void end_item() override {}
    void end_list() override { open_.pop_back(); }

    KeyInfo& add(std::string_view key, KeyType type, About about)
    {
        KeyInfo info{.key = std::string{key}, .type = type, .words = {about.words.begin(), about.words.end()}};
        about.words = {};  // they may not outlive the visit
        info.about = about;
        return open_.back()->children.emplace_back(std::move(info));
    }
    KeyInfo& add_value(std::string_view key, KeyType type, About const& about, DefaultValue value)
    {
        KeyInfo& info = add(key, type, about);
        if (!about.required) info.default_value = std::move(value);
        return info;
    }

    std::vector<KeyInfo*> open_;  // the way from the root; an open table gets no brothers, so pointers hold
};

template <class Struct>
KeyInfo make_catalogue(Kind kind, std::string_view word)
{
    KeyInfo root;
    root.key = word;
    CatalogueMaker maker(root);
    describe_document(maker, kind);
    Struct value;
    describe(maker, value);
    return root;
}

KeyInfo const& scenario_catalogue()
{
    static KeyInfo const scenario = make_catalogue<Scenario>(Kind::scenario, "scenario");
    return scenario;
}

void collect_paths(KeyInfo const& info, std::string const& prefix, std::vector<std::string>& paths)
{
    for (auto const& child : info.children) {
        paths.push_back(prefix + child.key);
        collect_paths(child, paths.back() + ".", paths);
    }
}

std::vector<std::string> paths_of(Kind kind)
{
    std::vector<std::string> paths;
    collect_paths(catalogue_of(kind), "", paths);
    return paths;
}

// 1_000_000, as TOML may write it; short and broken numbers as they are.
std::string grouped(double number)
{
    std::string text = fmt::format("{}", number);
    constexpr std::size_t short_length = 5;
    bool const is_plain = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (number < 0) return "-" + grouped(-number);
    if (!is_plain || text.size() < short_length) return text;
    for (std::size_t place = text.size(); place > 3;) text.insert(place -= 3, "_");
    return text;
}

struct DefaultText {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(double value) const { return toml_text(value); }
    std::string operator()(std::string const& value) const { return toml_text(value); }
};

}  // namespace

KeyInfo const& catalogue_of(Kind kind)
{
    static KeyInfo const option = make_catalogue<Option>(Kind::option, "option");
    static KeyInfo const study = make_catalogue<Study>(Kind::study, "study");
    static KeyInfo const sites = make_catalogue<SiteRules>(Kind::sites, "sites");
    static KeyInfo const calibration = make_catalogue<Calibration>(Kind::calibration, "calibration");
    static KeyInfo const sweep = make_catalogue<Sweep>(Kind::sweep, "sweep");
    switch (kind) {
        case Kind::scenario:
            return scenario_catalogue();
        case Kind::option:
            return option;
        case Kind::study:
            return study;
        case Kind::sites:
            return sites;
        case Kind::calibration:
            return calibration;
        case Kind::sweep:
            return sweep;
    }
    throw core::InternalFault("a kind of file without a catalogue");
}

std::vector<std::string> const& known_paths(Kind kind)
{
    static std::array<std::vector<std::string>, all_kinds.size()> const paths{
        paths_of(all_kinds[0]), paths_of(all_kinds[1]), paths_of(all_kinds[2]),
        paths_of(all_kinds[3]), paths_of(all_kinds[4]), paths_of(all_kinds[5])};
    return paths.at(static_cast<std::size_t>(kind));
}

KeyInfo const* find_key(Kind kind, std::string_view path)
{
    KeyInfo const* info = &catalogue_of(kind);
    bool is_item = true;  // a table, or one of a list
    while (!path.empty()) {
        std::string_view const step = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(path.size(), step.size() + 1));
        if (!is_item) {  // an id
            is_item = true;
            continue;
        }
        auto const child = std::ranges::find(info->children, step, &KeyInfo::key);
        if (child == info->children.end()) return nullptr;
        info = &*child;
        is_item = info->type != KeyType::list;
    }
    return info;
}

std::string nearest_path(std::string const& key, Kind kind)
{
    auto const& paths = known_paths(kind);
    auto const ending = [&paths](std::string_view end) {
        auto const path = std::ranges::find_if(paths, [end](std::string const& known) {
            return known == end || (known.ends_with(end) && known[known.size() - end.size() - 1] == '.');
        });
        return path == paths.end() ? std::string{} : *path;
    };
    if (auto path = ending(key); !path.empty()) return path;
    if (auto path = core::nearest(key, paths); !path.empty()) return path;
    // Short words are all near each other, and begin many others.
    constexpr std::size_t least_letters = 4;
    std::string const last = key.substr(key.rfind('.') + 1);
    if (last.size() < least_letters) return {};
    std::vector<std::string> ends;
    ends.reserve(paths.size());
    for (auto const& path : paths) ends.push_back(path.substr(path.rfind('.') + 1));
    auto const longer = std::ranges::find_if(ends, [&last](auto const& end) { return end.starts_with(last); });
    if (longer != ends.end()) return ending(*longer);
    std::string const near = last.size() > least_letters + 1 ? core::nearest(last, ends) : "";
    return near.empty() ? near : ending(near);
}

std::string range_text(Range const& range)
{
    bool const has_min = std::isfinite(range.min);
    bool const has_max = std::isfinite(range.max);
    if (!has_min && !has_max) return {};
    auto const min = grouped(range.min);
    auto const max = grouped(range.max);
    if (!has_min) return fmt::format("at most {}", max);
    if (range.above_min && has_max) return fmt::format("above {}, at most {}", min, max);
    if (range.above_min) return fmt::format("above {}", min);
    return has_max ? fmt::format("{} to {}", min, max) : fmt::format("at least {}", min);
}

std::string_view name_of(KeyType type)
{
    switch (type) {
        case KeyType::flag:
            return "true or false";
        case KeyType::whole:
            return "whole number";
        case KeyType::number:
            return "number";
        case KeyType::text:
            return "text";
        case KeyType::choice:
            return "one word";
        case KeyType::words:
            return "list of words";
        case KeyType::numbers:
            return "list of numbers";
        case KeyType::values:
            return "list of values";
        case KeyType::table:
            return "table";
        case KeyType::list:
            return "list of tables";
    }
    return "";
}

std::string source_text(About const& about)
{
    switch (about.mark) {
        case Mark::setting:
            return std::string{about.source};
        case Mark::published:
            return fmt::format("published: {}", about.source);
        case Mark::estimate:
            return fmt::format("estimate: {}", about.source);
        case Mark::assumption:
            return fmt::format("assumption: {}", about.source);
    }
    return {};
}

bool is_id(std::string_view text)
{
    constexpr std::size_t longest = 64;
    auto const is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && text.size() <= longest && is_plain(text.front()) &&
           std::ranges::all_of(text, [is_plain](char c) { return is_plain(c) || c == '_' || c == '-'; });
}

std::string default_text(KeyInfo const& info) { return std::visit(DefaultText{}, info.default_value); }

std::string joined(std::string const& path, std::string_view key)
{
    return path.empty() ? std::string{key} : fmt::format("{}.{}", path, key);
}

}  // namespace halong::scenario
