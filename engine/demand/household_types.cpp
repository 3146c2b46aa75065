#include "demand/household_types.hpp"

#include "core/error.hpp"
#include "demand/integerise.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halong::demand {
namespace {

constexpr std::size_t young = static_cast<std::size_t>(AgeGroup::young);
constexpr std::size_t grown = static_cast<std::size_t>(AgeGroup::grown);
constexpr std::size_t old = static_cast<std::size_t>(AgeGroup::old);
constexpr int sizes = largest_household + 1;

using Members = std::array<std::uint8_t, age_group_count>;

// All types and, for each size, where its types begin.
struct Types {
    std::vector<HouseholdType> all;
    std::array<std::size_t, sizes + 1> first{};
    std::array<std::size_t, static_cast<std::size_t>(sizes* sizes* sizes)> index{};  // of [young][grown][old]

    static std::size_t slot(Members const& m)
    {
        int const place = (m[young] * sizes + m[grown]) * sizes + m[old];
        return static_cast<std::size_t>(place);
    }

    Types()
    {
        for (int size = 1; size < sizes; ++size) {
            first[static_cast<std::size_t>(size)] = all.size();
            for (int y = 0; y < size; ++y) {
                for (int g = 0; g <= size - y; ++g) {
                    HouseholdType type;
                    type.members = {static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(g),
                                    static_cast<std::uint8_t>(size - y - g)};
                    index[slot(type.members)] = all.size();
                    all.push_back(type);
                }
            }
        }
        first[sizes] = all.size();
    }
};

Types const& types()
{
    static Types const all;
    return all;
}

double power(double base, int exponent)
{
    double result = 1;
    for (int i = 0; i < exponent; ++i) result *= base;
    return result;
}

double seed_of(HouseholdType const& type)
{
    using namespace parameter;
    Members const& m = type.members;
    double seed = power(further_young_seed, std::max(0, m[young] - 2)) *
                  power(further_adult_seed, std::max(0, m[grown] - 2)) *
                  power(further_adult_seed, std::max(0, m[old] - 2));
    if (m[young] > 0 && type.adults() == 1) seed *= lone_parent_seed;
    if (m[young] > 0 && m[grown] == 0) seed *= skipped_generation_seed;
    return seed;
}

using Table = std::vector<double>;

// Returns the largest miss before the step, in households.
double fit_sizes(Table& table, HouseholdSizes const& wanted)
{
    double miss = 0;
    for (std::size_t size = 1; size < sizes; ++size) {
        auto const begin = table.begin() + static_cast<std::ptrdiff_t>(types().first[size]);
        auto const end = table.begin() + static_cast<std::ptrdiff_t>(types().first[size + 1]);
        double const sum = std::accumulate(begin, end, 0.0);
        auto const target = static_cast<double>(wanted[size]);
        miss = std::max(miss, std::abs(sum - target));
        double const factor = sum > 0 ? target / sum : 0.0;
        std::for_each(begin, end, [factor](double& x) { x *= factor; });
    }
    return miss;
}

// The factor u > 0 with sum of k c_k u^k = target (> 0): the sum is convex and rises, so Newton's steps come from above.
double member_factor(std::array<double, sizes> const& c, double target)
{
    double u = 1;
    for (int step = 0; step < 100; ++step) {
        double value = 0;
        double slope = 0;
        double power_of_u = 1;  // u^(k-1)
        for (int k = 1; k < sizes; ++k) {
            double const term = k * c[static_cast<std::size_t>(k)] * power_of_u;
            slope += k * term;
            value += term * u;
            power_of_u *= u;
        }
        if (!(slope > 0)) return 1;
        double const next = std::max(u - (value - target) / slope, u / 16);
        if (std::abs(next - u) <= 1e-14 * u) return next;
        u = next;
    }
    return u;
}

void fit_persons(Table& table, std::size_t group, std::int64_t wanted)
{
    std::array<double, sizes> by_members{};
    for (std::size_t t = 0; t < table.size(); ++t) by_members[types().all[t].members[group]] += table[t];
    std::array<double, sizes> factors{};
    factors[0] = 1;
    double const u = wanted > 0 ? member_factor(by_members, static_cast<double>(wanted)) : 0.0;
    for (std::size_t k = 1; k < sizes; ++k) factors[k] = factors[k - 1] * u;
    for (std::size_t t = 0; t < table.size(); ++t) table[t] *= factors[types().all[t].members[group]];
}

// Changes whole households until the persons of each group are exact.
class Repair {
public:
    Repair(Table const& quotas, std::vector<std::int64_t>& counts, HouseholdMargins const& margins)
        : quotas_(quotas), counts_(counts)
    {
        for (std::size_t group = 0; group < age_group_count; ++group) {
            missing_[group] = margins.persons[group];
            for (std::size_t t = 0; t < counts.size(); ++t) {
                missing_[group] -= counts[t] * types().all[t].members[group];
            }
        }
    }

