#pragma once

#include "schemas/genesis.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

// The genesis as people read and hand on: `genesis.json`.

namespace synod::ledger {

/// Says what in a genesis file could not be read, and where.
class genesis_file_error : public std::runtime_error {
public:
  using runtime_error::runtime_error;
};

/// @returns the one JSON text of a genesis: two spaces deep, object keys in
///          alphabetic order, bytes in lower-case hex, a newline at the end.
/// @pre `!check_genesis(x)`: its names are text
[[nodiscard]] std::string write_genesis_json(const genesis& x);

/// Reads a JSON text of a genesis, however it is laid out. Strict: an unknown,
/// missing or repeated key, a fraction, a negative number or a number that does
/// not fit is refused. Says nothing of the genesis' rules (`check_genesis`).
/// @throws genesis_file_error
[[nodiscard]] genesis read_genesis_json(std::string_view text);

} // namespace synod::ledger
