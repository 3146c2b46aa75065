// Incidents as Poisson processes in exposure: so many for each vehicle-kilometre or person-hour, wherever these are spent.
#pragma once

#include "core/archive.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace halong::services {

// One process for each row (a link, a place). The gap from one incident to the next is exponential in exposure, drawn by
// the row's key and the number of the incident: what happens elsewhere, or another camera, moves none of them. Amounts
// are whole numbers, so that sums do not depend on how they are cut. O(1) for each amount, one draw for each incident.
class Exposure {
public:
    // `mean` > 0: exposure for each incident on average; infinity: there are none. `purpose`: the decision of the draws.
    Exposure(core::Random random, core::Stream stream, std::uint32_t purpose, std::vector<std::uint64_t> keys,
             double mean)
        : random_(random), stream_(stream), purpose_(purpose), mean_(mean), keys_(std::move(keys)), rows_(keys_.size())
    {
        for (std::size_t row = 0; row < rows_.size(); ++row) rows_[row].next = gap(row, 0);
    }

    // Adds amount >= 0 to a row; happens(number, fraction) for each incident in it, fraction in [0, 1] of the amount.
    template <class Happens>
    void add(std::size_t row, std::int64_t amount, Happens const& happens)
    {
        Row& at = rows_[row];
        std::int64_t const before = at.sum;
        at.sum += amount;
        while (at.next <= at.sum && amount > 0) {
            happens(at.number, static_cast<double>(at.next - before) / static_cast<double>(amount));
            at.next += gap(row, ++at.number);
        }
    }
    // The same without telling of incidents: true when one has become due. Then all amounts since the last incident was
    // told must be taken back, and be added in their order.
    bool grow(std::size_t row, std::int64_t amount)
    {
        rows_[row].sum += amount;
        return is_due(row);
    }
    void take_back(std::size_t row, std::int64_t amount) { rows_[row].sum -= amount; }
    [[nodiscard]] bool is_due(std::size_t row) const { return rows_[row].next <= rows_[row].sum; }
    // Rows that have seen more in another one, of the same keys: it has counted them further.
    void take_further(Exposure const& other)
    {
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            if (other.rows_[row].sum > rows_[row].sum) rows_[row] = other.rows_[row];
        }
    }
    [[nodiscard]] std::uint64_t key(std::size_t row) const { return keys_[row]; }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [random, stream, purpose, mean, keys, rows] = self;
        archive.fixed(rows);  // the others are given
    }

private:
    struct Row {
        std::int64_t sum = 0;
        std::int64_t next = 0;
        std::uint32_t number = 0;
    };
    [[nodiscard]] std::int64_t gap(std::size_t row, std::uint32_t number) const
    {
        constexpr double most = 4e17;  // more than any day has; few of them fit into 64 bits
        if (!(mean_ < most)) return static_cast<std::int64_t>(most);
        double const amount = mean_ * random_.exponential(stream_, {keys_[row], purpose_, number});
        return std::max<std::int64_t>(1, std::llround(std::min(amount, most)));
    }

    core::Random random_;
    core::Stream stream_;
    std::uint32_t purpose_;
    double mean_;
    std::vector<std::uint64_t> keys_;
    std::vector<Row> rows_;
};

}  // namespace halong::services
