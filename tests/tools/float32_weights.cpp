#include "tests/tools/float32_weights.hpp"

#include "runtime/model/gguf.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace synod::test {

namespace {

using floats = std::vector<float>;

float half_value(std::uint16_t bits) {
  auto exponent = bits >> 10 & 31;
  auto fraction = bits & 0x3ff;
  auto magnitude
    = exponent == 0
        ? std::ldexp(static_cast<float>(fraction), -24)
        : std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

template <class T>
T read(const model::tensor& x, std::size_t offset) {
  T value;
  std::memcpy(&value, x.data.data() + offset, sizeof(T));
  return value;
}

// The integers and scales of one block of 32, as the file has them.
struct file_block {
  float d = 0;
  int q[32] = {};
};

file_block read_block(const model::tensor& x, std::size_t index) {
  file_block result;
  auto is_q8 = x.type == model::tensor_type::q8_0;
  auto offset = index * (is_q8 ? 34 : 18);
  result.d = half_value(read<std::uint16_t>(x, offset));
  for (int k = 0; k < 32; ++k) {
    auto byte = read<std::uint8_t>(
      x, offset + 2 + static_cast<std::size_t>(is_q8 ? k : k % 16));
    if (is_q8)
      result.q[k] = static_cast<std::int8_t>(byte);
    else
      result.q[k] = (k < 16 ? byte % 16 : byte / 16) - 8;
  }
  return result;
}

bool has_blocks(const model::tensor& x) {
  return x.type == model::tensor_type::q8_0
         || x.type == model::tensor_type::q4_0;
}

float element(const model::tensor& x, std::size_t index) {
  if (x.type == model::tensor_type::f32)
    return read<float>(x, index * 4);
  auto bits = read<std::uint16_t>(x, index * 2);
  if (x.type == model::tensor_type::f16)
    return half_value(bits);
  float value;
  auto wide = static_cast<std::uint32_t>(bits) << 16;
  std::memcpy(&value, &wide, 4);
  return value;
}

// One row of Q8_0 or Q4_0: only its scales change.
void map_block_row(const model::tensor& x, std::size_t first,
                   std::size_t blocks, floats& out) {
  auto m_max = x.type == model::tensor_type::q8_0 ? 32767.0f : 4095.0f;
  float largest = 0;
  for (std::size_t i = 0; i < blocks; ++i)
    largest = std::max(largest, std::fabs(read_block(x, first + i).d));
  auto s = largest / m_max;
  for (std::size_t i = 0; i < blocks; ++i) {
    auto block = read_block(x, first + i);
    auto m = s == 0 ? 0.0f : std::nearbyint(block.d / s);
    for (auto q : block.q)
      out.push_back(static_cast<float>(q) * m * s);
  }
}

// One row of floats: int8 in blocks of 32, with 15-bit multipliers.
void map_float_row(const float* w, std::size_t columns, floats& out) {
  floats d;
  for (std::size_t first = 0; first < columns; first += 32) {
    float largest = 0;
    for (auto i = first; i < std::min(first + 32, columns); ++i)
      largest = std::max(largest, std::fabs(w[i]));
    d.push_back(largest / 127.0f);
  }
  auto s = *std::max_element(d.begin(), d.end()) / 32767.0f;
  for (std::size_t i = 0; i < columns; ++i) {
    if (s == 0 || d[i / 32] == 0) {
      out.push_back(0);
      continue;
    }
    auto unit = std::max(1.0f, std::nearbyint(d[i / 32] / s)) * s;
    auto q = std::clamp(std::nearbyint(w[i] / unit), -127.0f, 127.0f);
    out.push_back(q * unit);
  }
}

} // namespace

std::vector<float> own_weights(const model::tensor& x) {
  floats result;
  if (!has_blocks(x)) {
    for (std::size_t i = 0; i < x.elements(); ++i)
      result.push_back(element(x, i));
    return result;
  }
  for (std::size_t i = 0; i < x.elements() / 32; ++i) {
    auto block = read_block(x, i);
    for (auto q : block.q)
      result.push_back(static_cast<float>(q) * block.d);
  }
  return result;
}

std::vector<float> dequantized_weights(const model::tensor& x) {
  auto columns = x.shape[0];
  auto rows = x.elements() / columns;
  auto own = has_blocks(x) ? floats{} : own_weights(x);
  floats result;
  for (std::size_t row = 0; row < rows; ++row) {
    if (has_blocks(x))
      map_block_row(x, row * columns / 32, columns / 32, result);
    else
      map_float_row(own.data() + row * columns, columns, result);
  }
  return result;
}

} // namespace synod::test
