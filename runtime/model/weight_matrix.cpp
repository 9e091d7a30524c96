#include "runtime/model/weight_matrix.hpp"

#include "kernels/rounding.hpp"
#include "runtime/model/float16.hpp"
#include "runtime/model/gguf.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace synod::model {

namespace {

using kernels::block_size;
using kernels::weight_format;
using kernels::cpu::round_even;

constexpr auto float_q_max = 127.0f;
// A row whose block scales are all this small counts as zero.
constexpr auto scale_min = 0x1p-100f;

template <class T>
T read(const std::byte* bytes) {
  T result;
  std::memcpy(&result, bytes, sizeof(T));
  return result;
}

void check_weight(const tensor& source, float x) {
  if (!(std::fabs(x) <= weight_max))
    throw model_error(model_fault::bad_weight,
                      "tensor " + source.name
                        + " holds a weight that is not finite or above 2^40; "
                          "the file is damaged or was converted badly");
}

// Where one row's integers go.
struct row_target {
  std::int8_t* q;
  std::int16_t* m;
  float* s;
};

// Stores a row's scale and multipliers for its blocks' scales d.
void scale_row(const row_target& row, std::span<const float> d, float m_max) {
  float largest = 0;
  for (auto x : d)
    largest = std::max(largest, std::fabs(x));
  if (largest <= scale_min) {
    *row.s = 0;
    std::fill_n(row.m, d.size(), std::int16_t{0});
    return;
  }
  *row.s = largest / m_max;
  for (std::size_t block = 0; block < d.size(); ++block)
    row.m[block] = static_cast<std::int16_t>(round_even(d[block] / *row.s));
}

// Q8_0 and Q4_0: an f16 scale, then the integers as they are kept.
void map_quantized(const row_target& row, const tensor& source,
                   const std::byte* bytes, std::span<float> d,
                   weight_format format) {
  auto q_bytes = kernels::block_bytes(format);
  for (std::size_t block = 0; block < d.size(); ++block) {
    auto* in = bytes + block * (q_bytes + 2);
    d[block] = from_f16(read<std::uint16_t>(in));
    check_weight(source, d[block]);
    std::memcpy(row.q + block * q_bytes, in + 2, q_bytes);
  }
  auto m_max = format == weight_format::q8m16 ? kernels::q8_multiplier_max
                                              : kernels::q4_multiplier_max;
  scale_row(row, d, static_cast<float>(m_max));
}

void map_floats(const row_target& row, std::span<const float> w,
                std::span<float> d) {
  for (std::size_t block = 0; block < d.size(); ++block) {
    float largest = 0;
    auto first = block * block_size;
    for (auto col = first; col < std::min(first + block_size, w.size()); ++col)
      largest = std::max(largest, std::fabs(w[col]));
    d[block] = largest / float_q_max;
  }
  scale_row(row, d, static_cast<float>(kernels::q8_multiplier_max));
  for (std::size_t col = 0; col < w.size(); ++col) {
    auto& m = row.m[col / block_size];
    // A block far smaller than its row keeps the smallest multiplier.
    if (m == 0 && *row.s != 0 && d[col / block_size] > 0)
      m = 1;
    auto unit = static_cast<float>(m) * *row.s;
    auto q = unit == 0 ? 0.0f : round_even(w[col] / unit);
    row.q[col]
      = static_cast<std::int8_t>(std::clamp(q, -float_q_max, float_q_max));
  }
}

void check_shape(const tensor& source, std::size_t rows, std::size_t columns) {
  auto expected = std::vector<std::uint64_t>{columns, rows};
  if (source.shape != expected)
    throw model_error(model_fault::bad_shape,
                      "tensor " + source.name + " should have the shape ["
                        + std::to_string(columns) + ", " + std::to_string(rows)
                        + "] by the file's own metadata, and has another");
  if (columns > kernels::columns_max)
    throw model_error(model_fault::bounds_exceeded,
                      "tensor " + source.name + " has "
                        + std::to_string(columns)
                        + " columns; the arithmetic profile proves its sums "
                          "only up to "
                        + std::to_string(kernels::columns_max));
}

} // namespace

void read_floats(const tensor& source, std::size_t first,
                 std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (source.type == tensor_type::f32)
      out[i] = read<float>(source.data.data() + (first + i) * 4);
    else if (source.type == tensor_type::f16)
      out[i]
        = from_f16(read<std::uint16_t>(source.data.data() + (first + i) * 2));
    else
      out[i]
        = from_bf16(read<std::uint16_t>(source.data.data() + (first + i) * 2));
    check_weight(source, out[i]);
  }
}

weight_matrix weight_matrix::from(const tensor& source, std::size_t rows,
                                  std::size_t columns) {
  check_shape(source, rows, columns);
  weight_matrix result;
  result.format_ = source.type == tensor_type::q4_0 ? weight_format::q4m12
                                                    : weight_format::q8m16;
  auto is_quantized
    = source.type == tensor_type::q4_0 || source.type == tensor_type::q8_0;
  auto blocks = (columns + block_size - 1) / block_size;
  auto q_bytes = kernels::block_bytes(result.format_);
  result.rows_ = rows;
  result.columns_ = columns;
  result.q_.resize(rows * blocks * q_bytes);
  result.m_.resize(rows * blocks);
  result.s_.resize(rows);
  std::vector<float> d(blocks);
  std::vector<float> floats(is_quantized ? 0 : columns);
  for (std::size_t row = 0; row < rows; ++row) {
    auto target = row_target{result.q_.data() + row * blocks * q_bytes,
                             result.m_.data() + row * blocks, &result.s_[row]};
    if (is_quantized) {
      map_quantized(target, source,
                    source.data.data() + row * blocks * (q_bytes + 2), d,
                    result.format_);
    } else {
      read_floats(source, row * columns, floats);
      map_floats(target, floats, d);
    }
    if (!kernels::accumulators_fit(result.view(), row))
      throw model_error(model_fault::bounds_exceeded,
                        "tensor " + source.name + ": a sum over row "
                          + std::to_string(row)
                          + " could overflow; the model cannot run exactly");
  }
  return result;
}

kernels::weights_view weight_matrix::view() const noexcept {
  return {.format = format_,
          .q = q_.data(),
          .m = m_.data(),
          .s = s_.data(),
          .rows = rows_,
          .blocks = (columns_ + block_size - 1) / block_size};
}

std::size_t weight_matrix::size_bytes() const noexcept {
  return q_.size() + m_.size() * sizeof(m_[0]) + s_.size() * sizeof(s_[0]);
}

} // namespace synod::model
