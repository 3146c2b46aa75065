#include "demand/parameters.hpp"

#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace halong::demand;

namespace {
std::string text_of_file(std::string const& path)
{
    std::ifstream file(halong::test::repository_path(path));
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}
}  // namespace

TEST_CASE("parameters: the list holds every parameter once, with unit and source")
{
    std::string const header = text_of_file("engine/demand/parameters.hpp");
    std::size_t declared = 0;
    for (auto at = header.find("constexpr Parameter "); at != std::string::npos;
         at = header.find("constexpr Parameter ", at + 1)) {
        ++declared;
    }
    std::set<std::string_view> names;
    for (Parameter const* parameter : all_parameters()) {
        names.insert(parameter->name);
        CHECK_FALSE(parameter->unit.empty());
        CHECK_FALSE(parameter->source.empty());
    }
    CHECK(names.size() == all_parameters().size());
    CHECK(declared == all_parameters().size());
}

TEST_CASE("parameters: README shows each with its value, unit and mark")
{
    std::string const readme = text_of_file("engine/demand/README.md");
    for (Parameter const* parameter : all_parameters()) {
        std::string const row = fmt::format("| {} | {} | {} | {} |", parameter->name, parameter->value, parameter->unit,
                                            name_of(parameter->mark));
        INFO(row);
        CHECK(readme.find(row) != std::string::npos);
    }
}

TEST_CASE("parameters: shares are shares")
{
    for (Parameter const* parameter : all_parameters()) {
        if (parameter->name.ends_with("_share")) {
            INFO(parameter->name);
            CHECK(parameter->value >= 0);
            CHECK(parameter->value <= 1);
        }
    }
}
