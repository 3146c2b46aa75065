// A folder of TOML files that lives as long as a test.
#pragma once

#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <unistd.h>

namespace halong::test {

class ScratchFolder {
public:
    ScratchFolder()
    {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("halong_scenario_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(ScratchFolder const&) = delete;
    ScratchFolder& operator=(ScratchFolder const&) = delete;

    // Writes a file and returns its path.
    [[nodiscard]] std::filesystem::path write(std::string_view name, std::string_view text) const
    {
        auto const path = path_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

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

}  // namespace halong::test
