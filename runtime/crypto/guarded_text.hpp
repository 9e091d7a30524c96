#pragma once

#include "schemas/error.hpp"

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

// The text of a small file that only those it is for may read: keys, secrets.

namespace synod::crypto {

/// Who may read a file: a secret, its owner alone.
enum class privacy { open, owner_alone };

/// Why a file was not written or read, in a sentence that names it.
struct guarded_text_error : std::runtime_error {
  guarded_text_error(errc code, const std::filesystem::path& file,
                     const std::string& text);

  errc code; ///< `store_failed`, or `bad_key_file` for its mode or size.
};

/// Writes a new file of mode 0644 or 0600 and syncs it.
/// @throws guarded_text_error, also if the file is there: it is kept
void write_guarded_text(const std::filesystem::path& file,
                        std::string_view text, privacy who);

constexpr auto key_file_bytes_max = std::size_t{4096};

/// @returns the file's text, at most `size_max` bytes, which the caller wipes
///          if it is secret.
/// @throws guarded_text_error, also if others may read what they must not
[[nodiscard]] std::string
read_guarded_text(const std::filesystem::path& file, privacy who,
                  std::size_t size_max = key_file_bytes_max);

} // namespace synod::crypto
