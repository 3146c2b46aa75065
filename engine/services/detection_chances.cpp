#include "services/detection_chances.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace halong::services {
namespace {

constexpr std::uint32_t legs_of_a_rank = 64;  // side by side

}  // namespace

DetectionChances::DetectionChances(std::size_t legs, std::size_t seen_at_least, std::size_t parts)
    : seen_at_least_(seen_at_least), parts_(parts), exactly_(legs * seen_at_least, 0)
{
    for (std::size_t leg = 0; leg < legs; ++leg) exactly_[leg * seen_at_least] = 1;
}

std::uint32_t DetectionChances::rank_of(std::uint32_t leg) const { return leg / legs_of_a_rank % ranks_; }

void DetectionChances::take(Chance const& chance)
{
    float* const exactly = exactly_.data() + chance.leg * seen_at_least_;
    float const p = chance.chance;
    for (std::size_t i = seen_at_least_ - 1; i > 0; --i) exactly[i] = exactly[i] * (1 - p) + exactly[i - 1] * p;
    exactly[0] *= 1 - p;
}

void DetectionChances::share(std::uint32_t rank, std::uint32_t count)
{
    rank_ = rank;
    ranks_ = count;
    to_tell_.resize(parts_);
}

void DetectionChances::tell(std::span<core::ArchiveWriter> to_ranks)
{
    std::vector<std::vector<Chance>> to(to_ranks.size());
    for (std::vector<Chance>& of_part : to_tell_) {
        for (Chance const& chance : of_part) to[rank_of(chance.leg)].push_back(chance);
        of_part.clear();
    }
    for (std::size_t rank = 0; rank < to.size(); ++rank) to_ranks[rank](to[rank]);
}

// A leg leaves one link after the other, and one rank tells of the cameras of a link in their order.
void DetectionChances::hear(std::span<core::ArchiveReader> from_ranks)
{
    std::vector<Chance> all;
    for (core::ArchiveReader& from : from_ranks) {
        std::vector<Chance> chances;
        from(chances);
        all.insert(all.end(), chances.begin(), chances.end());
    }
    std::ranges::stable_sort(all, {}, &Chance::time_ms);
    for (Chance const& chance : all) take(chance);
}

void DetectionChances::write_own(core::ArchiveWriter& archive) const
{
    std::vector<std::uint32_t> legs;
    std::vector<float> exactly;
    for (std::uint32_t leg = 0; leg * seen_at_least_ < exactly_.size(); ++leg) {
        auto const some = of(leg);
        bool const is_seen = some[0] != 1 || std::ranges::any_of(some.subspan(1), [](float p) { return p != 0; });
        if (rank_of(leg) != rank_ || !is_seen) continue;
        legs.push_back(leg);
        exactly.insert(exactly.end(), some.begin(), some.end());
    }
    archive(legs, exactly);
}

void DetectionChances::take_in(core::ArchiveReader& archive)
{
    std::vector<std::uint32_t> legs;
    std::vector<float> exactly;
    archive(legs, exactly);
    core::ensure(exactly.size() == legs.size() * seen_at_least_, "another rank tells of other chances");
    for (std::size_t i = 0; i < legs.size(); ++i) {
        core::ensure(std::size_t{legs[i]} * seen_at_least_ < exactly_.size(), "another rank tells of other legs");
        std::copy_n(exactly.begin() + static_cast<std::ptrdiff_t>(i * seen_at_least_), seen_at_least_,
                    exactly_.begin() + static_cast<std::ptrdiff_t>(legs[i] * seen_at_least_));
    }
}

}  // namespace halong::services
