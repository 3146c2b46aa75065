// A folder of a test's own that goes away with it, and what calls complain about.
#pragma once

#include "core/error.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace halong::test {

class ScratchFolder {
public:
    ScratchFolder()
    {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("halong_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(ScratchFolder const&) = delete;
    ScratchFolder& operator=(ScratchFolder const&) = delete;

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

    // Writes a file, in folders of its own where its name has some, and returns its path.
    [[nodiscard]] std::filesystem::path write(std::string_view name, std::string_view text) const
    {
        auto const path = path_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }

    // The names of what lies in the folder, hidden files included, sorted.
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (auto const& entry : std::filesystem::directory_iterator(path_)) {
            found.push_back(entry.path().filename().string());
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    // A text with every mention of the folder taken out: "<folder>/a.toml:1:1" becomes "a.toml:1:1".
    [[nodiscard]] std::string without_folder(std::string text) const
    {
        std::string const prefix = path_.generic_string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
            text.erase(at, prefix.size());
        }
        return text;
    }

private:
    std::filesystem::path path_;
};

// What a call complains about, or "" when it does not.
inline std::string complaint(std::function<void()> const& call)
{
    try {
        call();
    } catch (core::UserError const& error) {
        return error.what();
    }
    return {};
}

// The message of the exception that `action` throws; fails when it throws none of this type.
template <class Error, class Action>
std::string message_of(Action const& action)
{
    try {
        action();
    } catch (Error const& error) {
        return error.what();
    }
    FAIL("nothing was thrown");
    return "";
}

}  // namespace halong::test
