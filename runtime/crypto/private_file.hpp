#pragma once

#include <caf/expected.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace synod::crypto {

/// Writes a new file of mode 0600 and syncs it; one that is there is kept.
/// @returns `store_failed` with a sentence on refusal
[[nodiscard]] caf::error
write_private_file(const std::filesystem::path& file, std::string_view text);

/// @returns the file's text; `store_failed`, or `bad_key_file` if it is open to
///          others than its owner or longer than `size_max`, with a sentence.
[[nodiscard]] caf::expected<std::string>
read_private_file(const std::filesystem::path& file, std::size_t size_max);

} // namespace synod::crypto
