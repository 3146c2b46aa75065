#include "scenario/load_document.hpp"

#include "core/home.hpp"
#include "core/input_file.hpp"
#include "core/path_below.hpp"
#include "scenario/fields.hpp"
#include "scenario/own_scenarios.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 256;    // that one document is made of
constexpr std::size_t longest_chain = 16;  // of files that extend each other

core::Diagnostic finding_at(Origin const& origin, std::string message, std::string help)
{
    return {origin.file, origin.line, origin.column, std::move(message), std::move(help)};
}

std::string supported_formats()
{
    std::vector<std::string_view> formats;
    formats.reserve(all_kinds.size());
    for (auto const kind : all_kinds) formats.push_back(format_of(kind));
    return fmt::format("{}", fmt::join(formats, ", "));
}

std::string format_line(std::optional<Kind> kind)
{
    if (kind) return fmt::format("write format = \"{}\" in the first line", format_of(*kind));
    return fmt::format("write format = \"...\" in the first line, with one of {}", supported_formats());
}

// "halong-scenario" of "halong-scenario/1".
std::string_view family_of(std::string_view format) { return format.substr(0, format.find('/')); }

std::optional<Kind> kind_of_format(std::string_view format)
{
    for (auto const kind : all_kinds) {
        if (format_of(kind) == format) return kind;
    }
    return std::nullopt;
}

core::Diagnostic wrong_format(Node const& node, std::string const& format)
{
    for (auto const kind : all_kinds) {
        if (family_of(format_of(kind)) == family_of(format)) {
            return finding_at(node.origin, fmt::format("format \"{}\" is not supported", format),
                              fmt::format("this program reads \"{}\"", format_of(kind)));
        }
    }
    std::vector<std::string> known;
    known.reserve(all_kinds.size());
    for (auto const kind : all_kinds) known.emplace_back(format_of(kind));
    std::string const near = core::nearest(format, known);
    return finding_at(node.origin, fmt::format("there is no format \"{}\"", format),
                      near.empty() ? fmt::format("the formats are {}", supported_formats())
                                   : fmt::format("did you mean \"{}\"?", near));
}

// The file's kind. A missing format is only a finding where the kind is expected anyway.
Kind checked_kind(Node const& root, std::optional<Kind> expected, std::vector<core::Diagnostic>& findings)
{
    Node const* const node = find(root, format_key);
    if (node == nullptr) {
        auto finding = finding_at(root.origin, "the required key 'format' is missing", format_line(expected));
        if (!expected) throw core::UserError(finding);
        findings.push_back(std::move(finding));
        return *expected;
    }
    if (node->text() == nullptr) {
        throw core::UserError(finding_at(
            node->origin, fmt::format("'format' = {} is {}; a text is needed", short_text(*node), type_name(*node)),
            format_line(expected)));
    }
    auto const kind = kind_of_format(*node->text());
    if (!kind) throw core::UserError(wrong_format(*node, *node->text()));
    if (expected && *kind != *expected) {
        throw core::UserError(finding_at(
            node->origin,
            fmt::format(R"(this file is of format "{}"; "{}" is needed here)", *node->text(), format_of(*expected)),
            fmt::format("name a file of kind {}", name_of(*expected))));
    }
    return *kind;
}

// What a file takes over lies beside the first file of the document or below it, or is one of the program's own scenarios:
// a scenario that comes from elsewhere cannot make the program read any file of the machine.
bool may_be_included(std::string const& first, std::string const& file)
{
    if (core::is_below(fs::path{first}.parent_path(), file)) return true;
    return std::ranges::any_of(core::home_folders(),
                               [&](fs::path const& home) { return core::is_below(home / "scenarios", file); });
}

// Throws where the file that the key names must not be read as a part of the document.
void require_includable(Document const& document, Node const& key, std::string const& path)
{
    if (document.files.size() >= most_files) {
        throw core::UserError(finding_at(key.origin, fmt::format("the document has more than {} parts", most_files),
                                         "write what they say into fewer files"));
    }
    if (may_be_included(document.files.front(), path)) return;
    throw core::UserError(finding_at(
        key.origin, fmt::format("'{}' lies outside the folder of {}", path, document.files.front()),
        "files may take over files of their own folder and below it, and the scenarios that come with the program: "
        "copy it there"));
}

std::string missing_help(Node const& key)
{
    return fmt::format("'{}' is relative to the folder of {}, or one of the scenarios that come with the program",
                       *key.text(), key.origin.file);
}

// Loads what files of one chain extend; remembers the chain to find circles.
class ChainLoader {
public:
    explicit ChainLoader(Document& document) : document_(document) {}

