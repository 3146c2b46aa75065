// From a file to one tree: its format is checked, what it extends is merged in, overrides are laid upon it.
#pragma once

#include "core/error.hpp"
#include "scenario/document.hpp"
#include "scenario/kind.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::scenario {

// "demand.visitors_per_day=30000": a key and a value, as on the command line.
using Overrides = std::vector<std::string>;

// What the key of a study or sweep begins with that means one of its scenario.
inline constexpr std::string_view scenario_prefix = "scenario.";

struct Document {
    Kind kind = Kind::scenario;
    Node root;
    std::vector<std::string> files;          // in the order of reading: the file first, then what it extends, ...
    std::size_t chain_length = 0;            // how many of `files` are the file and what it extends
    std::vector<core::Diagnostic> findings;  // faults that do not stop the reading
};

// Loads a file of the given kind, or of any kind where `expected` is empty. Throws core::UserError where the
// rest cannot be judged: no such file, not TOML, another kind or version, a circle of `extends`.
Document load_document(std::filesystem::path const& path, std::optional<Kind> expected,
                       Overrides const& overrides = {});

// The same for a tree that has been parsed; `file` is where its text stands.
Document document_of(Node root, std::string const& file, std::optional<Kind> expected);

// Lays overrides upon a document, the later ones upon the earlier.
void lay_overrides(Document& document, Overrides const& overrides);

// Replaces `file = "x.toml"` of an item by the content of that file, with the item's other keys laid upon it.
// False where that file cannot be read; faults go to `document.findings`.
bool expand_item_file(Document& document, Node& item, Kind kind);

// A path as written at `origin`, relative to the file that says it: one that can be opened from here. Where nothing lies
// there, the program's own scenario of that name (own_scenarios.hpp).
std::string resolve_path(std::string_view path, Origin const& origin);

}  // namespace halong::scenario
