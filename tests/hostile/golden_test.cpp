// What the program says about malformed inputs, word for word: golden/*.txt, one line for each input.
#include "hostile/layer_corpus.hpp"
#include "hostile/text_subjects.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/document.hpp"
#include "support/file_bytes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

using namespace halong;
using namespace halong::test;
using scenario::KeyInfo;
using scenario::KeyType;
using scenario::Node;

namespace {

constexpr char const* golden_folder = HALONG_REPOSITORY "/tests/hostile/golden/";
constexpr char const* renewal = "HALONG_RENEW_GOLDEN=1 ./halong test -R hostile/messages, then read the difference";

using Lines = std::map<std::string, std::string>;  // case -> message

// On one line.
std::string flat(std::string text)
{
    for (std::string const with : {"\n    help: ", "\n"}) {
        for (auto at = text.find(with); at != std::string::npos; at = text.find(with)) {
            text.replace(at, with.size(), with.size() > 1 ? " | " : " ;; ");
        }
    }
    return text;
}

std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

// The lines against the file's; the first few that differ are told. A missing or renewed file fails once.
void check_golden(std::string const& name, Lines const& lines)
{
    std::string const path = golden_folder + name + ".txt";
    std::string text;
    for (auto const& [what, message] : lines) text += what + "\t" + message + "\n";
    std::string const kept = std::filesystem::exists(path) ? bytes_of(path) : "";
    if (kept == text) {
        CHECK_FALSE(lines.empty());
        return;
    }
    if (std::getenv("HALONG_RENEW_GOLDEN") != nullptr) {
        std::filesystem::create_directories(golden_folder);
        std::ofstream(path, std::ios::binary) << text;
        FAIL_CHECK(path << " is renewed: read what has changed (git diff), then run the test again");
        return;
    }
    auto const now = lines_of(text);
    auto const before = lines_of(kept);
    std::set<std::string> const now_set(now.begin(), now.end());
    std::set<std::string> const before_set(before.begin(), before.end());
    int told = 0;
    for (auto const& line : before) {
        if (!now_set.contains(line) && ++told <= 10) UNSCOPED_INFO("- " << line);
    }
    for (auto const& line : now) {
        if (!before_set.contains(line) && ++told <= 20) UNSCOPED_INFO("+ " << line);
    }
    FAIL_CHECK(path << " is not what the program says; to renew it: " << renewal);
}

// ---- Files of keys -------------------------------------------------------------------------------

struct KindCase {
    scenario::Kind kind;
    std::string seed;
    std::vector<std::pair<std::string, std::string>> companions;
    std::set<std::string> left_out;  // tables that the golden of another kind shows
};

std::vector<KindCase> kinds()
{
    std::pair<std::string, std::string> const base{"base.toml", base_scenario_toml};
    using Kind = scenario::Kind;
    return {{Kind::scenario, base_scenario_toml, {}, {}},
            {Kind::option,
             "format = \"halong-option/1\"\nid = \"o\"\ncapex_vnd = 1\nopex_vnd_per_year = 2\nlife_years = 3\n",
             {},
             {"scenario"}},
            {Kind::study,
             "format = \"halong-study/1\"\nscenario = \"base.toml\"\noptions = [{ id = \"o\", capex_vnd = 1, "
             "opex_vnd_per_year = 2 }]\nkpis = [{ id = \"vehicle_delay_h\", better = \"less\" }]\n",
             {base},
             {"options", "scenario_keys"}},
            {Kind::sites, "format = \"halong-sites/1\"\n", {}, {}},
            {Kind::sweep,
             "format = \"halong-sweep/1\"\nscenario = \"base.toml\"\ngrid = [{ key = \"weather.rain\", values = [true] "
             "}]\n",
             {base},
             {"options", "rows.scenario"}},
            {Kind::calibration,
             "format = \"halong-calibration/1\"\nscenario = \"base.toml\"\nparameters = [{ key = "
             "\"demand.bay_share\", low = 0.1, high = 0.2, source = \"s\" }]\n"
             "targets = [{ id = \"t\", quantity = \"visitors\", value = 1, unit = \"person/day\", role = \"fit\", "
             "source = \"s\" }]\n",
             {base},
             {}}};
}

Node value_of(std::string const& toml) { return *scenario::find(scenario::parse_toml("v = " + toml, "value"), "v"); }

// Tables are in the order of their keys.
void put(Node& table, std::string const& key, Node value)
{
    auto& entries = *table.table();
    auto const place = std::ranges::lower_bound(entries, key, {}, &scenario::Entry::key);
    entries.insert(place, {key, std::move(value)});
}

// Sets the key of a path in which lists are entered at their first table; makes what is missing on the way.
void set_key(Node& root, std::vector<KeyInfo const*> const& way, std::string const& last, Node value)
{
    Node* node = &root;
    for (KeyInfo const* const step : way) {
        Node* next = scenario::find(*node, step->key);
        if (next == nullptr) {
            Node fresh;
            fresh.value = scenario::TomlTable{};
            if (step->type == KeyType::list) fresh.value = scenario::Array{Node{fresh}};
            put(*node, step->key, std::move(fresh));
            next = scenario::find(*node, step->key);
        }
        if (next->array() != nullptr) next = &next->array()->front();
        node = next;
    }
    scenario::erase(*node, last);
    put(*node, last, std::move(value));
}

std::string toml_of(Node const& root)
{
    std::string text;
    for (auto const& [key, node] : *root.table()) text += key + " = " + scenario::full_text(node) + "\n";
    return text;
}

// Every value that the key must not take, by what is wrong with it.
std::vector<std::pair<std::string, std::string>> wrong_values(KeyInfo const& key)
{
    std::vector<std::pair<std::string, std::string>> wrong;
    auto const add = [&wrong](char const* why, std::string const& toml) { wrong.emplace_back(why, toml); };
    auto const& range = key.about.range;
    double const step = std::isfinite(range.max) && std::isfinite(range.min) ? std::max(1.0, range.max - range.min) : 1;
    bool const is_number = key.type == KeyType::whole || key.type == KeyType::number;
    auto const number = [&](double value) {
        return key.type == KeyType::whole ? fmt::format("{:.0f}", std::floor(value)) : scenario::toml_text(value);
    };
    if (is_number && std::isfinite(range.min)) add("below", number(range.above_min ? range.min : range.min - step));
    if (is_number && range.max < 9e18) add("above", number(range.max + step));
    if (key.type == KeyType::number) add("not finite", "inf");
    if (key.type == KeyType::whole) add("broken", "1.5");
    switch (key.type) {
        case KeyType::flag:
        case KeyType::text:
            add("type", "1");
            break;
        case KeyType::choice:
            add("word", "\"" + (key.words.empty() ? "x" : key.words.front().substr(1)) + "\"");
            add("type", "1");
            break;
        case KeyType::whole:
        case KeyType::number:
            add("type", "\"many\"");
            break;
        case KeyType::words:
            if (!key.words.empty()) add("word", "[\"" + key.words.front() + "s\"]");
            add("type", "[1]");
            break;
        case KeyType::numbers:
            add("type", "[\"a\"]");
            add("not finite", "[nan]");
            break;
        case KeyType::values:
            add("type", "3");
            break;
        case KeyType::table:
        case KeyType::list:
            add("type", "3");
            break;
    }
    if (key.about.is_id) add("id", "\"a/b\"");
    if (key.about.is_path) add("empty", "\"\"");
    return wrong;
}

class Corpus {
public:
    Corpus(KindCase const& kind)
        : kind_(kind), subject_{"corpus", "x.toml", kind.seed, read_checked, true, 1'000'000, kind.companions}
    {}

