#include "scenario/parse_file.hpp"

#include "core/input_file.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/load_calibration.hpp"
#include "scenario/load_sweep.hpp"
#include "scenario/reader.hpp"
#include "scenario/save.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace halong::scenario {
namespace {

constexpr std::string_view city_format = "halong-city/";

bool has_top_level_key(Kind kind, std::string_view key)
{
    return std::ranges::find(catalogue_of(kind).children, key, &KeyInfo::key) != catalogue_of(kind).children.end();
}

// Of a city.toml, only the site rules are ours; any other file is left as it is.
void keep_site_rules_of_city(Node& root)
{
    Node* const format = find(root, format_key);
    if (format == nullptr || format->text() == nullptr || !format->text()->starts_with(city_format)) return;
    format->value = std::string{format_of(Kind::sites)};
    std::erase_if(*root.table(), [](Entry const& entry) { return !has_top_level_key(Kind::sites, entry.key); });
}

std::vector<SiteRule> site_rules_of(Node root, std::string const& file)
{
    keep_site_rules_of_city(root);
    Document document = document_of(std::move(root), file, Kind::sites);
    return read_document<SiteRules>(document).site_rules;
}

// The id of a file's content: its name without folder and ending.
std::string stem_of(std::string const& file) { return std::filesystem::path{file}.stem().string(); }

Scenario scenario_of(Document& document)
{
    auto scenario = read_document<Scenario>(document);
    scenario.id = stem_of(document.files.front());
    return scenario;
}

Study study_of(Document& document)
{
    auto study = read_document<Study>(document);
    study.id = stem_of(document.files.front());
    return study;
}

// The first part of "demand.visitors_per_day=3".
std::string first_key(std::string_view text)
{
    auto key = text.substr(0, text.find_first_of(".="));
    while (key.ends_with(' ')) key.remove_suffix(1);
    return std::string{key};
}

std::vector<core::Diagnostic> check_study(Document& document)
{
    auto const study = study_of(document);
    Node const* const node = find(document.root, "scenario");
    if (!core::obstacle_to_reading(study.scenario).empty()) {
        return {{node->origin.file, node->origin.line, node->origin.column,
                 fmt::format("there is no file '{}'", study.scenario), "`scenario` is relative to this file"}};
    }
    load_scenario(study.scenario);
    return {};
}

}  // namespace

Scenario load_scenario(std::filesystem::path const& path, Overrides const& overrides)
{
    Document document = load_document(path, Kind::scenario, overrides);
    return scenario_of(document);
}

Scenario overridden(Scenario const& scenario, Overrides const& overrides)
{
    Document document = document_of(parse_toml(to_toml(scenario), scenario.id), scenario.id, Kind::scenario);
    lay_overrides(document, overrides);
    Scenario changed = scenario_of(document);
    changed.id = scenario.id;
    return changed;
}

Study load_study(std::filesystem::path const& path, Overrides const& overrides)
{
    Document document = load_document(path, Kind::study, overrides);
    return study_of(document);
}

Option load_option(std::filesystem::path const& path)
{
    Document document = load_document(path, Kind::option);
    return read_document<Option>(document);
}

std::vector<SiteRule> load_site_rules(std::filesystem::path const& path)
{
    std::string const file = path.generic_string();
    return site_rules_of(read_toml(file), file);
}

Scenario parse_scenario(std::string_view text, std::string const& file)
{
    Document document = document_of(parse_toml(text, file), file, Kind::scenario);
    return scenario_of(document);
}

Study parse_study(std::string_view text, std::string const& file)
{
    Document document = document_of(parse_toml(text, file), file, Kind::study);
    return study_of(document);
}

Option parse_option(std::string_view text, std::string const& file)
{
    Document document = document_of(parse_toml(text, file), file, Kind::option);
    return read_document<Option>(document);
}

std::vector<SiteRule> parse_site_rules(std::string_view text, std::string const& file)
{
    return site_rules_of(parse_toml(text, file), file);
}

Study study_from_tree(Node root, std::string const& file)
{
    Document document = document_of(std::move(root), file, Kind::study);
    return study_of(document);
}

std::string nearest_scenario_key(std::string const& key) { return nearest_path(key, Kind::scenario); }

StudyOverrides split_overrides(Overrides const& overrides)
{
    StudyOverrides split;
    for (auto const& text : overrides) {
        auto const key = first_key(text);
        if (text.starts_with(scenario_prefix)) {
            split.scenario.push_back(text.substr(scenario_prefix.size()));
        } else if (!has_top_level_key(Kind::study, key) && has_top_level_key(Kind::scenario, key)) {
            split.scenario.push_back(text);
        } else {
            split.study.push_back(text);
        }
    }
    return split;
}

Kind kind_of_file(std::filesystem::path const& path)
{
    std::string const file = path.generic_string();
    Node root = read_toml(file);
    keep_site_rules_of_city(root);
    return document_of(std::move(root), file, std::nullopt).kind;
}

std::vector<core::Diagnostic> check_file(std::filesystem::path const& path)
{
    try {
        std::string const file = path.generic_string();
        Node root = read_toml(file);
        keep_site_rules_of_city(root);
        Document document = document_of(std::move(root), file, std::nullopt);
        switch (document.kind) {
            case Kind::scenario:
                scenario_of(document);
                break;
            case Kind::option:
                read_document<Option>(document);
                break;
            case Kind::study:
                return check_study(document);
            case Kind::sites:
                read_document<SiteRules>(document);
                break;
            case Kind::calibration:
                calibration_of(document);
                break;
            case Kind::sweep:
                sweep_of(document);
                break;
        }
    } catch (core::UserError const& error) {
        return error.diagnostics();
    }
    return {};
}

}  // namespace halong::scenario
