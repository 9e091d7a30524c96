#pragma once

#include "actors/interfaces.hpp"
#include "apps/bench/own_folder.hpp"
#include "runtime/accounts/account.hpp"
#include "runtime/supervision/child_process.hpp"
#include "runtime/topology/network.hpp"
#include "runtime/transport/transport.hpp"
#include "schemas/genesis.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace synod::bench {

/// @throws std::runtime_error that names `what` no validator tells
template <class T>
T must(caf::expected<T> x, const std::string& what) {
  if (!x)
    throw std::runtime_error{"a validator does not tell " + what + ": "
                             + to_string(x.error())};
  return std::move(*x);
}

/// Four validators, each a process of this very program, in a temporary folder,
/// and a client that speaks to them over the wire.
class validator_network {
public:
  /// @throws std::runtime_error with one line for a person
  validator_network();
  ~validator_network();

  validator_network(const validator_network&) = delete;
  validator_network& operator=(const validator_network&) = delete;

  static constexpr auto size = std::size_t{4};

  void start(std::size_t who);
  void kill(std::size_t who); ///< As `kill -9`; returns when it is gone.

  /// The signal alone. Safe beside a thread that asks.
  void send_kill(std::size_t who) noexcept {
    processes_[who]->send_signal(9);
  }

  /// Asks one validator. Looks for it first if it has moved.
  template <class Reply, class Question>
  caf::expected<Reply>
  ask(std::size_t who, const Question& x,
      std::chrono::milliseconds timeout = std::chrono::seconds{5}) {
    auto to = find(who);
    if (!to)
      return to.error();
    auto result = caf::expected<Reply>{caf::error{errc::timed_out}};
    (*self_)
      ->request(*to, timeout, x)
      .receive([&](Reply& reply) { result = std::move(reply); },
               [&](caf::error& why) { result = std::move(why); });
    return result;
  }

  /// Waits until all answer and stand at one height, at least `height`.
  /// @returns that height. @throws std::runtime_error if it takes too long
  std::uint64_t
  wait_until_level(std::uint64_t height, std::chrono::seconds patience);

  /// @returns a transfer by the user, with its next nonce.
  accounts::made_transaction next_transfer(const account_id& to, amount what);

  accounts::made_transaction next_transfer() {
    return next_transfer(target(), 1);
  }

  /// A transaction for one validator.
  struct parcel_for {
    std::size_t who = 0;
    std::string canonical;
  };

  /// Hands in transactions, many at once. @returns those that were refused, in
  /// their order. @throws std::runtime_error if a validator is not there
  std::vector<parcel_for> submit_all(const std::vector<parcel_for>& xs);

  /// Signs on from what the chain holds, after transfers were lost.
  void resume_nonces();

  [[nodiscard]] const genesis& begin() const noexcept {
    return genesis_;
  }

  [[nodiscard]] const account_id& user() const noexcept {
    return user_->id;
  }

  [[nodiscard]] const account_id& target() const noexcept {
    return genesis_.parameters.community;
  }

  [[nodiscard]] pid_t pid(std::size_t who) const {
    return processes_[who]->pid();
  }

  [[nodiscard]] const topology::data_folder& folder() const noexcept {
    return folder_;
  }

  [[nodiscard]] static std::string name_of(std::size_t who) {
    return "validator-" + std::to_string(who + 1);
  }

  /// Leaves the folder where it is: it tells what went wrong.
  void keep() noexcept {
    keeps_ = true;
  }

private:
  caf::expected<validator_actor> find(std::size_t who);

  topology::data_folder folder_;
  std::filesystem::path file_;
  topology::network network_;
  genesis genesis_;
  std::optional<accounts::account> user_;
  std::uint64_t nonce_ = 0;
  bool keeps_ = false;
  std::array<std::optional<supervision::child_process>, size> processes_;
  std::array<std::string, size> endpoints_;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  std::unique_ptr<transport> net_; // goes before the system
  std::unique_ptr<caf::scoped_actor> self_;
};

} // namespace synod::bench
