#include "city/byte_source.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <lzma.h>
#include <vector>
#include <zlib.h>

namespace halong::city {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(fs::path const& path, std::string const& reason, std::string const& help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, reason, help});
}

[[noreturn]] void refuse_damaged(fs::path const& path, std::string const& how)
{
    refuse(path, fmt::format("is damaged or incomplete ({})", how),
           "compare its size or checksum with the source and fetch it again");
}

// A small file may hold an endless one: zeros unpack to a thousand times their size in gzip, and to seven thousand times in
// xz, XML and tables to twenty or fifty times.
class BoundedSource final : public ByteSource {
public:
    BoundedSource(fs::path path, std::unique_ptr<ByteSource> source)
        : path_(std::move(path)), source_(std::move(source))
    {
        std::error_code error;
        std::uintmax_t const size = fs::file_size(path_, error);
        most_bytes_ = std::max(always_allowed_bytes, error ? 0 : most_growth * size);
    }

    std::size_t read(std::span<char> buffer) override
    {
        std::size_t const size = source_->read(buffer);
        bytes_ += size;
        if (bytes_ > most_bytes_) {
            refuse(path_, fmt::format("unpacks to more than {} times its size", most_growth),
                   "it is damaged or no data: unpack it yourself and look at it");
        }
        return size;
    }

private:
    static constexpr std::uintmax_t always_allowed_bytes = std::uintmax_t{64} << 20U;
    static constexpr std::uintmax_t most_growth = 300;
    fs::path path_;
    std::unique_ptr<ByteSource> source_;
    std::uintmax_t bytes_ = 0;
    std::uintmax_t most_bytes_ = 0;
};

// Plain files too: zlib passes through what has no gzip header.
class GzipSource final : public ByteSource {
public:
    explicit GzipSource(fs::path path) : path_(std::move(path)), file_(gzopen(path_.c_str(), "rb"))
    {
        if (file_ == nullptr) refuse(path_, "cannot be opened", "check the file's permissions");
        gzbuffer(file_, buffer_size);
    }
    GzipSource(GzipSource const&) = delete;
    GzipSource& operator=(GzipSource const&) = delete;
    ~GzipSource() override { gzclose(file_); }

    std::size_t read(std::span<char> buffer) override
    {
        auto const wanted = std::min<std::size_t>(buffer.size(), std::numeric_limits<int>::max());
        int const size = gzread(file_, buffer.data(), static_cast<unsigned>(wanted));
        int fault = Z_OK;
        char const* const how = gzerror(file_, &fault);
        // A short read without a fault is the end; a file cut inside its compressed data ends with Z_BUF_ERROR.
        if (size < 0 || fault == Z_BUF_ERROR || fault == Z_DATA_ERROR) refuse_damaged(path_, how);
        return static_cast<std::size_t>(size);
    }

private:
    static constexpr unsigned buffer_size = 1U << 18U;
    fs::path path_;
    gzFile file_;
};

class XzSource final : public ByteSource {
public:
    explicit XzSource(fs::path path) : path_(std::move(path)), file_(path_, std::ios::binary), input_(buffer_size)
    {
        core::ensure(lzma_stream_decoder(&stream_, memory_limit_bytes, LZMA_CONCATENATED) == LZMA_OK,
                     "the xz decoder cannot start");
    }
    XzSource(XzSource const&) = delete;
    XzSource& operator=(XzSource const&) = delete;
    ~XzSource() override { lzma_end(&stream_); }

    std::size_t read(std::span<char> buffer) override
    {
        stream_.next_out = reinterpret_cast<std::uint8_t*>(buffer.data());
        stream_.avail_out = buffer.size();
        while (!ended_ && stream_.avail_out > 0) {
            if (stream_.avail_in == 0) refill();
            lzma_ret const result = lzma_code(&stream_, file_.eof() ? LZMA_FINISH : LZMA_RUN);
            ended_ = result == LZMA_STREAM_END;
            if (!ended_ && result != LZMA_OK) refuse_damaged(path_, text_of(result));
        }
        return buffer.size() - stream_.avail_out;
    }

private:
    static constexpr std::size_t buffer_size = 1U << 16U;
    static constexpr std::uint64_t memory_limit_bytes = std::uint64_t{256} << 20U;  // presets need at most 65 MiB

    static char const* text_of(lzma_ret result)
    {
        if (result == LZMA_BUF_ERROR) return "it ends inside the compressed data";
        if (result == LZMA_MEMLIMIT_ERROR) return "it asks for more than 256 MiB to be unpacked";
        return "its compressed data do not fit together";
    }
    void refill()
    {
        if (file_.eof()) return;
        file_.read(input_.data(), static_cast<std::streamsize>(input_.size()));
        stream_.next_in = reinterpret_cast<std::uint8_t const*>(input_.data());
        stream_.avail_in = static_cast<std::size_t>(file_.gcount());
    }

    fs::path path_;
    std::ifstream file_;
    std::vector<char> input_;
    lzma_stream stream_ = LZMA_STREAM_INIT;
    bool ended_ = false;
};

bool is_xz(fs::path const& path)
{
    constexpr std::array<char, 6> magic{'\xFD', '7', 'z', 'X', 'Z', '\0'};
    std::array<char, magic.size()> head{};
    std::ifstream(path, std::ios::binary).read(head.data(), head.size());
    return head == magic;
}

}  // namespace

std::unique_ptr<ByteSource> open_bytes(fs::path const& path)
{
    if (auto const obstacle = core::obstacle_to_reading(path); !obstacle.empty()) {
        refuse(path, fmt::format("cannot be read: {}", obstacle), "check the path");
    }
    std::unique_ptr<ByteSource> source;
    if (is_xz(path))
        source = std::make_unique<XzSource>(path);
    else
        source = std::make_unique<GzipSource>(path);
    return std::make_unique<BoundedSource>(path, std::move(source));
}

}  // namespace halong::city
