#pragma once

#include "tests/actors/gateway/scripted_network.hpp"
#include "tests/support/temporary_folder.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace synod::test {

/// What the keeper was given; shared with the test's thread.
struct keeper_record {
  std::mutex mutex;
  std::vector<transaction_type> types;
  std::optional<errc> refusal;

  [[nodiscard]] std::size_t count(transaction_type type) {
    auto guard = std::lock_guard{mutex};
    return static_cast<std::size_t>(std::ranges::count(types, type));
  }
};

struct keeper_state {
  std::vector<std::pair<caf::typed_response_promise<submission_result>,
                        submission_result>>
    held;
  bool holds = false;
};

/// Puts into a block what it is given; or, told to hold, at the next tick.
inline account_keeper_actor::behavior_type
scripted_keeper(account_keeper_actor::stateful_pointer<keeper_state> self,
                keeper_record* record, bool holds) {
  self->state.holds = holds;
  return {
    [self, record](const submission& x) -> caf::result<submission_result> {
      auto result = submission_result{};
      {
        auto guard = std::lock_guard{record->mutex};
        record->types.push_back(x.type);
        auto number = static_cast<std::uint8_t>(record->types.size());
        result.what.id = transaction_id{{number}};
        result.what.height = block_height{number};
        if (x.type != transaction_type::close_escrow)
          result.what.refusal = record->refusal;
      }
      if (!self->state.holds)
        return result;
      auto promise = self->make_response_promise<submission_result>();
      self->state.held.emplace_back(promise, result);
      return promise;
    },
    [self](caf::tick_atom, std::uint64_t) {
      self->state.holds = false;
      for (auto& [promise, result] : std::exchange(self->state.held, {}))
        promise.deliver(result);
    },
  };
}

/// A gateway that pays; who keeps its account is a script.
struct paying_network : scripted_network {
  temporary_folder folder;
  keeper_record keeper;
  account_keeper_actor keeping;
  caf::actor chain; ///< None: it is down.

  void pay(bool holds = false) {
    keeping = system().spawn(scripted_keeper, &keeper, holds);
    auto x = payment_options{};
    x.account = {"chain", account_id{{1}}, [](auto) { return signature{}; }};
    x.models["reader"] = {model_root{{5}}, 1'000, 3};
    for (const auto& to : options.coordinators)
      x.coordinators[to.node + "/coordinator"] = account_id{{2}};
    x.keeper = keeping;
    x.chain = {{{"v", "validator"}},
               [this](const actor_address&) -> caf::expected<validator_actor> {
                 if (chain)
                   return caf::actor_cast<validator_actor>(chain);
                 return errc::node_down;
               }};
    x.escrows = folder.path() / "escrows.json";
    x.records = folder.path() / "records";
    options.payment = std::move(x);
    serve();
  }

  void go_on() {
    caf::anon_send(keeping, caf::tick_atom::value, std::uint64_t{0});
  }

  ~paying_network() {
    caf::anon_send_exit(keeping, caf::exit_reason::user_shutdown);
    if (chain)
      caf::anon_send_exit(chain, caf::exit_reason::user_shutdown);
  }
};

} // namespace synod::test
