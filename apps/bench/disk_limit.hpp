#pragma once

#include "apps/bench/samples.hpp"

#include <filesystem>

namespace synod::bench {

/// How long this disk takes, in milliseconds, to make 4 KiB durable: written
/// and fdatasync'ed, one after the other. What a chain of flushes cannot beat.
/// @throws std::system_error
[[nodiscard]] samples
flush_ms(const std::filesystem::path& folder, unsigned count);

} // namespace synod::bench
