#include "scenario/load_sweep.hpp"

#include "core/input_file.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/reader.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace halong::scenario {
namespace {

std::optional<double> number_of(Node const* node)
{
    if (node == nullptr) return std::nullopt;
    if (auto const* whole = std::get_if<std::int64_t>(&node->value)) return static_cast<double>(*whole);
    if (auto const* number = std::get_if<double>(&node->value)) return *number;
    return std::nullopt;
}

// Judges the keys that a sweep varies by laying each value upon the scenario.
class SweepCheck {
public:
    SweepCheck(Document& document, LoadedSweep& loaded) : document_(document), loaded_(loaded) {}

    void run()
    {
        take_options_of_study();
        check_options();
        for_items(find(document_.root, "grid"), [this](Node const& item, std::size_t i) { check_axis(item, i); });
        Node const* const sample = find(document_.root, "sample");
        if (sample != nullptr) {
            for_items(find(*sample, "keys"), [this](Node const& item, std::size_t i) { check_sampled(item, i); });
        }
        for_items(find(document_.root, "rows"), [this](Node const& item, std::size_t i) { check_row(item, i); });
        check_keys_of_options();
        if (std::size_t const tasks = task_count(loaded_.sweep); tasks > most_tasks) {
            refuse(document_.root.origin, fmt::format("the sweep has {} tasks; the most are {}", tasks, most_tasks),
                   "take out an axis, or draw a sample instead of a grid");
        }
    }

private:
    template <class Check>
    void for_items(Node const* list, Check const& check)
    {
        if (list == nullptr || list->array() == nullptr) return;
        for (std::size_t i = 0; i < list->array()->size(); ++i) check((*list->array())[i], i);
    }

    void refuse(Origin const& origin, std::string message, std::string help)
    {
        document_.findings.push_back({origin.file, origin.line, origin.column, std::move(message), std::move(help)});
    }

    void take_findings(core::UserError const& error)
    {
        std::ranges::copy(error.diagnostics(), std::back_inserter(document_.findings));
    }

    void take_options_of_study()
    {
        Sweep& sweep = loaded_.sweep;
        if (sweep.options_of.empty()) return;
        Node const& said = *find(document_.root, "options_of");
        if (!core::obstacle_to_reading(sweep.options_of).empty()) {
            return refuse(said.origin, fmt::format("there is no file '{}'", sweep.options_of),
                          "'options_of' is relative to this file");
        }
        Study study;
        try {
            study = load_study(sweep.options_of);
        } catch (core::UserError const& error) {
            return take_findings(error);
        }
        std::vector<std::string> known;
        for (Option const& option : study.options) known.push_back(option.id);
        for_items(find(document_.root, "option_ids"), [&](Node const& item, std::size_t) {
            if (item.text() == nullptr || std::ranges::find(known, *item.text()) != known.end()) return;
            std::string const near = core::nearest(*item.text(), known);
            refuse(item.origin, fmt::format("the study {} has no option '{}'", sweep.options_of, *item.text()),
                   near.empty() ? fmt::format("its options are: {}", fmt::join(known, ", "))
                                : fmt::format("did you mean '{}'?", near));
        });
        for (Option const& option : study.options) {
            bool const is_wanted =
                sweep.option_ids.empty() || std::ranges::find(sweep.option_ids, option.id) != sweep.option_ids.end();
            if (!is_wanted) continue;
            try {
                sweep.options.push_back(whole_option(option, study.options));
                sweep.options.back().combines.clear();  // their changes are among its own now
            } catch (core::UserError const& error) {
                take_findings(error);
            }
        }
        // From now on they are the sweep's own.
        sweep.options_of.clear();
        sweep.option_ids.clear();
    }

    void check_options()
    {
        std::vector<std::string> ids{"base"};
        Node const* const said = find(document_.root, "options");
        Origin const& origin = said == nullptr ? document_.root.origin : said->origin;
        for (Option const& option : loaded_.sweep.options) {
            if (std::ranges::find(ids, option.id) != ids.end()) {
                refuse(origin, fmt::format("'{}' names two variants", option.id),
                       "give each option its own id, other than 'base'");
            }
            ids.push_back(option.id);
        }
        for (Option const& option : loaded_.sweep.options) {
            for (std::string const& part : option.combines) {
                if (std::ranges::find(ids, part) != ids.end()) continue;
                refuse(origin, fmt::format("option '{}' combines '{}', which is no option here", option.id, part),
                       fmt::format("the options are: {}", fmt::join(ids, ", ")));
            }
        }
    }

    // An option comes last: what it sets would not vary.
    void check_keys_of_options()
    {
        Node const* const said = find(document_.root, "options");
        Origin const& origin = said == nullptr ? document_.root.origin : said->origin;
        for (Option const& option : loaded_.sweep.options) {
            for (KeyValue const& set : values_of(option.scenario)) {
                auto const other = first_that_overlaps(set.key);
                if (other == first_.end()) continue;
                refuse(origin, fmt::format("option '{}' sets '{}', which varies by itself", option.id, set.key),
                       fmt::format("it does so at {}; keep one of them", place_text(other->second)));
            }
        }
    }

    // One key holds the other, or is it.
    [[nodiscard]] std::map<std::string, Origin>::const_iterator first_that_overlaps(std::string const& key) const
    {
        return std::ranges::find_if(first_, [&](auto const& entry) {
            std::string const& other = entry.first;
            return key == other || key.starts_with(other + ".") || other.starts_with(key + ".");
        });
    }

