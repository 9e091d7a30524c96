#pragma once

#include "actors/coordinator/escrow_book.hpp"
#include "actors/coordinator/ledger_settings.hpp"
#include "actors/coordinator/settled_feed.hpp"
#include "actors/coordinator/settlement.hpp"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace synod::coordinator {

/// The paid requests of one coordinator: caps at the door, receipts, and
/// attestations until they are in a block. The ledger is never in the way of a
/// token: if no validator answers, requests go on as far as what is known of
/// their escrows allows, and attestations wait.
class settlements {
public:
  struct counters {
    std::uint64_t attested = 0;   ///< In a block, and applied.
    std::uint64_t refused = 0;    ///< In a block, and refused.
    std::uint64_t unattested = 0; ///< Served without enough receipts.
    std::uint64_t receipts = 0;
    std::uint64_t receipts_false = 0; ///< Not signed, not asked for, not true.
    amount earned = 0;                ///< Fees of what was attested.
  };

  /// @param random returns 64 random bits: for salts
  settlements(ledger_settings settings, std::function<std::uint64_t()> random);

  void learn(const escrow_id& id, const escrow_state& x);

  [[nodiscard]] const actor_address& validator() const { ///< Asked now.
    return settings_.validators[validator_ % settings_.validators.size()];
  }

  [[nodiscard]] std::size_t validators() const noexcept {
    return settings_.validators.size();
  }

  /// The validator did not know an escrow as it must be: another may be ahead.
  void ask_another_validator() noexcept {
    ++validator_;
  }

  /// Whether a call may be refused only because an escrow was not looked up
  /// lately.
  [[nodiscard]] bool wants_look(const fee_cap& cap) const;

  // -- requests ---------------------------------------------------------------

  /// Reserves what a call may cost.
  /// @returns `no_fee_cap`, `invalid_argument` for another request id than the
  ///          cap's, `unknown_model`, `bad_fee_cap`, or what
  ///          `escrow_book::reserve` refuses
  std::optional<errc> admit(const start_request& call);

  /// Null unless it was admitted and is not settled yet.
  settlement* find(const request_id& id);

  /// A request is over: its settlement has ended, or it never came to work.
  void close(const request_id& id, const actor_address& asker, instant now);

  /// @returns `unknown_request`, `foreign_key` for a bad signature, or what
  ///          `settlement::add` refuses
  std::optional<errc>
  take(const receipt_made& x, const node_id& sender, const known_tokens& known);

  void restore(const attest& x); ///< An earlier life's, maybe not final.

  // -- questions, as those of a request ---------------------------------------

  void answered(std::uint64_t ask, const answer& what, instant now);
  void tick(instant now);
  [[nodiscard]] std::optional<instant> wake_at() const;
  [[nodiscard]] std::vector<ask> take_asks();
  [[nodiscard]] std::vector<journal_entry> take_journal();

  // -- for whoever watches ----------------------------------------------------

  [[nodiscard]] const counters& counted() const noexcept {
    return counters_;
  }

  [[nodiscard]] std::size_t waiting() const noexcept; ///< Not final yet.

  [[nodiscard]] const market& who() const noexcept {
    return market_;
  }

  [[nodiscard]] const escrow_book& escrows() const noexcept {
    return escrows_;
  }

private:
  struct entry {
    std::unique_ptr<settlement> work; // null if it was restored
    fee_cap cap{};
    std::optional<instant> due{}; // by when receipts must be in,
    bool ready = false;           // and they are
    std::optional<attest> made{}; // then it is being submitted
    actor_address asker{};
    transaction_id told{}; // the id that the asker knows
  };

  [[nodiscard]] std::optional<errc>
  check_call(const start_request& call, const genesis_model*& model) const;
  [[nodiscard]] time_ms settled_within() const;
  [[nodiscard]] bool follow(const stored_block& x);
  void take_block(const answer& what, instant now);
  void take_list(const workers_listed& x, instant now);
  void submit(const request_id& id, entry& x);
  void tell(const request_id& id, entry& x, const accounts::submitted& what);
  void take_result(const accounts::submitted& x);
  void build_due(instant now);
  void look_around(instant now);
  void ask_chain(std::uint64_t inner, question what,
                 std::chrono::milliseconds timeout);

  ledger_settings settings_;
  std::function<std::uint64_t()> random_;
  market market_; // settlements refer to it
  escrow_book escrows_;
  accounts::submitter submitter_;
  settled_feed feed_;
  std::map<request_id, entry> entries_;
  std::map<std::uint64_t, request_id> tickets_;
  std::uint64_t last_ticket_ = 0;
  std::uint64_t last_ask_ = 0;
  struct chain_ask {
    std::uint64_t inner = 0; // the submitter's number; 0: not its own
    std::size_t validator = 0;
  };

  std::map<std::uint64_t, chain_ask> chain_asks_;
  std::map<std::uint64_t, std::uint64_t> feed_asks_;
  std::map<std::uint64_t, hop> load_asks_;
  std::optional<std::uint64_t> block_ask_;
  instant block_due_{0};
  instant load_due_{0};
  std::size_t validator_ = 0; // the one that is asked
  instant list_due_{0};
  std::vector<ask> asks_;
  std::vector<journal_entry> journal_;
  counters counters_;
};

} // namespace synod::coordinator
