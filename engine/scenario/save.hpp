// Structs as TOML with every default written out: the resolved form, which reads back to equal structs.
#pragma once

#include "scenario/option.hpp"
#include "scenario/scenario.hpp"
#include "scenario/site_rule.hpp"
#include "scenario/study.hpp"
#include "scenario/sweep.hpp"

#include <filesystem>
#include <string>

namespace halong::scenario {

// `folder` is where the text will lie as a file: paths inside are written relative to it. By default they are
// relative to the folder that the program runs in, as in the structs themselves.
std::string to_toml(Scenario const& scenario, std::filesystem::path const& folder = {});
std::string to_toml(Option const& option);
std::string to_toml(Study const& study, std::filesystem::path const& folder = {});
std::string to_toml(Sweep const& sweep, std::filesystem::path const& folder = {});
std::string to_toml(std::vector<SiteRule> const& rules);

}  // namespace halong::scenario
