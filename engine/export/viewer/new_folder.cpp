#include "export/viewer/new_folder.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace halong::exporting {

namespace fs = std::filesystem;

NewFolder::NewFolder(fs::path const& final) : final_(final)
{
    auto const parent = fs::absolute(final).lexically_normal().parent_path();
    core::require_writable_folder(parent);
    temporary_ = parent / fmt::format(".{}.{}.tmp", final.filename().string(), ::getpid());
    fs::remove_all(temporary_);
    core::require_writable_folder(temporary_);
}

NewFolder::~NewFolder()
{
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
}

void NewFolder::take_place()
{
    std::error_code failed;
    fs::remove_all(final_, failed);
    fs::rename(temporary_, final_, failed);
    if (failed) throw core::CannotWrite(final_.string(), failed.message(), "choose another folder with --out");
}

namespace {

// What other libraries wrote there comes to the disk before it gets its name.
void sync_file(fs::path const& path)
{
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool const good = file >= 0 && ::fsync(file) == 0;
    int const reason = errno;
    if (file >= 0) ::close(file);
    if (!good) throw core::CannotWrite(path.string(), std::strerror(reason), "choose another folder with --out");
}

}  // namespace

void NewFolder::join_place()
{
    std::vector<fs::path> files;
    for (auto const& entry : fs::recursive_directory_iterator(temporary_)) {
        if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(temporary_));
    }
    for (fs::path const& file : files) sync_file(temporary_ / file);
    std::error_code failed;
    for (fs::path const& file : files) {
        fs::create_directories((final_ / file).parent_path(), failed);
        if (!failed) fs::rename(temporary_ / file, final_ / file, failed);
        if (failed)
            throw core::CannotWrite((final_ / file).string(), failed.message(), "choose another folder with --out");
    }
}

}  // namespace halong::exporting
