#include "export/gzip_parts.hpp"

#include "core/ordered_tasks.hpp"
#include "core/parallel.hpp"
#include "core/steady_file.hpp"
#include "geo/gzip.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace halong::exporting {

void GzipText::compress()
{
    compressed_ += geo::quick_gzip(text);
    text.clear();
}

std::string& GzipText::members()
{
    if (!text.empty()) compress();
    return compressed_;
}

std::string GzipText::take()
{
    if (!text.empty()) compress();
    return std::exchange(compressed_, {});
}

void write_gzip_parts(std::filesystem::path const& path, std::string const& first, std::size_t parts,
                      PartWriter const& writer, std::string const& last, PartReader const& reader)
{
    core::SteadyFile file(path);
    file.put(geo::quick_gzip(first));
    std::size_t const at_once =
        std::clamp(4 * static_cast<std::size_t>(core::thread_count()), std::size_t{1}, most_gzip_parts_at_once);
    std::array<std::string, most_gzip_parts_at_once> made;
    core::run_in_order(parts, at_once,
                       {[&](std::size_t part) {
                            if (reader) reader(part);
                        },
                        [&](std::size_t part) {
                            GzipText out;
                            writer(part, out);
                            made[part % made.size()] = out.take();
                        },
                        [&](std::size_t part) { file.put(std::exchange(made[part % made.size()], {})); }});
    file.put(geo::quick_gzip(last));
    file.commit();
}

}  // namespace halong::exporting
