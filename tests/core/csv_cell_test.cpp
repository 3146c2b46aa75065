// Texts as cells of CSV files: RFC 4180, and nothing that a spreadsheet would work out.
#include "core/csv_cell.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace halong;
using core::csv_cell;
using core::CsvFor;

TEST_CASE("cells are quoted where they must be")
{
    CHECK(csv_cell("Hạ Long") == "Hạ Long");
    CHECK(csv_cell("") == "\"\"");
    CHECK(csv_cell("a,b") == "\"a,b\"");
    CHECK(csv_cell("a;b") == "\"a;b\"");
    CHECK(csv_cell("say \"so\"") == "\"say \"\"so\"\"\"");
    CHECK(csv_cell("two\nlines") == "\"two\nlines\"");
    CHECK(csv_cell(" kept ") == "\" kept \"");
}

TEST_CASE("for people no cell is a formula; programs get each text back")
{
    for (std::string const text : {"=1+1", "+84 203", "-E12", "@SUM(A1)", "\tx", "\rx"}) {
        INFO(text);
        CHECK(core::no_formula(text) == "'" + text);
        CHECK(csv_cell(text).find('\'') <= 1);
        CHECK(csv_cell(text, CsvFor::programs).find('\'') == std::string::npos);
    }
    CHECK(csv_cell("=HYPERLINK(\"x\",\"y\")") == "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    CHECK(core::no_formula("a=b") == "a=b");
    CHECK(core::no_formula("").empty());
}