    Node load(std::string const& path)
    {
        Node node = read_toml(path);
        return with_base(std::move(node), path);
    }

    Node with_base(Node node, std::string const& path)
    {
        document_.files.push_back(path);
        chain_.push_back(path);
        Kind const kind = checked_kind(node, expected_, document_.findings);
        expected_ = document_kind_ = kind;
        Node const* const extends = kind == Kind::sites ? nullptr : find(node, extends_key);
        if (extends == nullptr || extends->text() == nullptr) return node;
        std::string const base_path = resolve_path(*extends->text(), extends->origin);
        refuse_circle(*extends, base_path);
        require_includable(document_, *extends, base_path);
        if (chain_.size() >= longest_chain) {
            throw core::UserError(finding_at(extends->origin,
                                             fmt::format("more than {} files extend each other", longest_chain),
                                             "extend a file that says more itself"));
        }
        if (!core::obstacle_to_reading(base_path).empty()) {
            throw core::UserError(finding_at(extends->origin, fmt::format("there is no file '{}' to extend", base_path),
                                             missing_help(*extends)));
        }
        Node base = load(base_path);
        merge(base, std::move(node));
        return base;
    }

    void expect(std::optional<Kind> kind) { expected_ = kind; }
    [[nodiscard]] Kind kind() const { return document_kind_; }
    [[nodiscard]] std::size_t length() const { return chain_.size(); }

private:
    void refuse_circle(Node const& extends, std::string const& base_path) const
    {
        auto const is_base = [&base_path](std::string const& path) {
            std::error_code error;
            return path == base_path || fs::equivalent(path, base_path, error);
        };
        auto const first = std::ranges::find_if(chain_, is_base);
        if (first == chain_.end()) return;
        std::vector<std::string> circle{first, chain_.end()};
        circle.push_back(base_path);
        throw core::UserError(finding_at(extends.origin,
                                         fmt::format("'extends' goes in a circle: {}", fmt::join(circle, " -> ")),
                                         "take one of these 'extends' out"));
    }

    Document& document_;
    std::vector<std::string> chain_;
    std::optional<Kind> expected_;
    Kind document_kind_ = Kind::scenario;
};

// Nothing where the file cannot be read at all; why is among the findings.
std::optional<Node> load_item(Document& document, Node const& key, std::string const& path, Kind kind)
{
    try {
        require_includable(document, key, path);
        ChainLoader loader(document);
        loader.expect(kind);
        return loader.load(path);
    } catch (core::UserError const& error) {
        std::ranges::copy(error.diagnostics(), std::back_inserter(document.findings));
        return std::nullopt;
    }
}

}  // namespace

void lay_overrides(Document& document, Overrides const& overrides)
{
    for (auto const& text : overrides) {
        document.files.push_back("--set " + text);
        merge(document.root, parse_override(text));
    }
}

std::string resolve_path(std::string_view path, Origin const& origin)
{
    if (origin.line == 0) return fs::path{path}.lexically_normal().generic_string();
    fs::path const beside = (fs::path{origin.file}.parent_path() / path).lexically_normal();
    std::error_code error;
    if (fs::exists(beside, error) || error) return beside.generic_string();
    return find_own_scenario(path).value_or(beside).generic_string();
}

Document load_document(fs::path const& path, std::optional<Kind> expected, Overrides const& overrides)
{
    std::string const file = path.generic_string();
    Document document = document_of(read_toml(file), file, expected);
    lay_overrides(document, overrides);
    return document;
}

Document document_of(Node root, std::string const& file, std::optional<Kind> expected)
{
    Document document;
    ChainLoader loader(document);
    loader.expect(expected);
    document.root = loader.with_base(std::move(root), file);
    document.kind = loader.kind();
    document.chain_length = loader.length();
    return document;
}

bool expand_item_file(Document& document, Node& item, Kind kind)
{
    Node const* const file = find(item, file_key);
    if (file == nullptr) return true;
    std::optional<Node> content;
    if (file->text() == nullptr) {
        document.findings.push_back(finding_at(
            file->origin, fmt::format("'file' = {} is {}; a text is needed", short_text(*file), type_name(*file)),
            "write file = \"x.toml\", relative to this file"));
    } else if (auto const path = resolve_path(*file->text(), file->origin); !core::obstacle_to_reading(path).empty()) {
        document.findings.push_back(
            finding_at(file->origin, fmt::format("there is no file '{}'", path), missing_help(*file)));
    } else {
        content = load_item(document, *file, path, kind);
    }
    erase(item, file_key);
    if (!content) return false;
    erase(*content, format_key);
    erase(*content, extends_key);
    merge(*content, std::move(item));
    item = *std::move(content);
    return true;
}

}  // namespace halong::scenario
