#pragma once

#include "actors/account_keeper/account_keeper.hpp"
#include "actors/gateway/record_store.hpp"
#include "runtime/accounts/purse.hpp"
#include "schemas/genesis.hpp"
#include "schemas/request.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace synod {

/// How a gateway pays for its clients' requests, who need no account: where
/// nothing is paid it has no such options.
struct payment_options {
  accounts::account account; ///< The gateway's.
  accounts::purse_terms terms{};

  /// What a request of a model may cost at most, and what the ledger calls it.
  struct model {
    model_root root;
    amount fee_max = 0;
    std::uint32_t blocks = 0;
  };

  std::map<std::string, model> models{};            ///< By name.
  std::map<std::string, account_id> coordinators{}; ///< By NODE/ACTOR.
  account_keeper_actor keeper{};
  validators chain{};
  chain_parameters parameters{};
  std::filesystem::path escrows{}; ///< Where the purse is kept.
  std::filesystem::path records{}; ///< A folder.
  std::size_t records_max = 1'000;
};

/// A gateway's purse and its clients' records. Knows no requests.
class payment {
public:
  /// @throws std::runtime_error with one line for a person if what is kept on
  ///         disk cannot be read
  explicit payment(payment_options options);

  /// Opens and fills escrows ahead.
  void prepare();

  /// Returns a cap for one request of a model by a coordinator.
  /// @returns `unknown_escrow` while the first one is being opened, otherwise
  ///          as `purse::draw`; `unknown_model`; `node_down` for a coordinator
  ///          without an account
  [[nodiscard]] caf::expected<signed_fee_cap>
  draw(const actor_address& coordinator, const std::string& model);

  void ended(const fee_cap& cap, amount cost) {
    purse_.give_back(cap, cost);
  }

  /// A request came to less than was thought.
  void give_back(const escrow_id& escrow, amount rest) {
    purse_.give_back({1, escrow, 0, rest}, 0);
  }

  /// A coordinator has refused a cap for what it knows of the escrow.
  void refused(const fee_cap& cap, errc why);

  /// The validator that was asked in `turn` may not be there.
  void validator_failed(errc why, std::size_t turn) noexcept {
    options_.chain.failed(why, turn);
  }

  void ask_another_validator() noexcept {
    options_.chain.failed(errc::node_down, options_.chain.turn());
  }

  [[nodiscard]] std::vector<accounts::purse::wish> take_wishes() {
    return purse_.take_wishes();
  }

  void done(std::uint64_t ticket, const accounts::submitted& what);

  [[nodiscard]] const payment_options& options() const noexcept {
    return options_;
  }

  [[nodiscard]] record_store& records() noexcept {
    return records_;
  }

private:
  void keep();

  payment_options options_;
  accounts::purse purse_;
  record_store records_;
};

} // namespace synod
