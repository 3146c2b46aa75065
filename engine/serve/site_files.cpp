#include "serve/site_files.hpp"

#include "core/error.hpp"

#include <array>
#include <utility>

namespace halong::serve {

SiteFiles site_files(std::vector<Mount> const& mounts)
{
    namespace fs = std::filesystem;
    SiteFiles files;
    for (Mount const& mount : mounts) {
        std::error_code failed;
        fs::recursive_directory_iterator entries(mount.folder, failed);
        if (failed) {
            throw core::UserError(core::Diagnostic{mount.folder.string(), 0, 0, failed.message(),
                                                   "the folder with the files to show must be readable"});
        }
        for (auto const& entry : entries) {
            if (entry.is_symlink() || !entry.is_regular_file()) continue;
            auto const below = entry.path().lexically_relative(mount.folder).generic_string();
            files.emplace(mount.prefix.empty() ? below : mount.prefix + "/" + below, entry.path());
        }
    }
    return files;
}

std::string_view media_type(std::string_view path)
{
    using Row = std::pair<std::string_view, std::string_view>;
    constexpr std::array<Row, 9> types{Row{".html", "text/html; charset=utf-8"},
                                       {".js", "text/javascript; charset=utf-8"},
                                       {".mjs", "text/javascript; charset=utf-8"},
                                       {".css", "text/css; charset=utf-8"},
                                       {".json", "application/json"},
                                       {".svg", "image/svg+xml"},
                                       {".png", "image/png"},
                                       {".txt", "text/plain; charset=utf-8"},
                                       {".woff2", "font/woff2"}};
    for (auto const& [extension, type] : types) {
        if (path.ends_with(extension)) return type;
    }
    return "application/octet-stream";
}

}  // namespace halong::serve
