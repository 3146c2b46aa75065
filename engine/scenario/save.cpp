#include "scenario/save.hpp"

#include "scenario/describe.hpp"
#include "scenario/document.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::scenario {
namespace {

// A key as TOML; ours need no quotes, since they are names of members.
std::string line(std::string_view key, std::string const& value) { return fmt::format("{} = {}\n", key, value); }

class Writer final : public Visitor {
public:
    explicit Writer(std::filesystem::path folder) : folder_(std::move(folder)) { open_.emplace_back(); }

    [[nodiscard]] std::string text() const { return open_.front().values + open_.front().tables; }

    void write_format(Kind kind) { add(format_key, toml_text(format_of(kind))); }

    void check(std::initializer_list<std::string_view>, bool, std::string const&, std::string_view) override {}
    void document_key(std::string_view, About const&) override {}  // resolved: nothing is extended any more

private:
    // TOML wants the values of a table before its tables.
    struct Table {
        std::string path = {};
        std::string header = {};
        std::string values = {};
        std::string tables = {};
        bool is_inline = false;
        std::vector<std::string> inline_values = {};
    };

    void visit_flag(std::string_view key, bool& value, About const&) override { add(key, value ? "true" : "false"); }
    void visit_whole(std::string_view key, std::int64_t& value, About const& about) override
    {
        // Left out, since another key makes it needless: the sites of a layer are as many as its points.
        if (!about.required_unless.empty() && !about.range.has(static_cast<double>(value))) return;
        add(key, fmt::format("{}", value));
    }
    void visit_number(std::string_view key, double& value, About const&) override { add(key, toml_text(value)); }
    void visit_text(std::string_view key, std::string& value, About const& about) override
    {
        if (about.is_path && value.empty()) return;  // an optional file that is not there
        add(key, toml_text(about.is_path ? relative(value) : value));
    }
    void visit_choice(std::string_view key, std::size_t& index, Words words, About const&) override
    {
        add(key, toml_text(words[index]));
    }
    void visit_words(std::string_view key, std::vector<std::string>& value, About const&) override
    {
        std::vector<std::string> texts;
        texts.reserve(value.size());
        for (auto const& word : value) texts.push_back(toml_text(word));
        add(key, fmt::format("[{}]", fmt::join(texts, ", ")));
    }
    void visit_numbers(std::string_view key, std::vector<double>& value, About const&) override
    {
        std::vector<std::string> texts;
        texts.reserve(value.size());
        for (double const number : value) texts.push_back(toml_text(number));
        add(key, fmt::format("[{}]", fmt::join(texts, ", ")));
    }

    void visit_values(std::string_view key, ValueList& value, About const&) override
    {
        std::vector<std::string> texts;
        for (Node const& node : value.nodes) texts.push_back(full_text(node));
        add(key, fmt::format("[{}]", fmt::join(texts, ", ")));
    }

    void visit_patch(std::string_view key, ScenarioPatch& value, About const&) override
    {
        if (!value.empty()) add(key, value.text());
    }

    bool begin_table(std::string_view key, About const& about) override
    {
        std::string const path = path_of(key);
        open_.push_back({.path = path, .header = fmt::format("\n[{}]\n", path), .is_inline = about.is_inline});
        if (about.is_inline) open_.back().header = key;
        return true;
    }
    void end_table() override
    {
        Table const table = std::move(open_.back());
        open_.pop_back();
        if (table.is_inline) {
            add(table.header, fmt::format("{{ {} }}", fmt::join(table.inline_values, ", ")));
        } else {
            open_.back().tables += table.header + table.values + table.tables;
        }
    }
    std::size_t begin_list(std::string_view key, std::size_t size, About const&) override
    {
        lists_.push_back(path_of(key));
        return size;
    }
    void begin_item(std::size_t) override
    {
        open_.push_back({.path = lists_.back(), .header = fmt::format("\n[[{}]]\n", lists_.back())});
    }
    void end_item() override { end_table(); }
    void end_list() override { lists_.pop_back(); }

    void add(std::string_view key, std::string const& value)
    {
        Table& table = open_.back();
        if (table.is_inline) {
            table.inline_values.push_back(fmt::format("{} = {}", key, value));
        } else {
            table.values += line(key, value);
        }
    }
    [[nodiscard]] std::string path_of(std::string_view key) const
    {
        auto const& path = open_.back().path;
        return path.empty() ? std::string{key} : fmt::format("{}.{}", path, key);
    }
    [[nodiscard]] std::string relative(std::string const& path) const
    {
        if (folder_.empty() || std::filesystem::path{path}.is_absolute()) return path;
        return std::filesystem::absolute(path)
            .lexically_normal()
            .lexically_relative(std::filesystem::absolute(folder_).lexically_normal())
            .generic_string();
    }

    std::filesystem::path folder_;
    std::vector<Table> open_;
    std::vector<std::string> lists_;
};

// A copy, since visitors may change what they visit; this one does not.
template <class Struct>
std::string written(Kind kind, Struct value, std::filesystem::path const& folder)
{
    Writer writer(folder);
    writer.write_format(kind);
    describe(writer, value);
    return writer.text();
}

}  // namespace

std::string to_toml(Scenario const& scenario, std::filesystem::path const& folder)
{
    return written(Kind::scenario, scenario, folder);
}

std::string to_toml(Option const& option) { return written(Kind::option, option, {}); }

std::string to_toml(Study const& study, std::filesystem::path const& folder)
{
    return written(Kind::study, study, folder);
}

std::string to_toml(Sweep const& sweep, std::filesystem::path const& folder)
{
    return written(Kind::sweep, sweep, folder);
}

std::string to_toml(std::vector<SiteRule> const& rules) { return written(Kind::sites, SiteRules{rules}, {}); }

}  // namespace halong::scenario
