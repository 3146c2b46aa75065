#include "core/folder_lock.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace halong::core {

void require_unused_folder(std::filesystem::path const& folder, std::string help)
{
    namespace fs = std::filesystem;
    if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder))) return;
    throw UserError(Diagnostic{folder.string(), 0, 0, "exists and is not empty", std::move(help)});
}

// The kernel lets the lock go when the process ends, however it ends. Where a file system knows no locks, there is none.
FolderLock::FolderLock(std::filesystem::path const& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    if (descriptor_ < 0) return;
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
        remove_leftovers(folder);
        return;
    }
    if (errno != EWOULDBLOCK) return;
    ::close(descriptor_);
    throw UserError(Diagnostic{folder.string(), 0, 0, "is in use by another run",
                               "wait until it has ended, or choose another folder"});
}

FolderLock::~FolderLock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace halong::core
