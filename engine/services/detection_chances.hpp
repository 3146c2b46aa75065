// How often each trip is detected by cameras: chances, not draws.
#pragma once

#include "core/archive.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::services {

// One camera's chance to detect a leg, 0 to 1, where it passed at that time.
struct Chance {
    std::uint32_t leg = 0;
    core::Millis time_ms = 0;
    float chance = 0;
};

// The number of detections of a leg, given the day's weather, is a sum of independent draws (Poisson-binomial): its
// probabilities below `seen_at_least`, one chance after the other in the order of time. Their products of floats depend on
// that order; so where ranks share the passages (shared_passages.hpp), the chances of a leg belong to one of them, to which the
// others tell what they found.
class DetectionChances {
public:
    // `seen_at_least` >= 1. Chances of legs of different parts may be added at the same time.
    DetectionChances(std::size_t legs, std::size_t seen_at_least, std::size_t parts);

    // Those of a leg are added in the order of time.
    void add(Chance const& chance, std::size_t part)
    {
        if (chance.chance <= 0) return;
        if (to_tell_.empty()) {
            take(chance);
        } else {
            to_tell_[part].push_back(chance);
        }
    }
    // One of the leg comes soon.
    void expect(std::uint32_t leg) const { __builtin_prefetch(&exactly_[leg * seen_at_least_], 1); }

    // [i]: the probability of exactly i < seen_at_least detections.
    [[nodiscard]] std::span<float const> of(std::uint32_t leg) const
    {
        return {exactly_.data() + leg * seen_at_least_, seen_at_least_};
    }

    // As SharedPassages; of legs, only what chances are of this rank is written.
    void share(std::uint32_t rank, std::uint32_t count);
    void tell(std::span<core::ArchiveWriter> to_ranks);
    void hear(std::span<core::ArchiveReader> from_ranks);
    void write_own(core::ArchiveWriter& archive) const;
    void take_in(core::ArchiveReader& archive);

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [seen_at_least, parts, rank, ranks, exactly, to_tell] = self;
        // Given: seen_at_least … ranks. Empty between two minutes: to_tell.
        archive.fixed(exactly);
    }

private:
    // Whose the leg's chances are: neighbours in memory are of one rank.
    [[nodiscard]] std::uint32_t rank_of(std::uint32_t leg) const;
    void take(Chance const& chance);

    std::size_t seen_at_least_;
    std::size_t parts_;
    std::uint32_t rank_ = 0;  // of `ranks_`
    std::uint32_t ranks_ = 1;
    std::vector<float> exactly_;                // [leg][i]
    std::vector<std::vector<Chance>> to_tell_;  // by part; no parts where nobody shares
};

}  // namespace halong::services
