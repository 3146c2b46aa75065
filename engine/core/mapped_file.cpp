#include "core/mapped_file.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace halong::core {
namespace {

// File systems of disks and of memory, as statfs(2) names them.
constexpr std::uint32_t zfs_magic = 0x2FC12FC1;
constexpr std::array<std::uint32_t, 7> local_kinds{EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC,  BTRFS_SUPER_MAGIC,
                                                   TMPFS_MAGIC,      F2FS_SUPER_MAGIC, OVERLAYFS_SUPER_MAGIC,
                                                   zfs_magic};

class Descriptor {
public:
    explicit Descriptor(std::filesystem::path const& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

// Pages of this process alone once it writes to them.
class Mapping {
public:
    Mapping(int file, std::size_t size)
        : data_(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0)), size_(size)
    {}
    ~Mapping()
    {
        if (data_ != MAP_FAILED) ::munmap(data_, size_);
    }
    Mapping(Mapping const&) = delete;
    Mapping& operator=(Mapping const&) = delete;
    [[nodiscard]] char* data() const { return data_ == MAP_FAILED ? nullptr : static_cast<char*>(data_); }

private:
    void* data_;
    std::size_t size_;
};

[[noreturn]] void refuse(std::filesystem::path const& path, std::string const& why)
{
    throw UserError(
        Diagnostic{path.string(), 0, 0, "cannot be read: " + why, "check that the file exists and may be read"});
}

}  // namespace

LentBytes lent(std::string bytes)
{
    auto kept = std::make_shared<std::string>(std::move(bytes));
    return {kept->data(), kept->size(), kept};
}

LentBytes map_file(std::filesystem::path const& path)
{
    if (auto const obstacle = obstacle_to_reading(path); !obstacle.empty()) refuse(path, obstacle);
    Descriptor const file(path);
    struct stat about {};
    if (file.number() < 0 || ::fstat(file.number(), &about) != 0) refuse(path, std::generic_category().message(errno));
    auto const size = static_cast<std::size_t>(about.st_size);
    if (size == 0) return {};  // nothing can be mapped
    auto mapping = std::make_shared<Mapping>(file.number(), size);
    char* const data = mapping->data();
    if (data == nullptr) refuse(path, std::generic_category().message(errno));
    return {data, size, std::move(mapping)};
}

bool is_on_local_disk(std::filesystem::path const& path)
{
    struct statfs about {};
    return ::statfs(path.c_str(), &about) == 0 &&
           std::ranges::find(local_kinds, static_cast<std::uint32_t>(about.f_type)) != local_kinds.end();
}

}  // namespace halong::core
