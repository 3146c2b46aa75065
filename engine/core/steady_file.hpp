// A large file that goes to the disk while it is written.
#pragma once

#include "core/durable_file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace halong::core {

// Complete or absent, as DurableFile is. The system is told of every stretch that it may bring to the disk, so that commit() waits for the
// last one only, and not for hundreds of megabytes.
class SteadyFile {
public:
    // Throws CannotWrite, as put() and commit() do.
    explicit SteadyFile(std::filesystem::path const& path);
    ~SteadyFile();
    SteadyFile(SteadyFile const&) = delete;
    SteadyFile& operator=(SteadyFile const&) = delete;

    void put(std::string_view bytes);
    // Nothing comes later.
    void commit();

private:
    [[noreturn]] void fail() const;

    std::filesystem::path path_;
    DurableFile file_;
    int descriptor_ = -1;
    std::int64_t written_ = 0;
    std::int64_t told_ = 0;
};

}  // namespace halong::core
