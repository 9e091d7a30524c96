#pragma once

#include <string>

namespace synod {

/// Asks for a passphrase on the terminal, without showing it.
/// @param twice asks again, for a new one
/// @throws std::runtime_error if there is no terminal, it is empty, or the two
///         are not the same
[[nodiscard]] std::string ask_passphrase(const std::string& what, bool twice);

/// Reads one from the first line of a file, or asks if no file is named.
/// @throws std::runtime_error likewise
[[nodiscard]] std::string
get_passphrase(const std::string& file, const std::string& what, bool twice);

} // namespace synod
