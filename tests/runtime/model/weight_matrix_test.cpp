#include "runtime/model/weight_matrix.hpp"

#include "runtime/model/float16.hpp"
#include "runtime/model/gguf.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

using namespace synod;
using model::model_error;
using model::model_fault;
using model::tensor_type;
using model::weight_matrix;

namespace {

// A tensor with its own bytes.
struct owned_tensor {
  std::string bytes;
  model::tensor x;

  owned_tensor(tensor_type type, std::size_t rows, std::size_t columns,
               std::string data)
    : bytes(std::move(data)) {
    x.name = "blk.7.ffn_up.weight";
    x.type = type;
    x.shape = {columns, rows};
    x.data = std::as_bytes(std::span{bytes.data(), bytes.size()});
  }
};

template <class T>
std::string raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()),
          values.size() * sizeof(T)};
}

// One row of the matrix as floats.
std::vector<float> row_of(const weight_matrix& x, std::size_t row) {
  std::vector<float> out(x.columns());
  kernels::cpu::embed(out.data(), x.view(), row, x.columns());
  return out;
}

double rms(const std::vector<float>& x) {
  double sum = 0;
  for (double value : x)
    sum += value * value;
  return std::sqrt(sum / static_cast<double>(x.size()));
}

// The mapping's error over the weights, both rms.
double mapping_error(const std::vector<float>& exact,
                     const std::vector<float>& mapped) {
  std::vector<float> difference;
  for (std::size_t i = 0; i < exact.size(); ++i)
    difference.push_back(exact[i] - mapped[i]);
  return rms(difference) / rms(exact);
}

model_fault
fault_of(const owned_tensor& source, std::size_t rows, std::size_t columns) {
  try {
    weight_matrix::from(source.x, rows, columns);
  } catch (const model_error& error) {
    CHECK(std::string{error.what()}.find("blk.7.ffn_up.weight")
          != std::string::npos);
    return error.fault();
  }
  FAIL("it was accepted");
  return {};
}

// Blocks of Q8_0 or Q4_0, and the floats that they stand for.
struct quantized_row {
  std::string bytes;
  std::vector<float> exact;
};

quantized_row random_row(tensor_type type, std::size_t blocks) {
  auto random = test::random_values{51};
  quantized_row result;
  for (std::size_t block = 0; block < blocks; ++block) {
    // As converters leave it: scales of a row differ by a few times.
    auto half = static_cast<std::uint16_t>(random.integer(0x1000, 0x1bff));
    auto d = type == tensor_type::q4_0 && random.integer(0, 1) == 1
               ? static_cast<std::uint16_t>(half | 0x8000)
               : half;
    result.bytes += raw(std::vector{d});
    auto scale = model::from_f16(d);
    auto q = random.integers<std::int8_t>(type == tensor_type::q8_0 ? 32 : 16,
                                          -128, 127);
    result.bytes += raw(q);
    for (std::size_t k = 0; k < 32; ++k) {
      auto byte = static_cast<std::uint8_t>(q[k % q.size()]);
      auto nibble = static_cast<int>(k < 16 ? byte & 15 : byte >> 4) - 8;
      auto value = type == tensor_type::q8_0 ? int{q[k % q.size()]} : nibble;
      result.exact.push_back(static_cast<float>(value) * scale);
    }
  }
  return result;
}

} // namespace

TEST_CASE("weights: Q8_0 and Q4_0 are mapped within the stated error") {
  auto q8 = random_row(tensor_type::q8_0, 128);
  auto m8 = weight_matrix::from(
    owned_tensor{tensor_type::q8_0, 1, 4096, q8.bytes}.x, 1, 4096);
  CHECK(mapping_error(q8.exact, row_of(m8, 0)) < 0.00003);
  auto q4 = random_row(tensor_type::q4_0, 128);
  auto m4 = weight_matrix::from(
    owned_tensor{tensor_type::q4_0, 1, 4096, q4.bytes}.x, 1, 4096);
  CHECK(mapping_error(q4.exact, row_of(m4, 0)) < 0.00045);
  CHECK(m8.size_bytes() == 4096 + 128 * 2 + 4);
  CHECK(m4.size_bytes() == 2048 + 128 * 2 + 4);
}

