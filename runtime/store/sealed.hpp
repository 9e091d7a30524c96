#pragma once

#include "runtime/store/transaction.hpp"

#include <optional>
#include <string_view>
#include <vector>

// LMDB has no checksums of its own. A sealed value begins with the SHA-256 of
// where it stands and what it says, so that neither a changed byte nor a value
// from another place passes.

namespace synod::store {

/// @returns SHA-256(table ‖ 0 ‖ size of key ‖ key ‖ payload) ‖ payload.
[[nodiscard]] std::vector<std::byte>
seal(std::string_view table, byte_view key, byte_view payload);

/// @returns a copy of the payload; nothing unless the seal is right. The copy
/// is
///          what was checked: the map beneath may change under a reader's eyes.
[[nodiscard]] std::optional<std::vector<std::byte>>
unseal(std::string_view table, byte_view key, byte_view sealed);

} // namespace synod::store
