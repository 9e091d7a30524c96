#pragma once

#include <string>
#include <string_view>

namespace synod {

/// The endpoint at which a node can be reached that serves at `endpoint` and
/// connected from the address `seen`: the same, unless its host is a wildcard.
[[nodiscard]] std::string
reachable(std::string_view endpoint, std::string_view seen);

} // namespace synod
