// Iterative proportional fitting: the table nearest to a seed (least relative entropy) that has given row and column
// totals (Deming and Stephan 1940).
#pragma once

#include "demand/matrix.hpp"

#include <vector>

namespace halong::demand {

struct IpfOptions {
    double tolerance = 1e-12;  // largest error of a row total, relative to the grand total
    int max_rounds = 10'000;
};

struct IpfResult {
    Matrix table;
    int rounds = 0;    // one round fits the rows, then the columns
    double error = 0;  // as IpfOptions::tolerance
};

// Scales rows and columns of `seed` (>= 0) in turn until the row totals are `rows` and the column totals `columns`
// (>= 0, any unit). Zero cells stay zero and odds ratios are kept. Throws UserError when sizes do not match, a value is
// negative or not finite, the two totals differ by more than 1e-9 relative, or a row or column of zeros in the seed has
// a positive total, or the totals cannot be met with the seed's zeros.
IpfResult fit_margins(Matrix const& seed, std::vector<double> const& rows, std::vector<double> const& columns,
                      IpfOptions const& options = {});

}  // namespace halong::demand
