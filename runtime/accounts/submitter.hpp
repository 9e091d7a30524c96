#pragma once

#include "runtime/accounts/account.hpp"
#include "schemas/chain_api.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/error.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace synod::accounts {

/// A moment, counted from any fixed one before all others, or a span.
using instant = std::chrono::microseconds;

struct submitter_limits {
  std::size_t waiting_max = 1024; ///< Submissions that are not final yet.
  std::size_t window = 64;        ///< Of them under way at once.
  amount fee_max = 1'000;         ///< Of one transaction.
  time_ms validity_ms = 60'000;
  instant retry_min{100'000}; ///< Doubled after every silence,
  instant retry_max{5'000'000};
  std::uint32_t wait_ms = 10'000; ///< For a block, before looking again.
};

/// What became of a submission: it is in a block.
struct submitted {
  std::uint64_t ticket = 0;
  transaction_id id;
  block_height height;
  std::optional<errc> refusal; ///< By its contract, or by the door for good.
};

/// The one that owns an account's nonces: signs what is to be done, in order,
/// brings it to a validator until it is in a block, and signs it anew where
/// that can never be. Whoever runs it carries its questions to validators and
/// brings back every answer; silence is one.
///
/// A submission gets another nonce only once one validator has said that its
/// nonce is used up, and then that it has none of the transactions which were
/// made of it: two validators may be at different blocks.
class submitter {
public:
  using question = std::variant<get_account, submit_transaction,
                                wait_transaction, get_transaction>;
  using answer = std::variant<errc, account_state, transaction_accepted,
                              transaction_found>;

  struct action {
    std::uint64_t id = 0; ///< Comes back with the answer.
    question what;
  };

  submitter(account by, submitter_limits limits);

  /// @returns `overloaded` if too many wait.
  std::optional<errc>
  add(std::uint64_t ticket, transaction_type type, std::vector<std::byte> body);

  /// @param validator tells those that answer from each other: one may be
  ///        behind another, and not know yet what that one has in a block
  void answered(std::uint64_t action, const answer& what, std::size_t validator,
                instant now);

  /// Does what is due. @param wall milliseconds since the epoch
  void tick(instant now, time_ms wall);
  [[nodiscard]] std::optional<instant> wake_at() const;

  [[nodiscard]] std::vector<action> take_actions();
  [[nodiscard]] std::vector<submitted> take_results();

  /// @returns the id that a submission goes by now; it may still change.
  [[nodiscard]] std::optional<transaction_id> id_of(std::uint64_t ticket) const;

  [[nodiscard]] std::size_t waiting() const noexcept {
    return entries_.size();
  }

private:
  enum class state : std::uint8_t {
    queued,   ///< Has no nonce, or needs another.
    to_send,  ///< Signed; goes out when it is due.
    sending,  ///< On its way to a mempool.
    waiting,  ///< In a mempool.
    checking, ///< Its nonce is said to be used up: by itself?
  };

  struct entry {
    std::uint64_t ticket = 0;
    transaction_type type{};
    std::vector<std::byte> body;
    state is = state::queued;
    std::uint64_t nonce = 0;         // of `made`
    made_transaction made;           // empty if it was never signed
    std::vector<transaction_id> ids; // of all that were ever made of it
    std::size_t looked_for = 0;      // of `ids`, while it is checked
    std::size_t checker = 0;         // the validator that looks
    time_ms valid_until_ms = 0;
    std::uint64_t action = 0; // whose answer counts
    instant due{0};
    instant delay{0};
  };

  using iterator = std::deque<entry>::iterator;

  iterator find(std::uint64_t ticket);
  void sign(entry& x, std::uint64_t nonce, time_ms wall);
  void ask(entry& x, question what);
  void read_account(instant now);
  void take_account(const account_state& x, instant now);
  void refused(entry& x, errc why, instant now);
  void check(entry& x);
  void check_nonce(entry& x, const account_state& account,
                   std::size_t validator, instant now);
  void not_stored(entry& x, std::size_t validator, instant now);
  void take_found(entry& x, const transaction_found& what, instant now);
  void wait(entry& x);
  void again(entry& x, instant now);
  void finish(const entry& x, const transaction_id& as, block_height height,
              std::optional<errc> refusal);
  void start_over(instant now);
  [[nodiscard]] std::size_t under_way() const;

  account by_;
  submitter_limits limits_;
  std::deque<entry> entries_; // in the order of their nonces, then queued ones
  std::map<std::uint64_t, std::uint64_t> asked_; // tickets by action
  std::optional<std::uint64_t> next_nonce_;
  std::uint64_t used_nonces_ = 0; // some validator has executed that many
  std::optional<std::uint64_t> reading_; // the action that reads the account
  instant read_due_{0};
  instant read_delay_{0};
  std::uint64_t last_action_ = 0;
  std::vector<action> actions_;
  std::vector<submitted> results_;
};

} // namespace synod::accounts
