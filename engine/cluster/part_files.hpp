// People and ways of tasks on disk, for processes that run tasks of the same people one after the other or side by side.
#pragma once

#include "cluster/plan.hpp"
#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/sealed_file.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace halong::cluster {

inline constexpr std::size_t most_part_files = 64;  // about 5 GB of a city with 300,000 residents

// One sealed file for each part, named by the hash of all that the part follows from: whoever needs it first makes and
// keeps it, everybody else reads it. Two who make the same at once leave the same bytes. Removing one costs only time.
// There are at most `most_part_files`; what comes then is made without being kept.
class PartFiles {
public:
    // `plan`: its input files, with their hashes, are part of the names.
    PartFiles(std::filesystem::path folder, Plan const& plan);

    // What is kept under this name and key, else what `make` returns, which is kept from then on where the disk lets it. A
    // file that is damaged or was left by another program is made anew. Part takes part in archives. Thread-safe.
    template <class Part, class Make>
    Part get(std::string_view name, std::uint64_t key, Make const& make) const
    {
        if (auto const content = find(name, key)) {
            try {
                Part part;
                core::ArchiveReader reader(*content, path_of(name, key).string());
                reader(part);
                reader.finish();
                return part;
            } catch (core::UserError const&) {  // another layout
            }
        }
        Part part = make();
        keep(name, key, core::archive_of(part));
        return part;
    }

private:
    [[nodiscard]] std::filesystem::path path_of(std::string_view name, std::uint64_t key) const;
    [[nodiscard]] std::optional<core::LentBytes> find(std::string_view name, std::uint64_t key) const;
    void keep(std::string_view name, std::uint64_t key, std::string_view content) const;

    std::filesystem::path folder_;
    std::uint64_t base_ = 0;  // hash of this program and of the plan's input files
};

// Takes away what is kept in the folder.
void remove_part_files(std::filesystem::path const& folder);

}  // namespace halong::cluster
