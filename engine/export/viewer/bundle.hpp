// What the viewer in the browser reads of one run: a folder with a manifest and columns, each loaded when it is needed.
#pragma once

#include <filesystem>
#include <string_view>

namespace halong::exporting {

inline constexpr std::string_view viewer_format = "halong-viewer/1";
inline constexpr std::string_view viewer_manifest = "manifest.json";

// Writes the bundle of the run in `run` (run.h5, results.gpkg and, where there are any, tracks.bin) into `folder`, which is
// made new: complete or absent. A replication of a study that has no results.gpkg of its own takes the first one's.
// `city` replaces the folder of the run's city, from which only places come. The layout: viz/README.md.
// Throws UserError: not a result of this program, of an older layout, or incomplete; CannotWrite.
void write_viewer_bundle(std::filesystem::path const& run, std::filesystem::path const& folder,
                         std::filesystem::path const& city = {});

// The same in `folder`, unless the bundle of just these files lies there already.
void renew_viewer_bundle(std::filesystem::path const& run, std::filesystem::path const& folder,
                         std::filesystem::path const& city = {});

// Whether the folder holds a bundle of any kind with this stamp in its manifest and all of the files that it lists, each as
// long as it says.
bool is_whole_bundle(std::filesystem::path const& folder, std::string_view stamp);

}  // namespace halong::exporting