    // False, and a finding, where the key cannot vary or varies already.
    bool check_key(Node const& item, std::string const& key)
    {
        Node const* const node = find(item, "key");
        Origin const& origin = node == nullptr ? item.origin : node->origin;
        for (std::string_view const kept : keys_of_no_sweep) {
            if (key != kept && !key.starts_with(fmt::format("{}.", kept))) continue;
            refuse(origin, fmt::format("'{}' cannot be changed by a sweep", key),
                   key == "seed" ? "write seed and seeds at the top of the file instead"
                                 : "it holds for all variants alike: write it in the scenario");
            return false;
        }
        bool const has_gap =
            key.empty() || key.front() == '.' || key.back() == '.' || key.find("..") != std::string::npos;
        if (has_gap) {
            refuse(origin, fmt::format("'{}' is no key of a scenario", key), "write e.g. \"demand.visitors_per_day\"");
            return false;
        }
        return note_key(origin, key);
    }

    bool note_key(Origin const& origin, std::string const& key)
    {
        auto const other = first_that_overlaps(key);
        if (other == first_.end()) {
            first_.emplace(key, origin);
            return true;
        }
        refuse(origin, fmt::format("'{}' varies twice", key),
               fmt::format("'{}' does so already at {}; keep one of them", other->first, place_text(other->second)));
        return false;
    }

    // Lays a value upon the scenario; faults stand where the value and its key do.
    bool fits(std::string const& key, Node value, Origin const& key_origin)
    {
        value.key_origin = key_origin;
        try {
            static_cast<void>(patched(loaded_.scenario, patch_of(key, std::move(value))));
            return true;
        } catch (core::UserError const& error) {
            take_findings(error);
            return false;
        }
    }

    void check_axis(Node const& item, std::size_t index)
    {
        GridAxis const& axis = loaded_.sweep.grid[index];
        if (!check_key(item, axis.key)) return;
        for (Node const& value : axis.values.nodes) {
            bool const is_right = fits(axis.key, value, find(item, "key")->origin);
            if (!is_right && find_key(Kind::scenario, axis.key) == nullptr) return;  // said once
        }
    }

    void check_sampled(Node const& item, std::size_t index)
    {
        SampledKey const& sampled = loaded_.sweep.sample.keys[index];
        if (!check_key(item, sampled.key)) return;
        KeyInfo const* const info = find_key(Kind::scenario, sampled.key);
        Origin const& key_origin = find(item, "key")->origin;
        if (info != nullptr && info->type != KeyType::whole && info->type != KeyType::number) {
            return refuse(key_origin,
                          fmt::format("'{}' takes a {}; only numbers can be drawn", sampled.key, name_of(info->type)),
                          "let it vary by [[grid]] or [[rows]] instead");
        }
        bool const is_whole = info != nullptr && info->type == KeyType::whole;
        for (std::string_view const end : {"low", "high"}) {
            Node const& said = *find(item, end);
            double const value = *number_of(&said);
            Node drawn = said;
            if (is_whole) {
                drawn.value = static_cast<std::int64_t>(value);
            } else {
                drawn.value = value;
            }
            if (is_whole && static_cast<double>(static_cast<std::int64_t>(value)) != value) {
                refuse(said.origin, fmt::format("'{}' = {} is no whole number, as '{}' is", end, value, sampled.key),
                       "write a whole number");
            } else if (!fits(sampled.key, std::move(drawn), key_origin) && info == nullptr) {
                return;  // the key is unknown, which is said once
            }
        }
    }

    // The row's keys were judged one by one when the file was read.
    void check_row(Node const& item, std::size_t index)
    {
        for (KeyValue const& set : values_of(loaded_.sweep.rows[index].scenario)) {
            auto const other = first_that_overlaps(set.key);
            if (other == first_.end()) continue;
            refuse(item.origin,
                   fmt::format("row '{}' sets '{}', which varies by itself", loaded_.sweep.rows[index].id, set.key),
                   fmt::format("it does so at {}; keep one of them", place_text(other->second)));
        }
        if (!document_.findings.empty()) return;
        try {
            static_cast<void>(patched(loaded_.scenario, loaded_.sweep.rows[index].scenario));
        } catch (core::UserError const& error) {
            take_findings(error);
        }
    }

    Document& document_;
    LoadedSweep& loaded_;
    std::map<std::string, Origin> first_;
};

}  // namespace

LoadedSweep sweep_of(Document& document, Overrides const& scenario_overrides)
{
    LoadedSweep loaded;
    loaded.sweep = read_document<Sweep>(document);
    loaded.sweep.id = std::filesystem::path{document.files.front()}.stem().string();
    Node const& said = *find(document.root, "scenario");
    if (!core::obstacle_to_reading(loaded.sweep.scenario).empty()) {
        throw core::UserError({.file = said.origin.file,
                               .line = said.origin.line,
                               .column = said.origin.column,
                               .message = fmt::format("there is no file '{}'", loaded.sweep.scenario),
                               .help = "'scenario' is relative to this file"});
    }
    loaded.scenario = load_scenario(loaded.sweep.scenario, scenario_overrides);
    SweepCheck(document, loaded).run();
    if (!document.findings.empty()) throw core::UserError(document.findings);
    return loaded;
}

LoadedSweep load_sweep(std::filesystem::path const& path, Overrides const& overrides)
{
    Overrides own;
    Overrides of_scenario;
    for (std::string const& text : overrides) {
        bool const is_scenarios = text.starts_with(scenario_prefix);
        (is_scenarios ? of_scenario : own).push_back(is_scenarios ? text.substr(scenario_prefix.size()) : text);
    }
    Document document = load_document(path, Kind::sweep, own);
    return sweep_of(document, of_scenario);
}

}  // namespace halong::scenario
