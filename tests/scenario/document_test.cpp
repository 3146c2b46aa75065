#include "scenario/document.hpp"

#include "support/scratch_folder.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <limits>
#include <random>

using namespace halong::scenario;
using halong::test::complaint;

namespace {

std::string place(Node const* node)
{
    REQUIRE(node != nullptr);
    return place_text(node->origin);
}

}  // namespace

TEST_CASE("a document remembers where keys and values stand")
{
    Node const root = parse_toml("a = 1\nb.c = \"x\"\n\n[d]\n  e = [1.5,\n       2]\n[[f]]\nid = \"g\"\n", "x.toml");
    CHECK(place(find(root, "a")) == "x.toml:1:5");
    CHECK(place_text(find(root, "a")->key_origin) == "x.toml:1:1");
    CHECK(place(find(*find(root, "b"), "c")) == "x.toml:2:7");
    CHECK(place(find(root, "d")) == "x.toml:4:1");
    Node const* const e = find(*find(root, "d"), "e");
    CHECK(place_text(e->key_origin) == "x.toml:5:3");
    REQUIRE(e->array()->size() == 2);
    CHECK(place(&e->array()->at(1)) == "x.toml:6:8");
    CHECK(place(&find(root, "f")->array()->at(0)) == "x.toml:7:1");
    CHECK(id_of(find(root, "f")->array()->at(0)) == "g");
    CHECK(find(root, "h") == nullptr);
    CHECK(find(*find(root, "a"), "h") == nullptr);
}

TEST_CASE("text that is not TOML names line and column")
{
    CHECK(complaint([] { parse_toml("a = 1\nb = = 2\n", "x.toml"); }) ==
          "x.toml:2:5: error: this is not TOML: parsing value: could not determine value type\n"
          "    help: mend this line first: what follows it has not been read");
    CHECK(complaint([] { parse_toml("a = 1\na = 2\n", "x.toml"); }) ==
          "x.toml:2:5: error: this is not TOML: parsing key-value pair: cannot redefine existing "
          "integer 'a'\n"
          "    help: mend this line first: what follows it has not been read");
}

TEST_CASE("a file that cannot be read says why")
{
    halong::test::ScratchFolder const folder;
    auto const there = folder.write("weekday.toml", "a = 1\n");
    CHECK(find(read_toml(there.string()), "a") != nullptr);
    auto const complaint_about = [&folder](std::string const& name) {
        return folder.without_folder(complaint([&] { read_toml((folder.path() / name).string()); }));
    };
    CHECK(complaint_about("weekdy.toml") ==
          "weekdy.toml: error: there is no such file\n    help: did you mean 'weekday.toml'?");
    CHECK(complaint_about("a.toml") ==
          "a.toml: error: there is no such file\n"
          "    help: check the path; it is relative to the folder you are in");
    CHECK(complaint_about("none/a.toml").find("there is no folder") != std::string::npos);
    CHECK(complaint([&] { read_toml(folder.path().string()); }).find("this is a folder, not a file") !=
          std::string::npos);
}

TEST_CASE("tables merge by key, lists of tables by id, and replaced values are remembered")
{
    Node base = parse_toml(
        "a = 1\nb = [1, 2]\n[t]\nx = 1\ny = 2\n[[l]]\nid = \"p\"\nv = 1\nw = 2\n[[l]]\nid = "
        "\"q\"\nv = 3\n",
        "base");
    merge(base, parse_toml("b = [3]\nc = 4\n[t]\ny = 5\n[[l]]\nid = \"q\"\nv = 6\n[[l]]\nid = \"r\"\nv = 7\n", "over"));
    CHECK(short_text(base) == "{ a = 1, b = [3], c = 4, l = [{ id = \"p\", v = 1, w = 2 }, { ...");
    CHECK(short_text(*find(base, "t")) == "{ x = 1, y = 5 }");
    auto const& list = *find(base, "l")->array();
    REQUIRE(list.size() == 3);
    CHECK(short_text(list[0]) == "{ id = \"p\", v = 1, w = 2 }");
    CHECK(short_text(list[1]) == "{ id = \"q\", v = 6 }");
    CHECK(short_text(list[2]) == "{ id = \"r\", v = 7 }");
    Node const& replaced = *find(list[1], "v");
    CHECK(place(&replaced) == "over:7:5");
    REQUIRE(replaced.earlier.size() == 1);
    CHECK(replaced.earlier[0].text == "3");
    CHECK(place_text(replaced.earlier[0].origin) == "base:12:5");
    CHECK(find(*find(base, "t"), "x")->earlier.empty());
}

