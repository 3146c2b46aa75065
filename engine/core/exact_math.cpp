#include "core/exact_math.hpp"

#include <cmath>
#include <limits>

namespace halong::core {
namespace {

constexpr double ln2_high = 6.93147180369123816490e-01;  // upper bits of ln 2, trailing zeros
constexpr double ln2_low = 1.90821492927058770002e-10;   // ln 2 - ln2_high
constexpr double one_over_ln2 = 1.44269504088896338700e+00;

// pi / 2 in three parts (Cody and Waite 1980): the first two have 33 bits, so that their products with
// whole numbers below 2^20 are exact.
constexpr double half_pi_high = 1.57079632673412561417e+00;
constexpr double half_pi_middle = 6.07710050630396597660e-11;
constexpr double half_pi_low = 2.02226624879595063154e-21;
constexpr double pi = 3.14159265358979323846;
constexpr double pi_low = 1.22464679914735317723e-16;  // what `pi` lacks

// The angle x = quarters pi / 2 + rest, |rest| <= pi / 4.
struct Quadrant {
    int quarters = 0;  // 0 ... 3
    double rest = 0;
};

Quadrant quadrant_of(double x)
{
    double const k = std::floor(x * (2 / pi) + 0.5);
    double const rest = ((x - k * half_pi_high) - k * half_pi_middle) - k * half_pi_low;
    return {static_cast<int>(k - 4 * std::floor(k / 4)), rest};
}

// Taylor series to x^19 and x^18; remainders below 1e-21 for |x| <= pi / 4.
double sine_near_zero(double x)
{
    double const z = x * x;
    double sum = 1.0;
    for (int n = 19; n >= 3; n -= 2) sum = 1.0 - sum * z / (n * (n - 1));
    return x * sum;
}

double cosine_near_zero(double x)
{
    double const z = x * x;
    double sum = 1.0;
    for (int n = 18; n >= 2; n -= 2) sum = 1.0 - sum * z / (n * (n - 1));
    return sum;
}

// atan(i / 8) for i = 0 ... 8, rounded to nearest.
constexpr double atan_of_eighths[] = {
    0.0,
    0.12435499454676143503,
    0.24497866312686415417,
    0.3587706702705722204,
    0.46364760900080611621,
    0.55859931534356243597,
    0.6435011087932843868,
    0.71882999962162450542,
    0.78539816339744830962,
};

// atan t for t in [0, 1]: atan t = atan c + atan((t - c) / (1 + t c)) with the nearest c = i / 8; the
// second part is at most 1/16, where the odd series to the power 13 leaves less than 1e-19.
double atan_of_unit(double t)
{
    int const i = static_cast<int>((t * 16 + 1) / 2);
    double const c = i / 8.0;
    double const r = (t - c) / (1 + t * c);
    double const z = r * r;
    double series = 0;
    for (int n = 13; n >= 3; n -= 2) series = (1.0 / n - series) * z;
    return atan_of_eighths[i] + (r - r * series);
}

}  // namespace

// Argument reduction x = k ln 2 + r, |r| <= ln 2 / 2, then the Taylor series of e^r to r^13
// (remainder below 2e-17). Uses only +, -, *, / and exact scaling, which IEEE 754 fixes bit for bit.
double exact_exp(double x)
{
    if (std::isnan(x)) return x;
    if (x > 709.782712893384) return std::numeric_limits<double>::infinity();
    if (x < -745.2) return 0.0;
    double const k = std::floor(x * one_over_ln2 + 0.5);
    double const r = (x - k * ln2_high) - k * ln2_low;
    double sum = 1.0;
    for (int n = 13; n >= 1; --n) sum = 1.0 + sum * r / n;
    int const power = static_cast<int>(k);
    return std::ldexp(std::ldexp(sum, power / 2), power - power / 2);
}

// x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(s), s = (m-1)/(m+1), by its odd series.
double exact_log(double x)
{
    if (std::isnan(x) || x < 0) return std::numeric_limits<double>::quiet_NaN();
    if (x == 0) return -std::numeric_limits<double>::infinity();
    if (std::isinf(x)) return x;
    int k = 0;
    double m = std::frexp(x, &k);
    if (m < 0.70710678118654752440) {
        m *= 2;
        --k;
    }
    double const s = (m - 1) / (m + 1);
    double const z = s * s;
    double series = 0;
    for (int n = 25; n >= 3; n -= 2) series = (series + 1.0 / n) * z;
    return k * ln2_high + (2 * s + (2 * s * series + k * ln2_low));
}

double exact_pow(double x, double y)
{
    if (y == 0) return 1.0;
    if (x == 0) return y > 0 ? 0.0 : std::numeric_limits<double>::infinity();
    return exact_exp(y * exact_log(x));
}

double exact_sin(double x)
{
    if (!(std::fabs(x) <= 1e6)) return std::numeric_limits<double>::quiet_NaN();
    Quadrant const q = quadrant_of(x);
    double const size = q.quarters % 2 == 0 ? sine_near_zero(q.rest) : cosine_near_zero(q.rest);
    return q.quarters < 2 ? size : -size;
}

double exact_cos(double x)
{
    if (!(std::fabs(x) <= 1e6)) return std::numeric_limits<double>::quiet_NaN();
    Quadrant const q = quadrant_of(x);
    double const size = q.quarters % 2 == 0 ? cosine_near_zero(q.rest) : sine_near_zero(q.rest);
    return q.quarters == 0 || q.quarters == 3 ? size : -size;
}

double exact_atan2(double y, double x)
{
    if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<double>::quiet_NaN();
    double const width = std::fabs(x);
    double const height = std::fabs(y);
    if (width == 0 && height == 0) return 0.0;
    bool const steep = height > width;
    double const least = steep ? width : height;
    double const most = steep ? height : width;
    double angle = atan_of_unit(least == most ? 1.0 : least / most);  // inf / inf counts as 1
    if (steep) angle = pi / 2 - (angle - pi_low / 2);
    if (x < 0) angle = pi - (angle - pi_low);
    return y < 0 ? -angle : angle;
}

}  // namespace halong::core
