#include "city/text_output.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <utility>
#include <zlib.h>

namespace halong::city {

struct TextOutput::Stream {
    Stream(std::filesystem::path const& path, bool compress) : file(gzopen(path.c_str(), compress ? "wb6" : "wbT")) {}
    Stream(Stream const&) = delete;
    Stream& operator=(Stream const&) = delete;
    ~Stream() { close(); }
    bool close() { return file == nullptr || gzclose(std::exchange(file, nullptr)) == Z_OK; }
    gzFile file;
};

TextOutput::TextOutput(std::filesystem::path const& path)
    : path_(path), file_(path), stream_(std::make_unique<Stream>(file_.temporary_path(), path.extension() == ".gz"))
{
    check(stream_->file != nullptr);
}

TextOutput::~TextOutput() = default;

void TextOutput::check(bool good) const
{
    if (good) return;
    throw core::CannotWrite(path_.string(), "the file cannot be written", "see that the disk has room");
}

void TextOutput::write(std::string_view text)
{
    constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
    while (!text.empty()) {
        auto const piece = text.substr(0, piece_bytes);
        check(gzwrite(stream_->file, piece.data(), static_cast<unsigned>(piece.size())) ==
              static_cast<int>(piece.size()));
        text.remove_prefix(piece.size());
    }
}

void TextOutput::commit()
{
    check(stream_->close());
    file_.commit();
}

}  // namespace halong::city
