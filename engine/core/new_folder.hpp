// A folder that is either complete under its final name or not there at all.
#pragma once

#include <cstdint>
#include <filesystem>

namespace halong::core {

enum class IfThere : std::uint8_t {
    replace,  // the whole folder is another afterwards
    join      // other files in it stay; ours take their names in it one by one, each complete
};

// A folder aside that takes the final one's name when it is whole and on the disk; else it goes again. What is written there, by
// DurableFile or otherwise, need not be on the disk before: take_place() sees to all of it. It stands beside the
// final one, or inside where it will join: only there are the rights and the file system surely the same.
class NewFolder {
public:
    // Throws CannotWrite.
    explicit NewFolder(std::filesystem::path const& final, IfThere if_there = IfThere::replace);
    ~NewFolder();
    NewFolder(NewFolder const&) = delete;
    NewFolder& operator=(NewFolder const&) = delete;

    // Where to write until take_place().
    [[nodiscard]] std::filesystem::path const& path() const { return temporary_; }
    // Throws CannotWrite.
    void take_place();

private:
    void join() const;

    std::filesystem::path final_;
    std::filesystem::path temporary_;
    IfThere if_there_;
};

}  // namespace halong::core
