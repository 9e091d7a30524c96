#pragma once

#include "runtime/topology/data_folder.hpp"

#include <nlohmann/json.hpp>

namespace synod {

/// How the network in a folder is: {"network", "url", "nodes": [{"name", "pid",
/// "state", "restarts", "actors": [{"role", ...}], "links"}], "models"}. What
/// runs and its pids come from the supervisor, the rest from the gateway's
/// `GET /synod/status`; `state` is `up`, `starting` (runs, but does not serve
/// yet), `silent` (serves, but no answer of it came through the gateway: it is
/// held up or stopped, or the gateway is) or `down`. Without a gateway `url` is
/// empty.
/// @throws std::runtime_error with one line for a person if nothing runs there
[[nodiscard]] nlohmann::json
network_status(const topology::data_folder& folder);

} // namespace synod
