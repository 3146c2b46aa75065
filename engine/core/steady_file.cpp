#include "core/steady_file.hpp"

#include "core/descriptor.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <new>
#include <thread>
#include <unistd.h>
#include <utility>

namespace halong::core {
namespace {

constexpr std::size_t block_bytes = std::size_t{4} << 20U;
constexpr std::size_t alignment =
    4'096;  // of memory, place and size, with which all file systems write past their cache

struct Free {
    void operator()(char* memory) const { std::free(memory); }  // NOLINT(*-no-malloc): of aligned_alloc
};
using Memory = std::unique_ptr<char, Free>;

Memory aligned_block()
{
    Memory memory(static_cast<char*>(std::aligned_alloc(alignment, block_bytes)));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

}  // namespace

// Blocks that are filled and written in turn. A thread writes them, once the first one is full.
class SteadyFile::Blocks {
public:
    // errno of the system tells why the file could not be opened, where is_open() is false.
    explicit Blocks(std::filesystem::path const& path)
        : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644))
    {}
    ~Blocks()
    {
        stop();
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Blocks(Blocks const&) = delete;
    Blocks& operator=(Blocks const&) = delete;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

    // 0, or the errno of a write. What comes after it is lost.
    int put(std::string_view bytes)
    {
        while (!bytes.empty()) {
            Memory& block = blocks_[filling_ % blocks_.size()];
            if (block == nullptr) block = aligned_block();
            auto const piece = bytes.substr(0, block_bytes - filled_);
            std::memcpy(block.get() + filled_, piece.data(), piece.size());
            filled_ += piece.size();
            bytes.remove_prefix(piece.size());
            if (filled_ == block_bytes) hand_over();
        }
        std::scoped_lock const lock(mutex_);
        return failure_;
    }

    // Writes all that is left: 0, or the errno of a write.
    int finish()
    {
        stop();
        if (failure_ != 0) return failure_;
        write_past_cache(false);  // the end of the file has any size
        if (filled_ > 0) write_block({blocks_[filling_ % blocks_.size()].get(), filled_});
        if (::close(std::exchange(descriptor_, -1)) != 0 && failure_ == 0) failure_ = errno;
        return failure_;
    }

private:
    void hand_over()
    {
        if (!writer_.joinable()) {
            write_past_cache(true);
            writer_ = std::thread([this] { write_all(); });
        }
        std::unique_lock lock(mutex_);
        ++filling_;
        filled_ = 0;
        changed_.notify_all();
        changed_.wait(lock, [this] { return filling_ - written_ < blocks_.size(); });
    }

    void write_all()
    {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return written_ < filling_ || is_stopped_; });
            if (written_ == filling_) return;
            char const* const block = blocks_[written_ % blocks_.size()].get();
            bool const is_good = failure_ == 0;
            lock.unlock();
            if (is_good) write_block({block, block_bytes});
            lock.lock();
            ++written_;
            changed_.notify_all();
        }
    }

    void write_block(std::string_view block)
    {
        bool is_written = write_whole(descriptor_, block);
        if (!is_written && errno == EINVAL && is_past_cache_) {
            // The file system has said that it can, and cannot, or not for what was left of the block.
            write_past_cache(false);
            is_written = ::lseek(descriptor_, at_, SEEK_SET) == at_ && write_whole(descriptor_, block);
        }
        at_ += static_cast<::off_t>(block.size());
        if (is_written) return;
        int const reason = errno;
        std::scoped_lock const lock(mutex_);
        failure_ = reason;
    }

    void write_past_cache(bool is_wanted)
    {
        if (is_wanted == is_past_cache_) return;
        int const flags = ::fcntl(descriptor_, F_GETFL);
        int const wanted = is_wanted ? flags | O_DIRECT : flags & ~O_DIRECT;
        if (flags >= 0 && ::fcntl(descriptor_, F_SETFL, wanted) == 0) is_past_cache_ = is_wanted;
    }

    void stop()
    {
        if (!writer_.joinable()) return;
        {
            std::scoped_lock const lock(mutex_);
            is_stopped_ = true;
        }
        changed_.notify_all();
        writer_.join();
    }

    int descriptor_;
    ::off_t at_ = 0;  // the place of the next block in the file
    std::array<Memory, 3> blocks_;
    std::size_t filled_ = 0;  // bytes of the block that is being filled
    std::mutex mutex_;        // of what follows
    std::condition_variable changed_;
    std::size_t filling_ = 0;  // blocks from the begin, as written_
    std::size_t written_ = 0;
    int failure_ = 0;
    bool is_stopped_ = false;
    bool is_past_cache_ = false;
    std::thread writer_;
};

namespace {

[[noreturn]] void fail(std::filesystem::path const& path, int reason)
{
    throw CannotWrite(path.string(), std::strerror(reason),
                      "see that the disk has room, and check the folder's rights");
}

}  // namespace

SteadyFile::SteadyFile(std::filesystem::path const& path)
    : path_(path), file_(path), blocks_(std::make_unique<Blocks>(file_.temporary_path()))
{
    if (!blocks_->is_open()) fail(path_, errno);
}

SteadyFile::~SteadyFile() = default;

void SteadyFile::put(std::string_view bytes)
{
    if (int const failure = blocks_->put(bytes); failure != 0) fail(path_, failure);
}

void SteadyFile::commit()
{
    if (int const failure = blocks_->finish(); failure != 0) fail(path_, failure);
    blocks_.reset();
    file_.commit();
}

}  // namespace halong::core
