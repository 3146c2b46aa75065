// Files that are either complete under their final name or not there at all.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace halong::core {

// A temporary name beside the final one: write there, then commit() syncs and renames it.
// Without commit() the temporary file is removed. Throws CannotWrite.
class DurableFile {
public:
    explicit DurableFile(std::filesystem::path final_path);
    ~DurableFile();
    DurableFile(DurableFile const&) = delete;
    DurableFile& operator=(DurableFile const&) = delete;

    // Where to write until commit(); ends in the final name's extension, as some formats need.
    [[nodiscard]] std::filesystem::path const& temporary_path() const { return temporary_; }
    // Syncs the content, renames it over the final name and syncs the folder; in a NewFolder, which syncs all of it when it takes
    // its place, renames it alone.
    void commit();

private:
    std::filesystem::path final_;
    std::filesystem::path temporary_;
    bool committed_ = false;
};

// Writes a whole file durably. Throws CannotWrite.
void write_file(std::filesystem::path const& path, std::string_view content);
// The same for several parts, one behind the other.
void write_file_parts(std::filesystem::path const& path, std::initializer_list<std::string_view> parts);

// Removes the temporary files and folders in the folder and below it that a process of this machine left which no longer
// lives; of processes whose numbers this one does not see (another container with the same host name), those last written
// more than a day ago. What cannot be read or removed stays.
void remove_leftovers(std::filesystem::path const& folder);

// Makes the folder and checks that a file can be created in it. Throws CannotWrite.
void require_writable_folder(std::filesystem::path const& folder);

}  // namespace halong::core