TEST_CASE("lists without ids are replaced, and an id that is used twice stays twice")
{
    Node base = parse_toml("[[l]]\nv = 1\n[[m]]\nid = \"p\"\n", "base");
    merge(base, parse_toml("[[l]]\nv = 2\n[[m]]\nid = \"p\"\nv = 1\n[[m]]\nid = \"p\"\nv = 2\n", "over"));
    CHECK(short_text(*find(base, "l")) == "[{ v = 2 }]");
    CHECK(short_text(*find(base, "m")) == R"([{ id = "p", v = 1 }, { id = "p", v = 2 }])");
}

TEST_CASE("overrides are TOML or a bare word, and enter lists by id")
{
    Node root = parse_toml("day = \"weekday\"\n[[l]]\nid = \"p\"\nv = 1\n", "x");
    merge(root, parse_override("day=holiday"));
    merge(root, parse_override("a.b = 30_000"));
    merge(root, parse_override("l.p.v=[1, 2]"));
    merge(root, parse_override("a.\"ơ\".c=false"));
    CHECK(short_text(root) == "{ a = { b = 30000, ơ = { c = false } }, day = \"holiday\", l ...");
    CHECK(short_text(*find(root, "l")) == "[{ id = \"p\", v = [1, 2] }]");
    CHECK(place(find(root, "day")) == "--set day=holiday");
    CHECK(complaint([&] { merge(root, parse_override("l.pp.v=1")); }) ==
          "--set l.pp.v=1: error: there is no item with the id 'pp'\n    help: did you mean 'p'?");
    for (auto const* const bad : {"day", "", "=3", "a b=3", "a=1\nb=2"}) {
        INFO(bad);
        CHECK(complaint([&] { parse_override(bad); }).find("this is not key=value") != std::string::npos);
    }
}

TEST_CASE("only overrides may lay a table upon a list")
{
    Node base = parse_toml("[[l]]\nid = \"p\"\n", "base");
    merge(base, parse_toml("[l.p]\nv = 1\n", "over"));
    CHECK(short_text(*find(base, "l")) == "{ p = { v = 1 } }");
}

TEST_CASE("long values are cut between characters")
{
    Node const root = parse_toml("a = \"" + std::string(58, 'x') + "ạạ\"", "x");
    CHECK(short_text(*find(root, "a")) == "\"" + std::string(58, 'x') + "...");
}

TEST_CASE("numbers and texts read back as they were written")
{
    std::mt19937_64 random(1);
    for (int i = 0; i < 20'000; ++i) {
        auto const number = std::bit_cast<double>(random());
        if (number != number || number - number != 0) continue;
        Node const root = parse_toml("a = " + toml_text(number), "x");
        Node const& node = *find(root, "a");
        auto const* const whole = std::get_if<std::int64_t>(&node.value);
        double const back = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(node.value);
        REQUIRE(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(number));
    }
    for (double const number :
         {0.0, -0.0, 27000.0, -1.0, 1e15, 1e16, 9007199254740993.0, 0.1, std::numeric_limits<double>::denorm_min()}) {
        Node const root = parse_toml("a = " + toml_text(number), "x");
        auto const* const whole = std::get_if<std::int64_t>(&find(root, "a")->value);
        double const back = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(find(root, "a")->value);
        CHECK(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(number));
    }
    for (std::string const text : {"", "Trần Quốc Nghiễn", "a\"b\\c\n\t\r\x01\x7f", "# not a comment", "😀"}) {
        Node const root = parse_toml("a = " + toml_text(text), "x");
        CHECK(*find(root, "a")->text() == text);
    }
}
