#include "export/viewer/new_folder.hpp"

#include "core/descriptor.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <set>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace halong::exporting {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(fs::path const& path, std::string const& reason)
{
    throw core::CannotWrite(path.string(), reason, "choose another folder with --out");
}

// "out/" is "out".
fs::path without_end(fs::path const& path)
{
    fs::path const whole = fs::absolute(path).lexically_normal();
    return whole.has_filename() ? whole : whole.parent_path();
}

// What other libraries wrote comes to the disk.
void sync_file(fs::path const& path)
{
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool const is_synced = file >= 0 && ::fsync(file) == 0;
    int const reason = errno;
    if (file >= 0) ::close(file);
    if (!is_synced) fail(path, std::strerror(reason));
}

void sync_folder(fs::path const& path)
{
    if (!core::sync_folder(path)) fail(path, std::strerror(errno));
}

// Files below a folder, relative to it. All of it is on the disk then.
std::vector<fs::path> synced_files(fs::path const& folder)
{
    std::vector<fs::path> files;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_directory()) {
            sync_folder(entry.path());
        } else if (entry.is_regular_file()) {
            sync_file(entry.path());
            files.push_back(entry.path().lexically_relative(folder));
        }
    }
    sync_folder(folder);
    return files;
}

}  // namespace

NewFolder::NewFolder(fs::path const& final, IfThere if_there) : final_(without_end(final)), if_there_(if_there)
{
    auto const around = if_there == IfThere::join && fs::exists(final_) ? final_ : final_.parent_path();
    core::require_writable_folder(around);
    temporary_ = around / fmt::format(".{}.{}.tmp", final_.filename().string(), ::getpid());
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
    if (if_there_ == IfThere::join && fs::exists(final_)) return join();
    synced_files(temporary_);
    std::error_code failed;
    fs::remove_all(final_, failed);
    fs::rename(temporary_, final_, failed);
    if (failed) fail(final_, failed.message());
    sync_folder(final_.parent_path());
}

void NewFolder::join() const
{
    std::set<fs::path> folders{final_};  // in which names come to stand
    for (fs::path const& file : synced_files(temporary_)) {
        std::error_code failed;
        fs::path const there = final_ / file;
        fs::create_directories(there.parent_path(), failed);
        if (!failed) fs::rename(temporary_ / file, there, failed);
        if (failed) fail(there, failed.message());
        for (fs::path folder = there.parent_path(); folder != final_; folder = folder.parent_path()) {
            folders.insert(folder);
        }
    }
    for (fs::path const& folder : folders) sync_folder(folder);
}

}  // namespace halong::exporting
