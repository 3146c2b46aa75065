// The only file that knows toml++: text in, our tree out.
#include "core/error.hpp"
#include "scenario/document.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sstream>
#include <toml++/toml.h>

namespace halong::scenario {
namespace {

Origin origin_of(toml::source_region const& region, std::string const& file)
{
    return {file, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Node node_of(toml::node const& source, std::string const& file);

TomlTable table_of(toml::table const& source, std::string const& file)
{
    TomlTable entries;
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
    if (!std::filesystem::exists(path)) {
        throw not_readable(path, "there is no such file", missing_file_help(path));
    }
    if (std::filesystem::is_directory(path)) {
        throw not_readable(path, "this is a folder, not a file", "name a .toml file in it");
    }
    std::ifstream stream{path, std::ios::binary};
    if (!stream) {
        throw not_readable(path, fmt::format("the file cannot be read: {}", std::strerror(errno)), "check its rights");
    }
    std::ostringstream text;
    text << stream.rdbuf();
    return parse_toml(text.str(), path);
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
