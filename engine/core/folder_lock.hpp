// A folder of results that one process at a time writes into, and that is not overwritten silently.
#pragma once

#include <filesystem>
#include <string>

namespace halong::core {

// Throws UserError when the path exists and is anything but an empty folder; `help`: what to do then.
void require_unused_folder(std::filesystem::path const& folder, std::string help);

// Keeps others from writing into a folder while it lives, and removes what a process that died left half written there.
// Throws UserError when another process, or another lock of this one, holds the folder.
class FolderLock {
public:
    explicit FolderLock(std::filesystem::path const& folder);
    ~FolderLock();
    FolderLock(FolderLock const&) = delete;
    FolderLock& operator=(FolderLock const&) = delete;

private:
    int descriptor_;
};

}  // namespace halong::core
