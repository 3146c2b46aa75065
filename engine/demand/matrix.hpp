// A table of numbers with rows and columns, as the headers of this room pass it; Eigen computes with it in the sources.
#pragma once

#include <cstddef>
#include <vector>

namespace halong::demand {

class Matrix {
public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t columns, double value = 0)
        : rows_(rows), columns_(columns), values_(rows * columns, value)
    {}

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t columns() const { return columns_; }
    [[nodiscard]] double& operator()(std::size_t row, std::size_t column) { return values_[row * columns_ + column]; }
    [[nodiscard]] double operator()(std::size_t row, std::size_t column) const
    {
        return values_[row * columns_ + column];
    }
    // Row by row.
    [[nodiscard]] std::vector<double>& values() { return values_; }
    [[nodiscard]] std::vector<double> const& values() const { return values_; }

private:
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<double> values_;
};

}  // namespace halong::demand
