#pragma once

#include "schemas/error.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

// The text of a key's file, whatever kind of key that is.

namespace synod::crypto {

/// Who may read a key's file: a secret's, its owner alone.
enum class privacy { open, owner_alone };

/// Why a key's file was not written or read, in a sentence that names it.
struct key_text_error : std::runtime_error {
  key_text_error(errc code, const std::filesystem::path& file,
                 const std::string& text);

  errc code; ///< `store_failed`, or `bad_key_file` for its mode or size.
};

/// Writes a new file of mode 0644 or 0600 and syncs it.
/// @throws key_text_error, also if the file is there: it is kept
void write_key_text(const std::filesystem::path& file, std::string_view text,
                    privacy who);

/// @returns the file's text, at most 4 KiB, which the caller wipes if it is
///          secret.
/// @throws key_text_error, also if others may read what they must not
[[nodiscard]] std::string
read_key_text(const std::filesystem::path& file, privacy who);

} // namespace synod::crypto
