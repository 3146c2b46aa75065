// The only file that knows toml++: text in, our tree out.
#include "core/error.hpp"
#include "core/input_file.hpp"
#include "scenario/document.hpp"
#include "scenario/own_scenarios.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <toml++/toml.h>

namespace halong::scenario {
namespace {

constexpr std::uintmax_t longest_toml_bytes = std::uintmax_t{16} << 20U;
constexpr int most_key_parts = 20;  // the deepest key of ours has 7

Origin origin_of(toml::source_region const& region, std::string const& file)
{
    return {file, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Node node_of(toml::node const& source, std::string const& file);

TomlTable table_of(toml::table const& source, std::string const& file)
{
    TomlTable entries;
    entries.reserve(source.size());
    for (auto const& [key, value] : source) {
        Node node = node_of(value, file);
        node.key_origin = origin_of(key.source(), file);
        entries.push_back({std::string{key.str()}, std::move(node)});
    }
    std::ranges::sort(entries, {}, &Entry::key);
    return entries;
}

Array array_of(toml::array const& source, std::string const& file)
{
    Array items;
    items.reserve(source.size());
    for (auto const& item : source) items.push_back(node_of(item, file));
    return items;
}

Node node_of(toml::node const& source, std::string const& file)
{
    Node node;
    node.origin = node.key_origin = origin_of(source.source(), file);
    switch (source.type()) {
        case toml::node_type::boolean:
            node.value = source.as_boolean()->get();
            break;
        case toml::node_type::integer:
            node.value = source.as_integer()->get();
            break;
        case toml::node_type::floating_point:
            node.value = source.as_floating_point()->get();
            break;
        case toml::node_type::string:
            node.value = source.as_string()->get();
            break;
        case toml::node_type::array:
            node.value = array_of(*source.as_array(), file);
            break;
        case toml::node_type::table:
            node.value = table_of(*source.as_table(), file);
            break;
        default:
            node.value = DateOrTime{};
    }
    return node;
}

// Behind the quotation that begins at `at`, or at the end of its line or of the text where it does not end.
std::size_t end_of_quotation(std::string_view text, std::size_t at, int& line)
{
    char const mark = text[at];
    std::string const triple(3, mark);
    bool const is_long = text.substr(at, 3) == triple;
    for (at += is_long ? 3 : 1; at < text.size(); ++at) {
        if (text[at] == '\\' && mark == '"') {
            ++at;
        } else if (is_long && text.substr(at, 3) == triple) {
            // One or two before the three that close it are its own: """a""""" (TOML 1.0, "String").
            auto const end = std::min(text.find_first_not_of(mark, at), text.size());
            return std::min(end, at + 5);
        } else if (!is_long && text[at] == mark) {
            return at + 1;
        }
        if (at < text.size() && text[at] == '\n') {
            if (!is_long) return at;
            ++line;
        }
    }
    return text.size();
}

// Each part of a key is a table in the one before, and whoever goes down them needs a stack as deep. (toml++ itself refuses
// more than 256 values in one another, but takes keys of any length.)
void require_short_keys(std::string_view text, std::string const& file)
{
    int line = 1;
    int parts = 1;
    for (std::size_t at = 0; at < text.size();) {
        char const c = text[at];
        if (c == '"' || c == '\'') {
            at = end_of_quotation(text, at, line);
            continue;
        }
        if (c == '#') at = std::min(text.find('\n', at), text.size() - 1);
        if (text[at] == '\n') ++line;
        if (std::string_view("=,[]{}\n").find(text[at]) != std::string_view::npos) parts = 1;
        if (c == '.' && ++parts > most_key_parts) {
            throw core::UserError({.file = file,
                                   .line = line,
                                   .column = 0,
                                   .message = fmt::format("a key has more than {} parts", most_key_parts),
                                   .help = "no key of this program has: check where its dots come from"});
        }
        ++at;
    }
}

// toml++ writes "Error while parsing key: …".
std::string message_of(toml::parse_error const& error)
{
    std::string_view text = error.description();
    constexpr std::string_view opening = "Error while ";
    if (text.starts_with(opening)) text.remove_prefix(opening.size());
    return fmt::format("this is not TOML: {}", text);
}

core::UserError not_readable(std::string const& path, std::string message, std::string help)
{
    return core::UserError({.file = path, .message = std::move(message), .help = std::move(help)});
}

// The nearest name among the TOML files of the folder; names of a few letters are all near each other.
std::string missing_file_help(std::filesystem::path const& path)
{
    if (auto const own = find_own_scenario(path)) return fmt::format("the program has one: '{}'", own->string());
    auto const folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    std::vector<std::string> names;
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() == ".toml") names.push_back(entry.path().filename().string());
    }
    if (error) return fmt::format("there is no folder '{}' either", folder.string());
    std::ranges::sort(names);
    constexpr std::size_t least_letters = 4;
    std::string const near =
        path.stem().string().size() < least_letters ? "" : core::nearest(path.filename().string(), names);
    if (near.empty()) return "check the path; it is relative to the folder you are in";
    return fmt::format("did you mean '{}'?", (path.parent_path() / near).string());
}

// Every place becomes that of the command line.
void move_to(Node& node, Origin const& origin)
{
    node.origin = node.key_origin = origin;
    if (auto* const entries = node.table()) {
        for (auto& entry : *entries) move_to(entry.node, origin);
    } else if (auto* const items = node.array()) {
        for (auto& item : *items) move_to(item, origin);
    }
}

std::optional<Node> try_parse(std::string const& text)
{
    try {
        return parse_toml(text, {});
    } catch (core::UserError const&) {
        return std::nullopt;
    }
}

}  // namespace

Node parse_toml(std::string_view text, std::string const& file)
{
    require_short_keys(text, file);
    try {
        return node_of(toml::parse(text, std::string_view{file}), file);
    } catch (toml::parse_error const& error) {
        auto const origin = origin_of(error.source(), file);
        throw core::UserError({.file = file,
                               .line = origin.line,
                               .column = origin.column,
                               .message = message_of(error),
                               .help = "mend this line first: what follows it has not been read"});
    }
}

Node read_toml(std::string const& path)
{
    std::error_code error;
    auto const type = std::filesystem::status(path, error).type();
    if (type == std::filesystem::file_type::not_found) {
        throw not_readable(path, "there is no such file", missing_file_help(path));
    }
    if (type == std::filesystem::file_type::directory) {
        throw not_readable(path, "this is a folder, not a file", "name a .toml file in it");
    }
    return parse_toml(core::read_input(path, longest_toml_bytes), path);
}

Node parse_override(std::string const& text)
{
    Origin const origin{"--set " + text, 0, 0};
    auto const equals = text.find('=');
    std::optional<Node> node;
    if (equals != std::string::npos && text.find('\n') == std::string::npos) {
        node = try_parse(text);
        if (!node) node = try_parse(text.substr(0, equals + 1) + toml_text(text.substr(equals + 1)));
    }
    if (!node || node->table()->empty()) {
        throw core::UserError({.file = origin.file,
                               .message = "this is not key=value",
                               .help = "write e.g. --set demand.visitors_per_day=30000"});
    }
    move_to(*node, origin);
    return *std::move(node);
}

}  // namespace halong::scenario
