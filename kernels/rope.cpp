#include "kernels/rope.hpp"

#include "kernels/rounding.hpp"

#include <bit>

namespace synod::kernels::cpu {

namespace {

constexpr auto ln2 = 0.693147180559945309417;

// x = 2^n * f with f in [sqrt(1/2), sqrt(2)); log f = 2 atanh((f-1) / (f+1)).
double natural_log(double x) {
  auto bits = std::bit_cast<std::uint64_t>(x);
  auto n = static_cast<int>(bits >> 52) - 1023;
  auto f = std::bit_cast<double>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (f > 1.41421356237309504880) {
    f = f / 2;
    n = n + 1;
  }
  auto z = (f - 1) / (f + 1);
  auto z2 = z * z;
  double series = 0;
  for (int k = 23; k >= 1; k -= 2)
    series = series * z2 + 1.0 / k;
  return n * ln2 + 2 * z * series;
}

// Taylor's series after reduction to |r| <= ln2 / 2. @pre -700 < x <= 0
double exponential(double x) {
  auto n = round_even(x / ln2);
  auto r = x - n * ln2;
  double series = 1;
  for (int k = 16; k >= 1; --k)
    series = 1 + (r / k) * series;
  auto exponent = static_cast<std::int64_t>(n) + 1023;
  return series
         * std::bit_cast<double>(static_cast<std::uint64_t>(exponent) << 52);
}

double sine_part(double r) {
  auto z = r * r;
  auto p = 1.58969099521155010221e-10;
  p = p * z + -2.50507602534068634195e-08;
  p = p * z + 2.75573137070700676789e-06;
  p = p * z + -1.98412698298579493134e-04;
  p = p * z + 8.33333333332248946124e-03;
  p = p * z + -1.66666666666666324348e-01;
  return r + (r * z) * p;
}

double cosine_part(double r) {
  auto z = r * r;
  auto p = -1.13596475577881948265e-11;
  p = p * z + 2.08757232129817482790e-09;
  p = p * z + -2.75573143513906633035e-07;
  p = p * z + 2.48015872894767294178e-05;
  p = p * z + -1.38888888888741095749e-03;
  p = p * z + 4.16666666666666019037e-02;
  return (1 - z / 2) + (z * z) * p;
}

} // namespace

void rope_frequencies(double* frequencies, std::size_t pairs, double base) {
  auto log_base = natural_log(base);
  for (std::size_t i = 0; i < pairs; ++i)
    frequencies[i] = exponential(
      -((static_cast<double>(i) / static_cast<double>(pairs)) * log_base));
}

void rope_angles(float* cosines, float* sines, const double* frequencies,
                 std::size_t pairs, double position) {
  for (std::size_t i = 0; i < pairs; ++i) {
    auto angle = position * frequencies[i];
    auto quarters = round_even(angle * 0.636619772367581343076);
    auto r = (angle - quarters * 1.57079632673412561417)
             - quarters * 6.07710050650619224932e-11;
    auto s = sine_part(r);
    auto c = cosine_part(r);
    auto quadrant = static_cast<std::int64_t>(quarters) & 3;
    auto sine = (quadrant & 1) != 0 ? c : s;
    auto cosine = (quadrant & 1) != 0 ? s : c;
    sines[i] = static_cast<float>(quadrant >= 2 ? -sine : sine);
    cosines[i]
      = static_cast<float>(quadrant == 1 || quadrant == 2 ? -cosine : cosine);
  }
}

void rope(float* x, const float* cosines, const float* sines, std::size_t pairs,
          rope_pairs layout) {
  auto step = layout == rope_pairs::adjacent ? std::size_t{2} : std::size_t{1};
  auto other = layout == rope_pairs::adjacent ? std::size_t{1} : pairs;
  for (std::size_t i = 0; i < pairs; ++i) {
    auto& a = x[i * step];
    auto& b = x[i * step + other];
    auto turned_a = a * cosines[i] - b * sines[i];
    auto turned_b = a * sines[i] + b * cosines[i];
    a = turned_a;
    b = turned_b;
  }
}

} // namespace synod::kernels::cpu
