#pragma once

#include "runtime/accounts/account.hpp"
#include "schemas/error.hpp"
#include "schemas/ledger_bodies.hpp"
#include "schemas/settlement.hpp"

#include <caf/expected.hpp>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace synod::accounts {

/// Whom an escrow is for, and for what: there is one for each.
struct escrow_purpose {
  account_id coordinator;
  model_root model;

  friend auto operator<=>(const escrow_purpose&, const escrow_purpose&)
    = default;
};

/// How an account pays.
struct purse_terms {
  amount price = 10;               ///< Per position.
  amount deposit = 10'000'000;     ///< In a new escrow, and added each time.
  amount refill_below = 5'000'000; ///< Of what may still be promised.
  time_ms lifetime_ms = 30ULL * 86'400'000; ///< Of an escrow.
  time_ms renew_ms = 86'400'000; ///< A new one is opened so long before that.
};

/// An escrow as a purse remembers it from one life to the next.
struct kept_escrow {
  escrow_purpose purpose;
  escrow_id escrow;
  std::uint64_t next_number = 0; ///< No number from here on was used.
  amount available = 0;
  time_ms expires_ms = 0;
};

/// The escrows out of which one account pays for requests: opened and filled
/// ahead, so that no request waits for a block but those before an account's
/// first escrow is there. One that another has replaced is closed, so that what
/// is left in it comes back. Signs the caps.
class purse {
public:
  /// What is to be done on the ledger.
  struct wish {
    std::uint64_t ticket = 0;
    transaction_type type{};
    std::vector<std::byte> body;
  };

  purse(account by, purse_terms terms);

  /// @param kept what `keep` gave in an earlier life
  void restore(const std::vector<kept_escrow>& kept);

  /// Sees to it that there is an escrow.
  void prepare(const escrow_purpose& what, time_ms now);

  /// Promises at most `fee_max` for a request.
  /// @returns `unknown_escrow` while one is being opened, or
  ///          `escrow_exhausted` while it is being filled
  [[nodiscard]] caf::expected<signed_fee_cap>
  draw(const escrow_purpose& what, amount fee_max, time_ms now);

  /// The request has ended and costs so much.
  void give_back(const fee_cap& cap, amount cost);

  /// The escrow holds less than was thought: it is to be filled.
  void exhausted(const escrow_id& id);

  /// The escrow is of no use: another is to be opened, and it is to be closed.
  void forget(const escrow_id& id);

  [[nodiscard]] std::vector<wish> take_wishes();

  /// @param id of the transaction that is in a block; or why it is not
  void done(std::uint64_t ticket, const transaction_id& id,
            std::optional<errc> refusal);

  /// @returns whether `keep` has something new since this was last asked.
  [[nodiscard]] bool take_change() noexcept {
    return std::exchange(changed_, false);
  }

  /// @returns what must be on disk before a cap leaves that was drawn since.
  [[nodiscard]] std::vector<kept_escrow> keep() const;

private:
  struct entry {
    std::optional<escrow_id> escrow;
    std::uint64_t next_number = 0;
    std::uint64_t kept_number = 0; // what is on disk, at least
    amount available = 0;
    time_ms expires_ms = 0;
    std::optional<std::uint64_t> under_way; // a ticket
  };

  /// What a ticket is for; closing is for nobody.
  struct errand {
    escrow_purpose purpose;
    bool opens = false;
    time_ms expires_ms = 0;
  };

  void open(const escrow_purpose& what, entry& x, time_ms now);
  void refill(const escrow_purpose& what, entry& x);
  void submit(const escrow_purpose& what, entry& x, bool opens,
              transaction_type type, std::vector<std::byte> body);
  void close(const escrow_id& id);

  account by_;
  purse_terms terms_;
  std::map<escrow_purpose, entry> entries_;
  std::map<std::uint64_t, errand> errands_;
  std::uint64_t last_ticket_ = 0;
  std::vector<wish> wishes_;
  bool changed_ = false;
};

} // namespace synod::accounts
