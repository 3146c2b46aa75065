// Text written piece by piece to a file that is complete or absent, plain or compressed by gzip.
#pragma once

#include "core/durable_file.hpp"

#include <filesystem>
#include <memory>
#include <string_view>

namespace halong::city {

class TextOutput {
public:
    // Compresses when the name ends in .gz. Throws CannotWrite, as do the others.
    explicit TextOutput(std::filesystem::path const& path);
    ~TextOutput();
    TextOutput(TextOutput const&) = delete;
    TextOutput& operator=(TextOutput const&) = delete;

    void write(std::string_view text);
    // Gives the file its name. Without it nothing stays.
    void commit();

private:
    struct Stream;
    void check(bool good) const;
    std::filesystem::path path_;
    core::DurableFile file_;
    std::unique_ptr<Stream> stream_;
};

}  // namespace halong::city
