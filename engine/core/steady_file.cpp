#include "core/steady_file.hpp"

#include "core/descriptor.hpp"
#include "core/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace halong::core {
namespace {

constexpr std::int64_t stretch = std::int64_t{4} << 20U;  // bytes

}  // namespace

SteadyFile::SteadyFile(std::filesystem::path const& path)
    : path_(path),
      file_(path),
      descriptor_(::open(file_.temporary_path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644))
{
    if (descriptor_ < 0) fail();
}

SteadyFile::~SteadyFile()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

void SteadyFile::fail() const { throw CannotWrite(path_.string(), std::strerror(errno), "see that the disk has room"); }

void SteadyFile::put(std::string_view bytes)
{
    if (!write_whole(descriptor_, bytes)) fail();
    written_ += static_cast<std::int64_t>(bytes.size());
    if (written_ - told_ < stretch) return;
    // A hint: where a file system does not know it, commit() waits for all.
    ::sync_file_range(descriptor_, told_, written_ - told_, SYNC_FILE_RANGE_WRITE);
    told_ = written_;
}

void SteadyFile::commit()
{
    int const closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) fail();
    file_.commit();
}

}  // namespace halong::core