    Lines lines()
    {
        TrialFolder const folder(subject_);
        std::vector<KeyInfo const*> way;
        visit(folder, scenario::catalogue_of(kind_.kind), way, "");
        return std::move(lines_);
    }

private:
    void add(TrialFolder const& folder, std::string const& what, std::string const& key, Node const& root)
    {
        auto const outcome = folder.tried(what, toml_of(root));
        INFO(what << "\n" << toml_of(root));
        CHECK(outcome.is_refused);
        CHECK(outcome.fault.empty());
        lines_[what] = flat(folder.without_folder(findings_about(outcome.text, key)));
    }
    // The findings that name the key; all where none does. Others come from tables that lack what they need.
    static std::string findings_about(std::string const& text, std::string const& key)
    {
        std::string found;
        std::string finding;
        auto const keep = [&] {
            if (finding.find(key) != std::string::npos) found += (found.empty() ? "" : "\n") + finding;
        };
        for (auto const& line : lines_of(text)) {
            bool const goes_on = line.starts_with("    help: ");
            if (!goes_on) keep();
            finding = goes_on ? finding + "\n" + line : line;
        }
        keep();
        return found.empty() ? text : found;
    }
    void visit(TrialFolder const& folder, KeyInfo const& table, std::vector<KeyInfo const*>& way,
               std::string const& path)
    {
        for (KeyInfo const& key : table.children) {
            std::string const place = path.empty() ? key.key : path + "." + key.key;
            if (kind_.left_out.contains(place)) continue;
            for (auto const& [why, value] : wrong_values(key)) {
                if (key.is_document_key && why != "type") continue;
                Node root = scenario::parse_toml(kind_.seed, "seed");
                set_key(root, way, key.key, value_of(value));
                add(folder, fmt::format("{} = {} ({})", place, value, why), key.key, root);
            }
            if (key.type != KeyType::table && key.type != KeyType::list) {
                Node root = scenario::parse_toml(kind_.seed, "seed");
                set_key(root, way, key.key + "_x", value_of("1"));
                add(folder, fmt::format("{}_x = 1 (unknown)", place), key.key + "_x", root);
                continue;
            }
            way.push_back(&key);
            visit(folder, key, way, place);
            way.pop_back();
        }
    }

    KindCase kind_;
    Subject subject_;
    Lines lines_;
};

}  // namespace

TEST_CASE("messages about keys are those of golden/", "[hostile][golden]")
{
    std::size_t count = 0;
    for (KindCase const& kind : kinds()) {
        Lines const lines = Corpus(kind).lines();
        count += lines.size();
        std::string name(scenario::name_of(kind.kind));
        for (char& c : name) c = c == ' ' ? '_' : c;
        check_golden("keys_" + name, lines);
    }
    CHECK(count >= 500);
}

TEST_CASE("messages about layers, tables and texts are those of golden/", "[hostile][golden]")
{
    std::map<std::string, Subject> subjects;
    for (Subject const& subject : text_subjects()) subjects.emplace(subject.name, subject);
    Lines lines;
    for (SpoiltText const& one : layer_corpus()) {
        INFO(one.subject << ": " << one.what);
        REQUIRE(subjects.contains(one.subject));
        Subject const& subject = subjects.at(one.subject);
        TrialFolder const folder(subject);
        auto const outcome = folder.tried(one.what, one.content(subject.seed));
        CHECK(outcome.is_refused);
        CHECK(outcome.fault == "");
        lines[one.subject + ": " + one.what] = flat(folder.without_folder(outcome.text));
    }
    CHECK(lines.size() >= 60);
    check_golden("files", lines);
}
