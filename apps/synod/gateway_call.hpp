#pragma once

#include "apps/synod/http_client.hpp"
#include "runtime/topology/data_folder.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace synod {

/// The gateway of a network on this machine, as its data folder names it.
struct gateway {
  std::string url;
  std::string key; ///< Empty if it asks for none.

  /// @throws std::runtime_error with one line for a person
  [[nodiscard]] static gateway of(const topology::data_folder& folder);

  /// Makes a call, with the gateway's key.
  /// @returns the JSON object of an answer of the 200s
  /// @throws std::runtime_error with the gateway's own words for another one
  [[nodiscard]] nlohmann::json send(http_call call) const;
};

/// Returns what an error answer says of itself, in one line.
[[nodiscard]] std::string describe_refusal(const http_answer& answer);

} // namespace synod
