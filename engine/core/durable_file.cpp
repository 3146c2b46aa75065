#include "core/durable_file.hpp"

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/temporary_name.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace halong::core {
namespace {

constexpr char const* advice = "choose another folder with --out, or free space and check its rights";

[[noreturn]] void fail(std::filesystem::path const& path)
{
    throw CannotWrite(path.string(), std::strerror(errno), advice);
}

class Descriptor {
public:
    // `asked` is what the user wanted to have written: messages name it, not a temporary file.
    Descriptor(std::filesystem::path const& path, int flags, std::filesystem::path const& asked)
        : value_(::open(path.c_str(), flags, 0644))
    {
        if (value_ < 0) fail(asked);
    }
    ~Descriptor() { ::close(value_); }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

void sync_file(std::filesystem::path const& path, std::filesystem::path const& asked)
{
    Descriptor const descriptor(path, O_RDONLY, asked);
    if (::fsync(descriptor.get()) != 0) fail(asked);
}

}  // namespace

DurableFile::DurableFile(std::filesystem::path final_path) : final_(std::move(final_path))
{
    temporary_ = folder_of(final_) / temporary_name(final_);
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

DurableFile::~DurableFile()
{
    std::error_code ignored;
    if (!committed_) std::filesystem::remove(temporary_, ignored);
}

void DurableFile::commit()
{
    bool const is_synced_later = is_in_folder_aside(final_);  // with all else there, by NewFolder::take_place
    if (!is_synced_later) sync_file(temporary_, final_);
    if (::rename(temporary_.c_str(), final_.c_str()) != 0) fail(final_);
    committed_ = true;
    if (is_synced_later) return;
    if (auto const folder = folder_of(final_); !sync_folder(folder)) fail(folder);
}

void write_file(std::filesystem::path const& path, std::string_view content) { write_file_parts(path, {content}); }

void write_file_parts(std::filesystem::path const& path, std::initializer_list<std::string_view> parts)
{
    DurableFile file(path);
    {
        Descriptor const descriptor(file.temporary_path(), O_WRONLY | O_CREAT | O_TRUNC, path);
        for (std::string_view const part : parts) {
            if (!write_whole(descriptor.get(), part)) fail(path);
        }
    }
    file.commit();
}

void remove_leftovers(std::filesystem::path const& folder)
{
    namespace fs = std::filesystem;
    std::error_code error;
    std::vector<fs::path> leftovers;
    auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::end(entry); entry.increment(error)) {
        std::error_code unknown;
        if (!is_leftover(entry->path())) continue;
        leftovers.push_back(entry->path());
        if (entry->is_directory(unknown)) entry.disable_recursion_pending();
    }
    for (fs::path const& path : leftovers) fs::remove_all(path, error);
}

void require_writable_folder(std::filesystem::path const& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw CannotWrite(folder.string(), error.message(), advice);
    // A file without a name leaves nothing behind, whatever happens. Not all file systems have them.
    int const nameless = ::open(folder.c_str(), O_TMPFILE | O_WRONLY, 0600);
    if (nameless >= 0) {
        ::close(nameless);
        return;
    }
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) fail(folder);
    auto const probe = folder / temporary_name(folder / "probe");
    {
        Descriptor const descriptor(probe, O_WRONLY | O_CREAT | O_TRUNC, folder);
    }
    std::filesystem::remove(probe, error);
}

}  // namespace halong::core
