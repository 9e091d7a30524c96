#pragma once

#include <cstddef>
#include <cstdint>

namespace synod::kernels {

/// Which elements of a head are turned together: neighbours (0,1), (2,3), ...
/// or element i with element i + pairs.
enum class rope_pairs : std::uint8_t { adjacent, halves };

namespace cpu {

/// Writes the radians per position of each pair: base^(-i / pairs), i = 0, 1,
/// ... In binary64, by written series for the logarithm and the exponential.
/// @pre 1 <= base <= 1e12
void rope_frequencies(double* frequencies, std::size_t pairs, double base);

/// Writes cos and sin of position * frequency for each pair, rounded
/// to binary32. The angle and the polynomials are binary64, reduced by pi/2 in
/// two parts; error below 1e-8 for any position below 2^24.
/// Polynomials: Sun Microsystems, fdlibm, k_sin.c and k_cos.c.
void rope_angles(float* cosines, float* sines, const double* frequencies,
                 std::size_t pairs, double position);

/// Turns one head in place, pair (a, b) of it:
///
///     a' = a * cos - b * sin,  b' = a * sin + b * cos
///
/// Elements past 2 * pairs stay. @pre no NaN
void rope(float* x, const float* cosines, const float* sines, std::size_t pairs,
          rope_pairs layout);

} // namespace cpu

} // namespace synod::kernels
