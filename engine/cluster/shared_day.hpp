// People and ways of a run that ranks share: made by one of them, and mapped by all.
#pragma once

#include "core/archive.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/sealed_file.hpp"
#include "traffic/ranks.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

namespace halong::cluster {

// Files in the results' folder while the run lasts. All ranks of a machine have their values in memory once, and what nobody
// looks at gives way when memory is short.
class SharedDay {
public:
    // All ranks make one for the same folder.
    SharedDay(traffic::Ranks& ranks, std::filesystem::path const& results);
    // The first takes the files away.
    ~SharedDay();
    SharedDay(SharedDay const&) = delete;
    SharedDay& operator=(SharedDay const&) = delete;

    // All ranks ask: what `make` returns on the first of them. The others have to make the same only where they cannot map
    // its file: another disk, or a full one. Part takes part in archives.
    template <class Part, class Make>
    [[nodiscard]] Part get(std::string_view name, Make const& make) const
    {
        std::optional<Part> part;
        std::uint64_t hash = 0;
        if (is_first()) {
            part = make();
            hash = keep(name, core::archive_of(*part));
        }
        if (auto const content = find(name, told_by_first(hash))) {
            Part mapped;
            core::ArchiveReader reader(*content, path_of(name).string());
            reader(mapped);
            reader.finish();
            return mapped;
        }
        return part ? std::move(*part) : make();
    }

    // All ranks call it before the first takes the files away: nobody looks into them any more.
    void finish() const { static_cast<void>(told_by_first(0)); }

private:
    [[nodiscard]] bool is_first() const { return ranks_.rank() == 0; }
    [[nodiscard]] std::filesystem::path path_of(std::string_view name) const;
    // Of what is kept; 0 when it cannot be.
    std::uint64_t keep(std::string_view name, std::string_view content) const;
    [[nodiscard]] std::optional<core::LentBytes> find(std::string_view name, std::uint64_t hash) const;
    // Waits for all ranks.
    [[nodiscard]] std::uint64_t told_by_first(std::uint64_t number) const;

    traffic::Ranks& ranks_;
    std::filesystem::path folder_;
};

// What a run that was killed has left there.
void remove_shared_day(std::filesystem::path const& results);

}  // namespace halong::cluster
