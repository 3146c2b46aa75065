#include "geo/gzip.hpp"

#include "core/error.hpp"

#include <zlib.h>

namespace halong::geo {

struct GzipMember::Stream {
    explicit Stream(int level)
    {
        constexpr int with_gzip_header = 16;
        constexpr int memory_level = 9;
        core::ensure(deflateInit2(&zlib, level, Z_DEFLATED, MAX_WBITS + with_gzip_header, memory_level,
                                  Z_DEFAULT_STRATEGY) == Z_OK,
                     "zlib begins a stream");
    }
    Stream(Stream const&) = delete;
    Stream& operator=(Stream const&) = delete;
    ~Stream() { deflateEnd(&zlib); }

    void run(int flush)
    {
        constexpr std::size_t step_bytes = std::size_t{1} << 16U;
        int state = Z_OK;
        do {
            std::size_t const had = out.size();
            out.resize(had + step_bytes);
            zlib.next_out = reinterpret_cast<Bytef*>(out.data() + had);
            zlib.avail_out = step_bytes;
            state = deflate(&zlib, flush);
            core::ensure(state != Z_STREAM_ERROR, "zlib's stream is sound");
            out.resize(had + step_bytes - zlib.avail_out);
        } while (flush == Z_FINISH ? state != Z_STREAM_END : zlib.avail_out == 0);
    }

    z_stream zlib{};
    std::string out;
};

GzipMember::GzipMember(int level) : stream_(std::make_unique<Stream>(level)) {}

GzipMember::~GzipMember() = default;

void GzipMember::add(std::string_view text)
{
    constexpr std::size_t piece_bytes = std::size_t{1} << 30U;
    while (!text.empty()) {
        auto const piece = text.substr(0, piece_bytes);
        // zlib does not write into what it compresses.
        stream_->zlib.next_in = const_cast<Bytef*>(reinterpret_cast<Bytef const*>(piece.data()));
        stream_->zlib.avail_in = static_cast<uInt>(piece.size());
        stream_->run(Z_NO_FLUSH);
        text.remove_prefix(piece.size());
    }
}

std::string GzipMember::finish()
{
    stream_->zlib.avail_in = 0;
    stream_->run(Z_FINISH);
    return std::move(stream_->out);
}

std::string gzip(std::string_view bytes, int level)
{
    GzipMember member(level);
    member.add(bytes);
    return member.finish();
}

}  // namespace halong::geo
