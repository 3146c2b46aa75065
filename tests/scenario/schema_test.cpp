#include "scenario/schema.hpp"

#include "scenario/catalogue.hpp"
#include "scenario/document.hpp"
#include "scenario/save.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

using namespace halong::scenario;
using Json = nlohmann::json;

namespace {

std::string file_text(std::filesystem::path const& path)
{
    std::ifstream stream{path, std::ios::binary};
    REQUIRE(stream.is_open());
    return {std::istreambuf_iterator<char>{stream}, {}};
}

struct ToJson {
    Json operator()(DateOrTime) const { return "date"; }
    Json operator()(Array const& items) const
    {
        Json list = Json::array();
        for (auto const& item : items) list.push_back(std::visit(*this, item.value));
        return list;
    }
    Json operator()(TomlTable const& entries) const
    {
        Json object = Json::object();
        for (auto const& entry : entries) object[entry.key] = std::visit(*this, entry.node.value);
        return object;
    }
    template <class T>
    Json operator()(T const& value) const
    {
        return value;
    }
};

Json json_of(std::string const& toml) { return std::visit(ToJson{}, parse_toml(toml, "x.toml").value); }

bool is_of_type(Json const& value, std::string const& type)
{
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    FAIL("the schema names an unknown type: " << type);
    return false;
}

// The part of JSON Schema draft-07 that our schemas use; any other word in a schema fails the test.
bool is_valid(Json const& value, Json const& schema);

bool is_valid_word(Json const& value, Json const& schema, std::string const& word, Json const& rule)
{
    if (word == "type") return is_of_type(value, rule);
    if (word == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end();
    if (word == "const") return value == rule;
    if (word == "pattern") return std::regex_search(value.get<std::string>(), std::regex{rule.get<std::string>()});
    if (word == "minimum") return !value.is_number() || value.get<double>() >= rule.get<double>();
    if (word == "exclusiveMinimum") return !value.is_number() || value.get<double>() > rule.get<double>();
    if (word == "maximum") return !value.is_number() || value.get<double>() <= rule.get<double>();
    if (word == "minItems") return value.size() >= rule.get<std::size_t>();
    if (word == "required") {
        return std::all_of(rule.begin(), rule.end(),
                           [&value](Json const& key) { return value.contains(key.get<std::string>()); });
    }
    if (word == "additionalProperties") {
        for (auto const& [key, item] : value.items()) {
            if (!schema.at("properties").contains(key)) return false;
        }
        return true;
    }
    if (word == "properties") {
        for (auto const& [key, item] : value.items()) {
            if (rule.contains(key) && !is_valid(item, rule.at(key))) return false;
        }
        return true;
    }
    if (word == "items") {
        return std::all_of(value.begin(), value.end(), [&rule](Json const& item) { return is_valid(item, rule); });
    }
    if (word == "allOf") {
        return std::all_of(rule.begin(), rule.end(), [&value](Json const& one) { return is_valid(value, one); });
    }
    if (word == "if") return is_valid(value, schema.at(is_valid(value, rule) ? "then" : "else"));
    static std::vector<std::string> const notes{"$schema", "title", "description", "default", "then", "else"};
    if (std::find(notes.begin(), notes.end(), word) == notes.end()) FAIL("an unknown word in the schema: " << word);
    return true;
}

bool is_valid(Json const& value, Json const& schema)
{
    if (schema.is_boolean()) return schema.get<bool>();
    if (schema.contains("type") && !is_of_type(value, schema.at("type"))) return false;
    for (auto const& [word, rule] : schema.items()) {
        if (!is_valid_word(value, schema, word, rule)) return false;
    }
    return true;
}

// The schema of a key, going through tables and the tables of lists.
Json const* find_property(Json const& schema, std::string const& path)
{
    auto const dot = path.find('.');
    auto const key = path.substr(0, dot);
    Json const& object = schema.contains("items") ? schema.at("items") : schema;
    if (!object.contains("properties") || !object.at("properties").contains(key)) return nullptr;
    Json const& property = object.at("properties").at(key);
    return dot == std::string::npos ? &property : find_property(property, path.substr(dot + 1));
}

}  // namespace

TEST_CASE("schemas are JSON of draft-07 with every key, closed and described")
{
    for (auto const kind : all_kinds) {
        Json const schema = Json::parse(json_schema(kind));
        CHECK(schema.at("$schema") == "http://json-schema.org/draft-07/schema#");
        CHECK(schema.at("additionalProperties") == false);
        CHECK(schema.at("properties").at("format").at("const") == format_of(kind));
        for (auto const& path : known_paths(kind)) {
            INFO(name_of(kind) << " " << path);
            Json const* const property = find_property(schema, path);
            REQUIRE(property != nullptr);
            CHECK(property->at("description").get<std::string>().size() > 10);
            if (property->at("type") == "object") CHECK(property->at("additionalProperties") == false);
        }
    }
}

TEST_CASE("schemas hold ranges, words and defaults")
{
    Json const schema = Json::parse(json_schema(Kind::scenario));
    Json const& share = *find_property(schema, "demand.foreign_share");
    CHECK(share.at("type") == "number");
    CHECK(share.at("minimum") == 0);
    CHECK(share.at("maximum") == 1);
    CHECK(share.at("default") == 0.12);
    Json const& need = *find_property(schema, "wifi.need_mbps");
    CHECK(need.at("exclusiveMinimum") == 0);
    CHECK_FALSE(need.contains("minimum"));
    CHECK(find_property(schema, "traffic.end_hour")->at("type") == "integer");
    CHECK(find_property(schema, "day")->at("enum") == Json({"weekday", "weekend", "holiday"}));
    CHECK(find_property(schema, "demand.visitors_per_day")
              ->at("description")
              .get<std::string>()
              .find("Unit: persons/day. Default: estimate: the city's target") != std::string::npos);
    CHECK_FALSE(find_property(schema, "city")->contains("default"));
}

TEST_CASE("the schemas that lie beside the scenarios are the generated ones")
{
    for (auto const kind : all_kinds) {
        auto const path = halong::test::repository_path("scenarios/schema") / std::string{schema_file_name(kind)};
        INFO(path);
        CHECK(file_text(path) == json_schema(kind));
    }
}

TEST_CASE("files name the schema that they are valid under")
{
    int files = 0;
    for (auto const& entry : std::filesystem::directory_iterator{halong::test::repository_path("scenarios")}) {
        if (entry.path().extension() != ".toml") continue;
        INFO(entry.path());
        std::string const text = file_text(entry.path());
        REQUIRE(text.starts_with("#:schema "));
        auto const schema = text.substr(9, text.find('\n') - 9);
        Json const value = json_of(text);
        CHECK(is_valid(value, Json::parse(file_text(entry.path().parent_path() / schema))));
        CHECK(schema.starts_with("schema/" + value.at("format").get<std::string>().substr(7, 5)));
        ++files;
    }
    CHECK(files >= 4);
}

TEST_CASE("schemas accept what the program writes and refuse what it refuses")
{
    Json const scenario = Json::parse(json_schema(Kind::scenario));
    CHECK(is_valid(json_of(to_toml(Scenario{})), scenario));
    std::string const head = "format = \"halong-scenario/1\"\ncity = \"c\"\n";
    CHECK(is_valid(json_of(head), scenario));
    for (auto const* const bad :
         {"sead = 1\n", "seed = 1.5\n", "seed = -1\n", "day = \"sunday\"\n", "[demand]\nforeign_share = 1.2\n",
          "[demand]\nx = 1\n", "[wifi]\nneed_mbps = 0\n", "title = \"x\"\n", "[weather]\nrain = 1\n"}) {
        INFO(bad);
        CHECK_FALSE(is_valid(json_of(head + bad), scenario));
    }
    CHECK_FALSE(is_valid(json_of("city = \"c\"\n"), scenario));
    CHECK_FALSE(is_valid(json_of("format = \"halong-scenario/2\"\ncity = \"c\"\n"), scenario));
    CHECK_FALSE(is_valid(json_of("format = \"halong-scenario/1\"\n"), scenario));
    CHECK(is_valid(json_of("format = \"halong-scenario/1\"\nextends = \"a.toml\"\n"), scenario));
}

TEST_CASE("schemas ask for an option's cost, unless it comes from elsewhere")
{
    Json const study = Json::parse(json_schema(Kind::study));
    std::string const head = "format = \"halong-study/1\"\nscenario = \"s.toml\"\n";
    std::string const kpi = "[[kpis]]\nid = \"k\"\nbetter = \"less\"\n";
    CHECK(is_valid(json_of(head + "[[options]]\nid = \"o\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n" + kpi), study));
    CHECK_FALSE(is_valid(json_of(head + "[[options]]\nid = \"o\"\ncapex_vnd = 0\n" + kpi), study));
    CHECK_FALSE(
        is_valid(json_of(head + "[[options]]\nid = \"a/b\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n" + kpi), study));
    CHECK(is_valid(json_of(head + "[[options]]\nfile = \"o.toml\"\n" + kpi), study));
    CHECK_FALSE(is_valid(json_of(head + "options = []\n" + kpi), study));
    CHECK_FALSE(is_valid(json_of(head + kpi), study));
    CHECK(is_valid(json_of("format = \"halong-study/1\"\nextends = \"y.toml\"\n[[options]]\nid = \"o\"\n"), study));
    std::string const option = "[[options]]\nid = \"o\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n";
    CHECK_FALSE(is_valid(json_of(head + option + "[[options.add_sites]]\nid = \"r\"\n" + kpi), study));
}

TEST_CASE("the pattern of ids says the same as the program")
{
    std::regex const pattern{std::string{id_pattern}};
    for (std::string const text : {"a", "more-hotspots", "A_1", "9", "", "-a", "_a", "a b", "a/b", "a.b", "ă",
                                   std::string(64, 'x').c_str(), std::string(65, 'x').c_str()}) {
        INFO(text);
        CHECK(is_id(text) == std::regex_match(text, pattern));
    }
}
