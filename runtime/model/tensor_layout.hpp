#pragma once

#include "runtime/model/gguf.hpp"

#include <cstdint>
#include <string_view>

namespace synod::model {

/// Returns the bytes that a tensor's elements take; 0 if its type is not
/// supported, since its blocks are not known then.
/// @throws model_error `bad_shape` if a row is not a whole number of blocks or
///         the size does not fit 63 bits; `file` stands in the text
[[nodiscard]] std::uint64_t size_bytes(const tensor& x, std::string_view file);

} // namespace synod::model