TEST_CASE("weights: floats of every kind become int8 within half a step") {
  for (auto type : {tensor_type::f32, tensor_type::f16, tensor_type::bf16}) {
    auto random = test::random_values{52};
    std::vector<float> exact;
    std::string bytes;
    for (int i = 0; i < 3 * 70; ++i) {
      auto bits = static_cast<std::uint16_t>(random.integer(0x3000, 0x3bff)
                                             | random.integer(0, 1) << 15);
      exact.push_back(type == tensor_type::f32   ? random.real()
                      : type == tensor_type::f16 ? model::from_f16(bits)
                                                 : model::from_bf16(bits));
      bytes += type == tensor_type::f32 ? raw(std::vector{exact.back()})
                                        : raw(std::vector{bits});
    }
    auto mapped
      = weight_matrix::from(owned_tensor{type, 3, 70, bytes}.x, 3, 70);
    for (std::size_t row = 0; row < 3; ++row) {
      auto out = row_of(mapped, row);
      for (std::size_t first = 0; first < 70; first += 32) {
        float largest = 0;
        auto last = std::min(first + 32, std::size_t{70});
        for (auto col = first; col < last; ++col)
          largest = std::max(largest, std::fabs(exact[row * 70 + col]));
        for (auto col = first; col < last; ++col)
          REQUIRE(std::fabs(out[col] - exact[row * 70 + col])
                  <= largest / 127 * 0.51f);
      }
    }
  }
}

TEST_CASE("weights: zero and tiny rows and blocks are no special case") {
  std::vector<float> w(2 * 64, 0.0f);
  w[64] = 1;     // row 1: a block of 1 and 0
  w[96] = 1e-9f; // far below its row
  auto mapped = weight_matrix::from(
    owned_tensor{tensor_type::f32, 2, 64, raw(w)}.x, 2, 64);
  CHECK(row_of(mapped, 0) == std::vector<float>(64, 0));
  auto row = row_of(mapped, 1);
  CHECK(row[0] == Approx(1).epsilon(1e-6));
  CHECK(std::fabs(row[32]) <= 1e-9f);
  auto denormal = std::numeric_limits<float>::denorm_min();
  std::vector<float> tiny(32, denormal);
  mapped = weight_matrix::from(
    owned_tensor{tensor_type::f32, 1, 32, raw(tiny)}.x, 1, 32);
  CHECK(row_of(mapped, 0) == std::vector<float>(32, 0));
}

TEST_CASE("weights: what is not finite or too large is refused by name") {
  for (auto bad : {std::numeric_limits<float>::infinity(), -0x1p41f,
                   std::numeric_limits<float>::quiet_NaN()}) {
    std::vector<float> w(64, 1);
    w[63] = bad;
    CHECK(fault_of({tensor_type::f32, 1, 64, raw(w)}, 1, 64)
          == model_fault::bad_weight);
  }
  auto row = random_row(tensor_type::q8_0, 2);
  row.bytes[34] = '\0'; // the second block's scale becomes infinity
  row.bytes[35] = '\x7c';
  CHECK(fault_of({tensor_type::q8_0, 1, 64, row.bytes}, 1, 64)
        == model_fault::bad_weight);
}

TEST_CASE("weights: shapes and bounds are refused by name") {
  auto w = std::string(4 * 64, '\0');
  CHECK(fault_of({tensor_type::f32, 1, 64, w}, 64, 1)
        == model_fault::bad_shape);
  CHECK(fault_of({tensor_type::f32, 2, 32, w}, 1, 64)
        == model_fault::bad_shape);
  constexpr auto wide = kernels::columns_max + 32;
  CHECK(
    fault_of({tensor_type::f32, 1, wide, std::string(4 * wide, '\0')}, 1, wide)
    == model_fault::bounds_exceeded);
}