    void run()
    {
        while (std::ranges::any_of(missing_, [](std::int64_t missing) { return missing != 0; })) {
            std::size_t const to = index_of_most();
            std::size_t const from = index_of_least();
            std::size_t const third = age_group_count - to - from;
            // A member of `from` becomes one of `to`, in one household or by way of the third group in two.
            if (change(from, to)) continue;
            core::ensure(change(third, to) && change(from, third), "households can hold the people of their margins");
        }
    }

private:
    [[nodiscard]] std::size_t index_of_most() const
    {
        return static_cast<std::size_t>(std::ranges::max_element(missing_) - missing_.begin());
    }
    [[nodiscard]] std::size_t index_of_least() const
    {
        return static_cast<std::size_t>(std::ranges::min_element(missing_) - missing_.begin());
    }

    bool change(std::size_t from, std::size_t to)
    {
        std::size_t best = counts_.size();
        std::size_t best_after = 0;
        double best_gain = 0;
        for (std::size_t t = 0; t < counts_.size(); ++t) {
            Members after = types().all[t].members;
            if (counts_[t] == 0 || after[from] == 0) continue;
            --after[from];
            ++after[to];
            if (after[grown] + after[old] == 0) continue;
            std::size_t const a = types().index[Types::slot(after)];
            double const gain =
                static_cast<double>(counts_[t]) - quotas_[t] - (static_cast<double>(counts_[a]) - quotas_[a]);
            if (best == counts_.size() || gain > best_gain) {
                best = t;
                best_after = a;
                best_gain = gain;
            }
        }
        if (best == counts_.size()) return false;
        --counts_[best];
        ++counts_[best_after];
        ++missing_[from];
        --missing_[to];
        return true;
    }

    Table const& quotas_;
    std::vector<std::int64_t>& counts_;
    std::array<std::int64_t, age_group_count> missing_{};
};

}  // namespace

std::span<HouseholdType const> household_types() { return types().all; }

bool can_live_together(HouseholdMargins const& margins)
{
    std::int64_t members = 0;
    std::int64_t households = 0;
    for (std::size_t size = 1; size < margins.sizes.size(); ++size) {
        members += static_cast<std::int64_t>(size) * margins.sizes[size];
        households += margins.sizes[size];
    }
    std::int64_t const persons = std::accumulate(margins.persons.begin(), margins.persons.end(), std::int64_t{0});
    return members == persons && margins.persons[young] <= members - households;
}

std::vector<double> fit_household_types(HouseholdMargins const& margins)
{
    core::ensure(can_live_together(margins), "every household can have an adult");
    Table table;
    for (HouseholdType const& type : types().all) table.push_back(seed_of(type));
    // Margins on the edge of what is possible are only met in the limit: whole_household_types makes them exact.
    constexpr int most_rounds = 200;
    constexpr double tolerance = 1e-6;  // households
    for (int round = 0; round < most_rounds; ++round) {
        double const miss = fit_sizes(table, margins.sizes);
        if (round > 0 && miss < tolerance) break;
        for (std::size_t group = 0; group < age_group_count; ++group) {
            fit_persons(table, group, margins.persons[group]);
        }
    }
    fit_sizes(table, margins.sizes);
    return table;
}

std::vector<std::int64_t> whole_household_types(HouseholdMargins const& margins)
{
    Table table = fit_household_types(margins);
    std::vector<std::int64_t> counts;
    for (std::size_t size = 1; size < sizes; ++size) {
        std::size_t const first = types().first[size];
        std::span<double> const of_size(table.data() + first, types().first[size + 1] - first);
        double const sum = std::accumulate(of_size.begin(), of_size.end(), 0.0);
        // A size that the persons left empty although it is wanted: any of its types, repaired below.
        if (margins.sizes[size] > 0 && !(sum > 0)) std::ranges::fill(of_size, 1.0);
        auto const whole = integerise(of_size, margins.sizes[size]);
        counts.insert(counts.end(), whole.begin(), whole.end());
    }
    Repair(table, counts, margins).run();
    return counts;
}

}  // namespace halong::demand
