#include "runtime/transport/endpoint.hpp"

#include <initializer_list>

namespace synod {

std::string reachable(std::string_view endpoint, std::string_view seen) {
  for (std::string_view wildcard :
       {"tcp://0.0.0.0:", "tcp://[::]:", "tcp://*:"}) {
    if (seen.empty() || !endpoint.starts_with(wildcard))
      continue;
    auto port = endpoint.substr(wildcard.size());
    auto is_v6 = seen.find(':') != std::string_view::npos;
    auto host = is_v6 ? '[' + std::string{seen} + ']' : std::string{seen};
    return "tcp://" + host + ':' + std::string{port};
  }
  return std::string{endpoint};
}

} // namespace synod
