#include "export/gzip_parts.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "geo/gzip.hpp"

#include <algorithm>
#include <fstream>
#include <utility>
#include <vector>

namespace halong::exporting {
namespace {

constexpr std::size_t most_parts_in_memory = 32;  // compressed, but those that are being written

}  // namespace

void GzipText::compress()
{
    compressed_ += geo::quick_gzip(text);
    text.clear();
}

void GzipText::add_piece(std::string_view piece)
{
    if (!text.empty()) compress();
    compressed_ += geo::quick_gzip(piece);
}

std::string GzipText::take()
{
    if (!text.empty()) compress();
    return std::exchange(compressed_, {});
}

void write_gzip_parts(std::filesystem::path const& path, std::string const& first, std::size_t parts,
                      PartWriter const& writer, std::string const& last)
{
    core::DurableFile file(path);
    std::ofstream stream(file.temporary_path(), std::ios::binary);
    auto const put = [&](std::string const& bytes) {
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!stream) throw core::CannotWrite(path.string(), "the file cannot be written", "see that the disk has room");
    };
    put(geo::quick_gzip(first));
    std::size_t const at_once =
        std::clamp(8 * static_cast<std::size_t>(core::thread_count()), std::size_t{1}, most_parts_in_memory);
    for (std::size_t begin = 0; begin < parts; begin += at_once) {
        std::vector<std::string> made(std::min(at_once, parts - begin));
        core::run_tasks(made.size(), [&](std::size_t i) {
            GzipText out;
            writer(begin + i, out);
            made[i] = out.take();
        });
        for (std::string const& bytes : made) put(bytes);
    }
    put(geo::quick_gzip(last));
    stream.close();
    put("");
    file.commit();
}

}  // namespace halong::exporting
