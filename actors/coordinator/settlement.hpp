#pragma once

#include "actors/coordinator/ask.hpp"
#include "actors/coordinator/market.hpp"
#include "actors/coordinator/paid_work.hpp"
#include "actors/coordinator/stage_receipts.hpp"
#include "actors/coordinator/token_leaves.hpp"
#include "schemas/attestation.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace synod::coordinator {

/// One paid request's account of who did what, from its first worker's opening
/// until its attestation can be built. It never holds up a token, and what goes
/// wrong here costs the asker nothing.
class settlement {
public:
  /// `who` must outlive it.
  settlement(paid_terms terms, const market& who)
    : terms_(std::move(terms)), market_(&who) {
  }

  [[nodiscard]] const paid_terms& terms() const noexcept {
    return terms_;
  }

  // -- while it is served -----------------------------------------------------

  /// Whether a worker may be opened: it is registered, and not too dear.
  [[nodiscard]] bool may_serve(const hop& x) const;

  /// Chooses an attempt's route, the first of which anybody can choose again.
  /// @returns no hops where standings and load do not decide
  [[nodiscard]] std::vector<hop>
  choose(const replicas& all, const route_wish& wish, std::uint32_t attempt,
         std::pair<instant, time_ms> now);

  /// Returns what a hop that is about to be opened signs about.
  [[nodiscard]] work_order order(const hop& x);

  /// Fills in which receipts a worker that is about to close still owes, if
  /// `positions` were computed by all.
  void fill(close_session& x, const actor_address& worker,
            std::uint32_t positions) const;

  /// Notes that a hop did not deliver; only its first failure counts, unless
  /// it was late before.
  void add_failure(const hop& x, failure_kind kind, std::uint32_t position);

  /// Takes a receipt whose signature holds.
  /// @returns `not_your_session` unless its worker was asked to do the work,
  ///          from its node; `foreign_receipt`, `wrong_model`, `wrong_profile`,
  ///          `bad_interval`; `roots_differ` if it contradicts the tokens;
  ///          `overloaded` if there are too many
  [[nodiscard]] std::optional<errc>
  add(const signed_receipt& x, const node_id& sender,
      const known_tokens& known);

  // -- once it is over --------------------------------------------------------

  void end(served_work done);

  [[nodiscard]] const std::optional<served_work>& done() const noexcept {
    return done_;
  }

  /// Whether all that was served can be attested.
  [[nodiscard]] bool is_complete() const;

  /// Returns what it will cost, at most. @pre it has ended
  [[nodiscard]] amount cost() const;

  /// Builds the attestation of as many positions as have receipts of every
  /// range, and as fit into a transaction; nothing if that is none.
  /// @pre it has ended
  [[nodiscard]] std::optional<attest> build() const;

private:
  struct range_order {
    bool operator()(const shard_range& a, const shard_range& b) const noexcept {
      return a.first != b.first ? a.first < b.first : a.count < b.count;
    }
  };

  [[nodiscard]] std::optional<errc> check(const receipt& x) const;
  [[nodiscard]] bool
  is_false(const receipt& x, const known_tokens& known) const;
  [[nodiscard]] std::optional<std::vector<signed_receipt>>
  tile(std::uint32_t positions) const;
  [[nodiscard]] std::set<std::uint32_t> ends() const;
  [[nodiscard]] attest
  attest_to(std::uint32_t positions, std::vector<signed_receipt> what) const;
  [[nodiscard]] std::vector<failure_report>
  failures_within(std::uint32_t positions) const;

  struct worker {
    account_id account;
    shard_range range;
  };

  paid_terms terms_;
  const market* market_;
  std::optional<route_basis> basis_;                       // of the first route
  std::map<actor_address, worker, address_order> workers_; // that were opened
  std::map<shard_range, stage_receipts, range_order> stages_;
  std::vector<failure_report> failures_;
  std::optional<served_work> done_;
};

} // namespace synod::coordinator
