#include "core/descriptor.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace halong::core {

bool write_whole(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        ssize_t const written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::filesystem::path folder_of(std::filesystem::path const& path)
{
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

bool sync_folder(std::filesystem::path const& folder)
{
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    bool const is_synced = ::fsync(descriptor) == 0 || errno == EINVAL;
    int const reason = errno;
    ::close(descriptor);
    errno = reason;
    return is_synced;
}

}  // namespace halong::core
