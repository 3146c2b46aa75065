// The files that a server may hand out, by the path under which they are asked for.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halong::serve {

// A folder whose files appear under "<prefix>/…"; prefix "" puts them at the top.
struct Mount {
    std::string prefix;
    std::filesystem::path folder;
};

// Path without a leading slash -> file. Found when it is made: what is not there then is never served, and no path leads
// elsewhere, whatever it holds.
using SiteFiles = std::map<std::string, std::filesystem::path, std::less<>>;

// All regular files of the folders and those below them; symbolic links are left out. Throws UserError when a folder
// cannot be read.
SiteFiles site_files(std::vector<Mount> const& mounts);

// The media type by the name's extension; "application/octet-stream" for others.
std::string_view media_type(std::string_view path);

}  // namespace halong::serve
