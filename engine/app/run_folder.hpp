// Where a run's files land: a new folder each time, with a link `latest` beside it.
#pragma once

#include <filesystem>
#include <string>

namespace halong::app {

inline constexpr char const* report_file = "report.html";  // in the folder of a study or a run

// `out` as given (UserError when it holds something and `force` is not set), or runs/<name>/<UTC time>-<hash of text>.
// The folder exists and can be written afterwards. Throws CannotWrite.
std::filesystem::path make_run_folder(std::filesystem::path const& out, std::string const& name,
                                      std::string const& text, bool force);

// Points runs/<name>/latest at the folder; does nothing where links are not possible or `folder` lies elsewhere.
void link_latest(std::filesystem::path const& folder);

}  // namespace halong::app
