#pragma once

#include "apps/bench/validator_network.hpp"

#include <vector>

namespace synod::bench {

/// Many transfers, signed ahead, by senders that the user has given money.
class transfer_load {
public:
  /// @throws std::runtime_error if the senders do not get their money
  transfer_load(validator_network& net, std::uint32_t count);

  /// Hands them in as fast as they are taken, and returns when all are final.
  /// @throws std::runtime_error
  void run();

  [[nodiscard]] std::size_t size() const noexcept {
    return transfers_.size();
  }

private:
  void fund();
  void sign(std::uint32_t each);
  void await_nonces(std::uint64_t nonce);

  validator_network& net_;
  std::vector<accounts::account> senders_;
  std::vector<validator_network::parcel_for> transfers_; ///< In turn.
};

} // namespace synod::bench
