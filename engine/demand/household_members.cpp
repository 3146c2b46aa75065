#include "demand/household_members.hpp"

#include "core/error.hpp"
#include "demand/decisions.hpp"
#include "demand/spot.hpp"

#include <algorithm>
#include <numeric>

namespace halong::demand {
namespace {

constexpr double generation = 27;  // years; mean age of mothers at birth in Việt Nam, estimate

// Wished ages of the places of one household; years. Estimates, which only order the people.
class Wishes {
public:
    Wishes(HouseholdType const& type, std::uint64_t key, core::Random const& random) : key_(key), random_(random)
    {
        int const young = type.members[0];
        int const grown = type.members[1];
        double const u = uniform(0);
        if (grown == 0) {
            stage_ = 60 - generation + 28 * u;  // grandparents without their children
        } else if (grown > 2) {
            stage_ = 42 + 17 * u;  // with grown-up children
        } else if (young > 0) {
            stage_ = 25 + 22 * u;
        } else {
            stage_ = 20 + 39 * u;
        }
    }

    // Age of the `ordinal`-th member of the group.
    double age(AgeGroup group, int ordinal)
    {
        double const jitter = 2 * uniform(++drawn_) - 1;
        switch (group) {
            case AgeGroup::grown:
                if (ordinal == 0) return stage_;
                return ordinal == 1 ? stage_ - 2 + 3 * jitter : stage_ - generation + 4 + 4 * jitter;
            case AgeGroup::old:
                return stage_ + generation + 5 * jitter;
            case AgeGroup::young:
                break;
        }
        return stage_ - generation - 3.5 * ordinal + 3 * jitter;
    }

private:
    [[nodiscard]] double uniform(std::uint32_t ordinal) const
    {
        return random_.uniform(core::Stream::population, {key_, purpose_of(Decision::household_stage), ordinal});
    }

    std::uint64_t key_;
    core::Random const& random_;
    double stage_ = 0;
    std::uint32_t drawn_ = 0;
};

struct Place {
    double wish = 0;
    std::uint32_t member = 0;
};

}  // namespace

HouseholdMembers seat_members(std::span<std::int64_t const> type_counts, AgesByGroup const& ages,
                              std::string_view household_prefix, core::Random const& random)
{
    constexpr std::array order{AgeGroup::grown, AgeGroup::old, AgeGroup::young};
    HouseholdMembers members;
    std::array<std::vector<Place>, age_group_count> places;
    std::uint32_t next = 0;
    for (std::size_t t = 0; t < type_counts.size(); ++t) {
        HouseholdType const& type = household_types()[t];
        for (std::int64_t k = 0; k < type_counts[t]; ++k) {
            Wishes wishes(type, key_of(household_prefix, members.first.size() - 1), random);
            for (AgeGroup const group : order) {
                auto const g = static_cast<std::size_t>(group);
                for (int i = 0; i < type.members[g]; ++i) places[g].push_back({wishes.age(group, i), next++});
            }
            members.first.push_back(next);
        }
    }
    members.age.resize(next);
    for (std::size_t g = 0; g < age_group_count; ++g) {
        core::ensure(places[g].size() == ages[g].size(), "households have a place for everybody");
        std::ranges::sort(places[g], [](Place const& a, Place const& b) {
            return a.wish != b.wish ? a.wish < b.wish : a.member < b.member;
        });
        for (std::size_t i = 0; i < places[g].size(); ++i) members.age[places[g][i].member] = ages[g][i];
    }
    return members;
}

}  // namespace halong::demand
