#pragma once

#include <string>

namespace synod {

/// Reads a secret from a file's first line. There is no option that takes one
/// itself: others could read it off the list of processes.
/// @throws std::runtime_error that says that the file holds no `what`
[[nodiscard]] std::string
read_secret(const std::string& file, const std::string& what);

} // namespace synod
