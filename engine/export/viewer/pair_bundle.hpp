// What the viewer reads of two variants that were run several times with the same random numbers: the mean difference of
// each road, zone and site by hour, its interval, and whether it is more than chance.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace halong::exporting {

inline constexpr std::string_view pairs_format = "halong-viewer-pairs/1";
inline constexpr double pairs_confidence = 0.95;  // of the intervals

// Two runs with the same seed: folders with their run.h5.
struct PairOfRuns {
    std::filesystem::path base;
    std::filesystem::path option;
    std::uint64_t seed = 0;
};

// Pairs by seed, in the order of `base`; runs without partner are left out. Throws UserError: no result of this program, or
// one seed twice on a side.
std::vector<PairOfRuns> pairs_by_seed(std::vector<std::filesystem::path> const& base,
                                      std::vector<std::filesystem::path> const& option);

// Writes the differences option - base of two pairs or more into `folder`, which is made new: complete or absent. Rows are
// those of the first pair's base; what only the option has is in no row, what only the base has is without value (NaN).
// Which are distinguishable is judged for each map (one measure, one hour) by itself: study::PairedCells. The layout:
// viz/README.md. Throws UserError (incomplete, or of another city's zones), CannotWrite.
void write_pair_bundle(std::vector<PairOfRuns> const& pairs, std::filesystem::path const& folder);

// The same in `folder`, unless that of just these files lies there already.
void renew_pair_bundle(std::vector<PairOfRuns> const& pairs, std::filesystem::path const& folder);

}  // namespace halong::exporting
