// exp, log, pow, sin, cos and atan2 that give the same bits on every machine: the C library's differ between versions.
#pragma once

namespace halong::core {

// Natural exponential, relative error below 4e-16 for |x| < 700; 0 below -745, infinity above 709.78.
double exact_exp(double x);
// Natural logarithm, error below 2 units in the last place for normal x > 0; NaN for x < 0, -inf at 0.
double exact_log(double x);
// x to the power y for x >= 0.
double exact_pow(double x, double y);
// Sine and cosine of x radians, error below 1e-15 for |x| <= 1e6; NaN beyond.
double exact_sin(double x);
double exact_cos(double x);
// Direction of (x, y) in radians counter-clockwise from the x axis, in (-pi, pi], error below 1e-15.
// 0 at the origin; -0 counts as 0, so that straight back is always +pi.
double exact_atan2(double y, double x);

}  // namespace halong::core
