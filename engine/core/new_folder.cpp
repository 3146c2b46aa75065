#include "core/new_folder.hpp"

#include "core/descriptor.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/temporary_name.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace halong::core {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(fs::path const& path, std::string const& reason)
{
    throw CannotWrite(path.string(), reason, "choose another folder with --out");
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

void make_last(fs::path const& path)
{
    if (!sync_folder(path)) fail(path, std::strerror(errno));
}

// Files below a folder, relative to it. All of it is on the disk then.
std::vector<fs::path> synced_files(fs::path const& folder)
{
    std::vector<fs::path> files;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_directory()) {
            make_last(entry.path());
        } else if (entry.is_regular_file()) {
            sync_file(entry.path());
            files.push_back(entry.path().lexically_relative(folder));
        }
    }
    make_last(folder);
    return files;
}

void move(fs::path const& from, fs::path const& to)
{
    std::error_code failed;
    fs::rename(from, to, failed);
    if (failed) fail(to, failed.message());
}

// At no moment is either gone, and where the file system can do it, at no moment without a whole one under the second name.
void exchange(fs::path const& made, fs::path const& former)
{
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, former.c_str(), RENAME_EXCHANGE) == 0) return;
    if (errno != EINVAL && errno != ENOSYS) fail(former, std::strerror(errno));
    fs::path const aside = former.parent_path() / temporary_name(former);
    move(former, aside);
    move(made, former);
    move(aside, made);
}

}  // namespace

NewFolder::NewFolder(fs::path const& final, IfThere if_there) : final_(without_end(final)), if_there_(if_there)
{
    auto const around = if_there == IfThere::join && fs::exists(final_) ? final_ : final_.parent_path();
    require_writable_folder(around);
    temporary_ = around / temporary_name(final_);
    require_writable_folder(temporary_);
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
    if (fs::exists(fs::symlink_status(final_))) {
        exchange(temporary_, final_);
    } else {
        move(temporary_, final_);
    }
    make_last(final_.parent_path());
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
    for (fs::path const& folder : folders) make_last(folder);
}

}  // namespace halong::core
