// A large file that goes to the disk while it is written.
#pragma once

#include "core/durable_file.hpp"

#include <filesystem>
#include <memory>
#include <string_view>

namespace halong::core {

// Complete or absent, as DurableFile is. What was put goes to the disk in blocks, on a thread of its own and past the system's
// cache where the file system has a way: hundreds of megabytes are not copied once more, nor waited for at the end.
class SteadyFile {
public:
    // Throws CannotWrite, as put() and commit() do, which may be of what was put before.
    explicit SteadyFile(std::filesystem::path const& path);
    ~SteadyFile();
    SteadyFile(SteadyFile const&) = delete;
    SteadyFile& operator=(SteadyFile const&) = delete;

    void put(std::string_view bytes);
    // Nothing comes later.
    void commit();

private:
    class Blocks;

    std::filesystem::path path_;
    DurableFile file_;
    std::unique_ptr<Blocks> blocks_;
};

}  // namespace halong::core
