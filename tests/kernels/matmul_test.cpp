#include "kernels/matmul.hpp"

#include "tests/support/bits.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace synod;
using kernels::block_size;
using kernels::weight_format;

namespace {

struct weights {
  weight_format format;
  std::size_t rows, blocks;
  std::vector<std::int8_t> q; // as stored
  std::vector<std::int16_t> m;
  std::vector<float> s;

  [[nodiscard]] kernels::weights_view view() const {
    return {format, q.data(), m.data(), s.data(), rows, blocks};
  }

  // The integer at a row and column, by the format's definition.
  [[nodiscard]] int at(std::size_t row, std::size_t col) const {
    auto block = row * blocks + col / block_size;
    auto k = col % block_size;
    if (format == weight_format::q8m16)
      return q[block * block_size + k];
    auto byte = static_cast<std::uint8_t>(q[block * 16 + k % 16]);
    return (k < 16 ? byte & 15 : byte >> 4) - 8;
  }
};

struct activations {
  std::size_t rows, blocks;
  std::vector<std::int16_t> q;
  std::vector<float> scale;

  [[nodiscard]] kernels::quantized_view view() const {
    return {q.data(), scale.data(), rows, blocks};
  }
};

weights random_weights(test::random_values& random, weight_format format,
                       std::size_t rows, std::size_t blocks) {
  auto m_max = format == weight_format::q8m16 ? 32767 : 4095;
  return {format,
          rows,
          blocks,
          random.integers<std::int8_t>(rows * blocks * block_bytes(format),
                                       -128, 127),
          random.integers<std::int16_t>(rows * blocks, -m_max, m_max),
          random.reals(rows, 1e-6f)};
}

activations random_activations(test::random_values& random, std::size_t rows,
                               std::size_t blocks) {
  return {
    rows, blocks,
    random.integers<std::int16_t>(rows * blocks * block_size, -32767, 32767),
    random.reals(rows)};
}

std::vector<float> product(const weights& w, const activations& x) {
  std::vector<float> out(x.rows * w.rows);
  kernels::cpu::matmul(out.data(), w.rows, w.view(), x.view());
  return out;
}

// Every product by itself, from the last column to the first.
std::vector<float> naive_product(const weights& w, const activations& x) {
  std::vector<float> out;
  auto columns = w.blocks * block_size;
  for (std::size_t t = 0; t < x.rows; ++t) {
    for (std::size_t row = 0; row < w.rows; ++row) {
      std::int64_t sum = 0;
      for (auto col = columns; col-- > 0;)
        sum += std::int64_t{w.m[row * w.blocks + col / block_size]}
               * w.at(row, col) * x.q[t * columns + col];
      out.push_back((static_cast<float>(sum) * w.s[row]) * x.scale[t]);
    }
  }
  return out;
}

// Cuts x into `count` bytes, the lowest first; the last must hold the rest.
template <class Byte>
std::vector<int> bytes_of(int x, int count) {
  std::vector<int> result;
  for (int i = 0; i < count; ++i) {
    auto byte = i + 1 < count ? int{static_cast<Byte>(x & 255)} : x;
    result.push_back(byte);
    x = (x - byte) / 256;
  }
  REQUIRE(std::abs(result.back()) <= 128);
  return result;
}

// As accelerators do it: m * q in three signed bytes, x in an unsigned and a
// signed one, full-width products of bytes in int32, put together by shifts.
std::vector<float> plane_product(const weights& w, const activations& x) {
  std::vector<float> out;
  auto columns = w.blocks * block_size;
  for (std::size_t t = 0; t < x.rows; ++t) {
    for (std::size_t row = 0; row < w.rows; ++row) {
      std::int32_t planes[3][2] = {};
      for (std::size_t col = 0; col < columns; ++col) {
        auto left = bytes_of<std::int8_t>(
          w.m[row * w.blocks + col / block_size] * w.at(row, col), 3);
        auto right = bytes_of<std::uint8_t>(x.q[t * columns + col], 2);
        for (int i = 0; i < 3; ++i)
          for (int j = 0; j < 2; ++j)
            planes[i][j] += left[i] * right[j];
      }
      std::int64_t sum = 0;
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 2; ++j)
          sum += std::int64_t{planes[i][j]} * (std::int64_t{1} << 8 * (i + j));
      out.push_back((static_cast<float>(sum) * w.s[row]) * x.scale[t]);
    }
  }
  return out;
}

} // namespace

