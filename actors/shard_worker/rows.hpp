#pragma once

#include "schemas/buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace synod {

/// @returns rows [first, first + rows) of `x`, which shares its memory.
/// @pre they exist
[[nodiscard]] inline buffer
slice_rows(const buffer& x, std::size_t row_bytes, std::uint32_t first,
           std::uint32_t rows) {
  if (first == 0 && rows * row_bytes == x.size())
    return x;
  auto bytes = x.bytes().subspan(first * row_bytes, rows * row_bytes);
  return {std::make_shared<const buffer>(x), bytes};
}

} // namespace synod
