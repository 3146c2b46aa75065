// The main function of every test program. A test that skips itself (support/test_data.hpp) makes
// the program end with 77, which ctest counts as skipped, unless some check failed as well.
#define CATCH_CONFIG_RUNNER
#include "support/test_data.hpp"

#include <catch2/catch.hpp>

int main(int argc, char* argv[])
{
    Catch::Session session;
    if (int const bad_arguments = session.applyCommandLine(argc, argv); bad_arguments != 0) {
        return bad_arguments;
    }
    auto const& config = session.configData();
    bool const only_lists = config.listTests || config.listTestNamesOnly || config.listTags || config.listReporters;
    int const result = session.run();
    if (only_lists) {
        return 0;  // `result` is the number of lines
    }
    if (result != 0) {
        return 1;
    }
    constexpr int skipped = 77;
    return halong::test::skipped_tests() > 0 ? skipped : 0;
}
