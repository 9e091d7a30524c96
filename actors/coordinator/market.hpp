#pragma once

#include "actors/coordinator/route_choice.hpp"
#include "actors/coordinator/worker_directory.hpp"
#include "runtime/ledger/load_reports.hpp"
#include "runtime/ledger/route_choice.hpp"
#include "runtime/ledger/route_facts.hpp"

#include <map>
#include <optional>
#include <vector>

namespace synod::coordinator {

/// What a route was chosen by: whoever has it can choose it again.
struct route_basis {
  std::uint64_t height = 0; ///< 0: it was not chosen by standings.
  time_ms now = 0;
  std::vector<signed_load_report> reports; ///< In rising order of worker.
};

/// A route that is wanted for a paid request.
struct paid_wish {
  model_root model;
  amount price = 0;
  std::uint32_t attempt = 0; ///< Counts from 0.
  time_ms now = 0;
};

/// What a coordinator knows of those it may pay: who is registered, how they
/// have delivered so far, and how much room they say they have.
class market {
public:
  /// @param chain and `check` must outlive it
  market(const chain_parameters& chain, const ledger::signature_check& check,
         std::map<node_id, curve_key> keys);

  // -- what the ledger and the workers say ------------------------------------

  void learn(const workers_listed& list) {
    workers_.learn(list, keys_);
  }

  /// Folds the next block, as `ledger::route_facts::fold`.
  std::optional<block> learn(const stored_block& x) {
    return facts_.fold(x, *chain_);
  }

  /// A worker's report; what does not hold is dropped.
  void learn(const hop& from, const signed_load_report& x, time_ms now);

  // -- who is to serve --------------------------------------------------------

  [[nodiscard]] const worker_directory& workers() const noexcept {
    return workers_;
  }

  [[nodiscard]] std::uint64_t height() const noexcept {
    return facts_.height();
  }

  [[nodiscard]] const ledger::reputation& standings() const noexcept {
    return facts_.standings();
  }

  /// Chooses by standings and load among workers that are up and not suspected,
  /// keeping hops that go on as they were. @returns no hops where that cannot
  /// be done: then `choose_route` has to.
  [[nodiscard]] std::vector<hop>
  choose(const replicas& all, const route_wish& wish, const paid_wish& paid,
         instant now, route_basis& basis) const;

private:
  struct candidate {
    hop place;
    ledger::route_candidate what;
  };

  [[nodiscard]] bool is_on_chain(const registered_worker& x) const;
  [[nodiscard]] std::vector<candidate>
  candidates(const replicas& all, const route_wish& wish, const paid_wish& paid,
             instant now) const;

  const chain_parameters* chain_;
  const ledger::signature_check* check_;
  std::map<node_id, curve_key> keys_;
  worker_directory workers_;
  ledger::load_reports reports_;
  ledger::route_facts facts_;
};

} // namespace synod::coordinator
