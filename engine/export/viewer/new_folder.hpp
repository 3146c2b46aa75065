// A folder that is either complete under its final name or not there at all.
#pragma once

#include <filesystem>

namespace halong::exporting {

// A folder beside the final one that takes its name when it is whole, in place of what was there; else it goes again.
class NewFolder {
public:
    // Throws CannotWrite.
    explicit NewFolder(std::filesystem::path const& final);
    ~NewFolder();
    NewFolder(NewFolder const&) = delete;
    NewFolder& operator=(NewFolder const&) = delete;

    // Where to write until take_place().
    [[nodiscard]] std::filesystem::path const& path() const { return temporary_; }
    // Throws CannotWrite.
    void take_place();
    // Where the final folder is there already, its other files stay: ours take their names in it, one by one, each complete.
    // Throws CannotWrite.
    void join_place();

private:
    std::filesystem::path final_;
    std::filesystem::path temporary_;
};

}  // namespace halong::exporting
