#pragma once

#include "schemas/byte_array.hpp"

namespace synod {

/// A SHA-256 digest.
using digest = byte_array<struct digest_tag, 32>;

} // namespace synod
