#pragma once

#include "apps/synod/gateway_call.hpp"
#include "runtime/proof/kept_request.hpp"
#include "schemas/ids.hpp"

#include <filesystem>
#include <optional>

namespace synod {

/// Reads a record of a paid request (`record_store.hpp`), for a proof.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] proof::kept_request read_kept_record(std::string_view text);

/// Finds what was asked and answered: as `synod ask` kept it in the data
/// folder, or as the gateway did for its clients.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] proof::kept_request
find_kept_record(const std::filesystem::path& data, const gateway& to,
                 const request_id& id);

} // namespace synod
