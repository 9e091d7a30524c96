#pragma once

#include "apps/synod/network_options.hpp"
#include "runtime/proof/assemble.hpp"

#include <string>

namespace synod {

/// The chain as a gateway tells it. It may lie: what matters is verified.
class gateway_chain final : public proof::chain_reader {
public:
  explicit gateway_chain(gateway to) : to_(std::move(to)) {
  }

  /// Reads one of the gateway's `/chain` answers.
  /// @returns nothing for what the chain does not hold (404)
  /// @throws std::runtime_error with one line for a person
  [[nodiscard]] std::optional<nlohmann::json>
  get(const std::string& target,
      std::chrono::milliseconds timeout = std::chrono::seconds{10}) const;

  [[nodiscard]] std::optional<transaction_found>
  find(const transaction_id& id) override;

  /// Waits until a transaction is in a block, and the next one shows what came
  /// of it.
  /// @throws std::runtime_error if it is not within the time
  [[nodiscard]] transaction_found
  wait(const transaction_id& id, std::chrono::milliseconds patience) const;

  /// Hands in a canonical transaction.
  /// @throws std::runtime_error with the reason of a refusal
  void submit(std::string_view canonical) const;

private:
  gateway to_;
};

} // namespace synod
