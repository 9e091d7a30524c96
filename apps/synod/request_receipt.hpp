#pragma once

#include "apps/synod/gateway_call.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <string>

namespace synod {

/// What a paid request came to, as its gateway tells: the fields of
/// `record_store.hpp`.
struct request_receipt {
  std::string request;
  std::string attestation; ///< Empty if it is not made yet.
  std::uint64_t height = 0;
  std::string refusal;
  nlohmann::json record; ///< All of it.
};

/// A request that is paid, as its answer names it.
struct paid_request {
  std::string id;
  std::string record_key;
};

/// Asks a gateway until the attestation is made, or, if `final`, until a block
/// holds it or never will.
/// @returns what was known when the time was up
/// @throws std::runtime_error, http_failure
[[nodiscard]] request_receipt
await_receipt(const gateway& to, const paid_request& request, bool final,
              std::chrono::milliseconds patience);

/// Keeps what the request was where this user's requests are: nobody else can
/// show it. What is older than `proof::retention` says goes.
/// @throws std::runtime_error with one line for a person
void keep_request(const std::filesystem::path& data, const request_receipt& x);

/// Keeps what shows the request's record, likewise and before it is read: it is
/// told once.
/// @throws std::runtime_error with one line for a person
void keep_record_key(const std::filesystem::path& data, const paid_request& x);

} // namespace synod
