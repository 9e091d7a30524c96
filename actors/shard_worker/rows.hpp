#pragma once

#include "schemas/buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace synod {

/// @returns rows [first, first + rows) of `x`: it shares the memory of `x`, or
///          has its own if that were less than half of it, so that a few rows
///          never keep many alive.
/// @pre they exist
[[nodiscard]] inline buffer
slice_rows(const buffer& x, std::size_t row_bytes, std::uint32_t first,
           std::uint32_t rows) {
  if (first == 0 && rows * row_bytes == x.size())
    return x;
  auto bytes = x.bytes().subspan(first * row_bytes, rows * row_bytes);
  if (bytes.size() < x.size() / 2)
    return buffer::copy_of(bytes);
  return {std::make_shared<const buffer>(x), bytes};
}

} // namespace synod
