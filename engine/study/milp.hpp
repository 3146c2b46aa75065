// Mixed-integer linear programs, solved by CBC.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace halong::study {

// Maximise the objective, subject to rows lower <= A x <= upper and bounds on the columns.
class MixedIntegerProgram {
public:
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    // Gives the number of the new column.
    int add_column(double objective, double lower, double upper, bool integer);
    int add_row(double lower, double upper);
    // `row` and `column` exist; each pair at most once.
    void set(int row, int column, double value);

    struct Solution {
        std::vector<double> values;  // by column; empty where none was found
        double objective = 0;
        double bound = infinity;  // no solution is better
        bool proven = false;      // no better solution exists
    };
    // One thread; stops after `seconds`, with the best so far.
    [[nodiscard]] Solution solve(double seconds) const;

private:
    struct Entry {
        int row = 0;
        double value = 0;
    };
    std::vector<double> objective_;
    std::vector<double> column_lower_;
    std::vector<double> column_upper_;
    std::vector<bool> integer_;
    std::vector<double> row_lower_;
    std::vector<double> row_upper_;
    std::vector<std::vector<Entry>> entries_;  // by column
};

}  // namespace halong::study
