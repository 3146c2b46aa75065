// From files to structs. Every function throws core::UserError with all faults of the file and of those it names,
// each with file, line and column; nothing is left half-read.
#pragma once

#include "core/error.hpp"
#include "scenario/kind.hpp"
#include "scenario/load_document.hpp"
#include "scenario/option.hpp"
#include "scenario/scenario.hpp"
#include "scenario/site_rule.hpp"
#include "scenario/study.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace halong::scenario {

// A scenario with what it extends merged in: tables by key, lists of tables by id. `city` is a path that can be
// opened from the folder the program runs in; overrides ("demand.visitors_per_day=30000") are laid upon all files,
// and a path in an override is taken as it stands.
Scenario load_scenario(std::filesystem::path const& path, Overrides const& overrides = {});

// The scenario with overrides laid upon it, as load_scenario lays them upon its file.
Scenario overridden(Scenario const& scenario, Overrides const& overrides);

// A study with its options, inline or from files; `scenario` is a path as above. Overrides reach into lists by id:
// "options.more-hotspots.capex_vnd=0".
Study load_study(std::filesystem::path const& path, Overrides const& overrides = {});

// An option that lies in a file of its own.
Option load_option(std::filesystem::path const& path);

// The [[site_rules]] of a file of site rules, or of a city.toml (format halong-city/…), whose other keys belong to
// the room `city`.
std::vector<SiteRule> load_site_rules(std::filesystem::path const& path);

// The same from text, e.g. a resolved scenario kept in a result file. `file` stands in messages, and paths in the text
// are relative to its folder.
Scenario parse_scenario(std::string_view text, std::string const& file);
Study parse_study(std::string_view text, std::string const& file);
Option parse_option(std::string_view text, std::string const& file);
std::vector<SiteRule> parse_site_rules(std::string_view text, std::string const& file);

// A study from its tree, as `to_toml` writes it. Throws UserError.
Study study_from_tree(Node root, std::string const& file);

// The key of a scenario that somebody may have meant; "": none is near.
std::string nearest_scenario_key(std::string const& key);

// Overrides of a study's command line, told apart: those whose key begins with "scenario.", or with a key that only
// scenarios have ("demand.…"), are the scenario's.
struct StudyOverrides {
    Overrides study;
    Overrides scenario;
};
StudyOverrides split_overrides(Overrides const& overrides);

// The kind of a file by its `format`. Throws UserError as loading it does.
Kind kind_of_file(std::filesystem::path const& path);

// Every fault of a file of any kind, found by its `format`; of a study also those of its scenario,
// of a city.toml only those of its site rules (load_city of the room `city` judges the rest). Empty: all is well.
// Never throws core::UserError.
std::vector<core::Diagnostic> check_file(std::filesystem::path const& path);

}  // namespace halong::scenario
