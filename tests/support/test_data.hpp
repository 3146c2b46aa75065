// Files that tests read: those of the repository, and larger ones that do not belong into it.
// The larger ones lie in the folder that the environment variable HALONG_TEST_DATA names; tests that
// need them skip, visibly, when it is not set:
//
//     auto const map = test_data_or_skip("halong/transport_2021.osm.pbf");
//     if (!map) return;
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace halong::test {

// How many tests of this program have skipped themselves.
inline int& skipped_tests()
{
    static int count = 0;
    return count;
}

// Says why the running test does nothing. The test returns right after it.
inline void skip(std::string_view reason)
{
    ++skipped_tests();
    std::cout << "SKIPPED: " << Catch::getResultCapture().getCurrentTestName() << ": " << reason << std::endl;
}

// HALONG_TEST_DATA/subpath, or nothing when the variable is not set. Throws when the variable is
// set and the file is not there: a wrong name must not look like a skipped test.
inline std::optional<std::filesystem::path> test_data(std::string_view subpath)
{
    char const* const folder = std::getenv("HALONG_TEST_DATA");
    if (folder == nullptr || *folder == '\0') {
        return std::nullopt;
    }
    auto path = std::filesystem::path{folder} / subpath;
    if (!std::filesystem::exists(path)) {
        throw std::runtime_error{"HALONG_TEST_DATA is set, but there is no " + path.string()};
    }
    return path;
}

// The same; where it returns nothing, the test has been marked as skipped.
inline std::optional<std::filesystem::path> test_data_or_skip(std::string_view subpath)
{
    auto path = test_data(subpath);
    if (!path) {
        skip("set HALONG_TEST_DATA to the folder that holds " + std::string{subpath});
    }
    return path;
}

#ifdef HALONG_REPOSITORY
// A file of the repository: repository_path("data/halong/city.toml").
inline std::filesystem::path repository_path(std::string_view subpath)
{
    return std::filesystem::path{HALONG_REPOSITORY} / subpath;
}
#endif

}  // namespace halong::test