TEST_CASE("matmul: equals its definition on awkward shapes") {
  auto random = test::random_values{4};
  for (auto format : {weight_format::q8m16, weight_format::q4m12})
    for (std::size_t rows : {1, 3, 17})
      for (std::size_t blocks : {1, 2, 7, 31, 32, 33, 65})
        for (std::size_t tokens : {1, 2, 31, 32, 33, 64}) {
          auto w = random_weights(random, format, rows, blocks);
          auto x = random_activations(random, tokens, blocks);
          CAPTURE(rows, blocks, tokens);
          REQUIRE(test::same_bits(product(w, x), naive_product(w, x)));
        }
}

TEST_CASE("matmul: products of byte planes give the same bits") {
  auto random = test::random_values{5};
  auto w = random_weights(random, weight_format::q8m16, 9, 12);
  auto x = random_activations(random, 5, 12);
  CHECK(test::same_bits(product(w, x), plane_product(w, x)));
}

TEST_CASE("matmul: extreme values do not overflow") {
  constexpr std::size_t blocks = kernels::columns_max / block_size;
  for (int sign : {-1, 1}) {
    auto w = weights{weight_format::q8m16,
                     1,
                     blocks,
                     std::vector<std::int8_t>(blocks * block_size, -128),
                     std::vector<std::int16_t>(
                       blocks, static_cast<std::int16_t>(sign * 32767)),
                     {1}};
    auto x = activations{
      1, blocks, std::vector<std::int16_t>(blocks * block_size, 32767), {1}};
    REQUIRE(accumulators_fit(w.view(), 0));
    auto exact = -sign * std::int64_t{128} * 32767 * 32767
                 * static_cast<std::int64_t>(kernels::columns_max);
    CHECK(product(w, x)[0] == static_cast<float>(exact));
  }
}

TEST_CASE("matmul: a row's sums are bounded before it runs") {
  constexpr auto blocks = kernels::columns_max / block_size + 1;
  auto w = weights{weight_format::q8m16,
                   1,
                   blocks,
                   std::vector<std::int8_t>(blocks * block_size),
                   std::vector<std::int16_t>(blocks),
                   {1}};
  CHECK_FALSE(accumulators_fit(w.view(), 0));
}

TEST_CASE("matmul: slices and companions do not change a bit") {
  auto random = test::random_values{6};
  auto w = random_weights(random, weight_format::q4m12, 50, 11);
  auto x = random_activations(random, 40, 11);
  auto whole = product(w, x);
  std::vector<float> parts(whole.size());
  for (std::size_t first : {0, 13, 14, 49}) {
    auto end = first == 0 ? 13 : first == 13 ? 14 : first == 14 ? 49 : 50;
    kernels::cpu::matmul(parts.data() + first, 50,
                         w.view().slice(first, end - first), x.view());
  }
  CHECK(test::same_bits(whole, parts));
  for (std::size_t t = 0; t < x.rows; ++t) {
    auto* q = x.q.data() + t * 11 * block_size;
    auto alone = activations{1, 11, {q, q + 11 * block_size}, {x.scale[t]}};
    REQUIRE(
      test::same_bits(product(w, alone), std::span{whole}.subspan(t * 50, 50)));
  }
}

TEST_CASE("embed: gives a row of the matrix as floats") {
  auto random = test::random_values{7};
  for (auto format : {weight_format::q8m16, weight_format::q4m12}) {
    auto w = random_weights(random, format, 5, 3);
    for (std::size_t columns : {1, 32, 70, 96}) {
      std::vector<float> out(columns);
      kernels::cpu::embed(out.data(), w.view(), 3, columns);
      for (std::size_t col = 0; col < columns; ++col)
        REQUIRE(out[col]
                == static_cast<float>(w.at(3, col) * w.m[9 + col / 32])
                     * w.s[3]);
    }
  }
}

TEST_CASE("matmul: golden bits") {
  auto random = test::random_values{8};
  auto w8 = random_weights(random, weight_format::q8m16, 20, 40);
  auto w4 = random_weights(random, weight_format::q4m12, 20, 40);
  auto x = random_activations(random, 35, 40);
  CHECK(test::short_digest(product(w8, x)) == "9349aa6f95cee9d6");
  CHECK(test::short_digest(product(w4, x)) == "a192a9e17134409d");
}
