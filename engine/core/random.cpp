#include "core/random.hpp"

#include <Random123/philox.h>
#include <cmath>

namespace halong::core {
namespace {

struct Words {
    std::uint64_t first;
    std::uint64_t second;
};

Words words(std::uint64_t seed, Stream stream, Draw draw)
{
    r123::Philox4x64 generator;
    r123::Philox4x64::ctr_type const counter = {
        {draw.entity, (static_cast<std::uint64_t>(draw.purpose) << 32) | draw.ordinal, 0, 0}};
    r123::Philox4x64::key_type const key = {{seed, static_cast<std::uint64_t>(stream)}};
    auto const out = generator(counter, key);
    return {out[0], out[1]};
}

double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }
// In (0, 1): never 0, so that its logarithm is finite.
double open_unit(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1.0p-52; }

// Cosine of 2 pi u for u in [0,1) by quarter turns and Taylor series: the same bits everywhere.
double cosine_turn(double u)
{
    double const turn = u * 4.0;
    int const quarter = static_cast<int>(turn);
    double const x = (turn - quarter) * 1.57079632679489661923;
    double cosine = 1.0;
    double sine = 1.0;
    double const z = x * x;
    for (int n = 22; n >= 2; n -= 2) cosine = 1.0 - cosine * z / (n * (n - 1));
    for (int n = 23; n >= 3; n -= 2) sine = 1.0 - sine * z / (n * (n - 1));
    sine *= x;
    switch (quarter & 3) {
        case 0:
            return cosine;
        case 1:
            return -sine;
        case 2:
            return -cosine;
        default:
            return sine;
    }
}

}  // namespace

std::uint64_t Random::bits(Stream stream, Draw draw) const { return words(seed_, stream, draw).first; }

double Random::uniform(Stream stream, Draw draw) const { return unit(bits(stream, draw)); }

std::uint64_t Random::below(Stream stream, Draw draw, std::uint64_t n) const
{
    __extension__ using Wide = unsigned __int128;
    auto const product = static_cast<Wide>(bits(stream, draw)) * n;
    return static_cast<std::uint64_t>(product >> 64);
}

double Random::normal(Stream stream, Draw draw) const
{
    Words const pair = words(seed_, stream, draw);
    double const radius = std::sqrt(-2.0 * exact_log(open_unit(pair.first)));
    return radius * cosine_turn(unit(pair.second));
}

double Random::lognormal(Stream stream, Draw draw, double median, double cv) const
{
    double const sigma = std::sqrt(exact_log(1.0 + cv * cv));
    return median * exact_exp(sigma * normal(stream, draw));
}

double Random::gumbel(Stream stream, Draw draw) const { return -exact_log(-exact_log(open_unit(bits(stream, draw)))); }

double Random::exponential(Stream stream, Draw draw) const { return -exact_log(open_unit(bits(stream, draw))); }

}  // namespace halong::core
