// The wording of errors and the guess at what a misspelt word was meant to be.
#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace halong::core;

TEST_CASE("a diagnostic names file, line and column as far as they are known")
{
    CHECK(text_of({"a.toml", 3, 7, "'x' = 5 is too much", "use 1 to 4"}) ==
          "a.toml:3:7: error: 'x' = 5 is too much\n    help: use 1 to 4");
    CHECK(text_of({"a.toml", 3, 0, "bad", ""}) == "a.toml:3: error: bad");
    CHECK(text_of({"a.toml", 0, 7, "bad", ""}) == "a.toml: error: bad");  // a column alone says nothing
    CHECK(text_of({"", 0, 0, "bad", "mend it"}) == "error: bad\n    help: mend it");
    CHECK(text_of({"layer 'roads' of x.gpkg, feature 12", 0, 0, "bad", ""}) ==
          "layer 'roads' of x.gpkg, feature 12: error: bad");
}

TEST_CASE("what would steer a terminal, and what is no UTF-8, is written so that it can be seen")
{
    CHECK(text_of({"\x1b[2J", 0, 0, "a\tb\nc\x7f\xe9 é", "\x01"}) ==
          "\\x1b[2J: error: a\\x09b\nc\\x7f\xEF\xBF\xBD é\n    help: \\x01");
    std::string const zeros(2100, '\0');
    CHECK(text_of({"", 0, 0, zeros, ""}).ends_with("\xEF\xBF\xBD... (2100 bytes)"));
}

TEST_CASE("a user error carries all findings and says them all, in order")
{
    UserError const error(std::vector<Diagnostic>{{"a", 1, 1, "one", ""}, {"a", 2, 1, "two", "help yourself"}});
    CHECK(error.diagnostics().size() == 2);
    CHECK(std::string(error.what()) == "a:1:1: error: one\na:2:1: error: two\n    help: help yourself");
    UserError const single(Diagnostic{"b", 0, 0, "alone", ""});
    CHECK(single.diagnostics().at(0).message == "alone");
    CHECK(std::string(single.what()) == "b: error: alone");
}

TEST_CASE("what cannot be written says where, why and what to do")
{
    CHECK(std::string(CannotWrite("/x/run.h5", "No space left on device", "free space").what()) ==
          "/x/run.h5: error: cannot be written: No space left on device\n    help: free space");
}

TEST_CASE("ensure throws an internal fault with its text, in every build")
{
    CHECK_NOTHROW(ensure(true, "never"));
    CHECK_THROWS_AS(ensure(false, "links must meet"), InternalFault);
    CHECK_THROWS_WITH(ensure(false, "links must meet"), "links must meet");
}

TEST_CASE("the nearest word is found for the usual slips, and none for another word")
{
    std::vector<std::string> const keys{"window_ms", "seepage", "seed", "min_link_time_ms", "end_hour"};
    CHECK(nearest("windwo_ms", keys) == "window_ms");  // two letters swapped: one slip
    CHECK(nearest("seepge", keys) == "seepage");       // one left out
    CHECK(nearest("end_hours", keys) == "end_hour");   // one too many
    CHECK(nearest("min_link_tyme_ns", keys) == "min_link_time_ms");
    CHECK(nearest("seed", keys) == "seed");
    CHECK(nearest("weather", keys).empty());
    CHECK(nearest("", {}).empty());
    CHECK(nearest("abc", {"abd", "abe"}) == "abd");  // ties: the first
    // Two letters swapped at the very end, behind a word that is two slips away.
    CHECK(nearest("min_link_time_sm", {"min_lonk_tyme_sm", "min_link_time_ms"}) == "min_link_time_ms");
    CHECK(nearest("min_link_time_sm", {"min_link_tyme_sm", "min_link_time_ms"}) == "min_link_tyme_sm");
}
