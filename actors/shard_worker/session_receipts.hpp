#pragma once

#include "actors/shard_worker/batch.hpp"
#include "actors/shard_worker/limits.hpp"
#include "actors/shard_worker/receipt_signer.hpp"
#include "runtime/ledger/subtrees.hpp"
#include "schemas/receipt.hpp"
#include "schemas/work_order.hpp"

#include <vector>

namespace synod {

/// What one worker has committed to in one session: 64 bytes per position, from
/// where its receipts begin. Hashing and signing wait for `commit`, so that no
/// token waits for them.
class session_receipts {
public:
  /// `shape` and `signer` must outlive this; without a signer, or with an order
  /// that is not paid, nothing is kept or signed.
  session_receipts(const shard_shape& shape, const receipt_signer* signer);

  /// Begins an attempt. Whatever was signed from `order.receipts_from` on will
  /// be signed again: it did not arrive.
  void begin(const work_order& order);

  [[nodiscard]] const work_order& order() const noexcept {
    return order_;
  }

  /// Whether results are to be handed over at all.
  [[nodiscard]] bool is_open() const noexcept {
    return signer_ != nullptr && order_.is_paid();
  }

  /// Rows that were computed. Rows that were computed before replace the old
  /// ones; only a token that was sampled stays if none is sampled now.
  struct rows {
    std::uint32_t position = 0;
    std::uint32_t count = 0;
    std::vector<token_id> tokens{}; ///< First shard: what went in.
    buffer input{};                 ///< Other shards: likewise.
    buffer output{};                ///< All but the last: what went out.
    bool sampled = false;           ///< The last shard: the last row gave
    token_id token = 0;             ///< this id.
  };

  /// Keeps rows for `commit`. @pre `is_open()`
  void add(rows x);

  /// Hashes what was added.
  /// @returns a receipt for every multiple of 64 that was reached.
  [[nodiscard]] std::vector<signed_receipt> commit();

  /// @returns receipts of [from, end), as far as they are committed to and
  ///          `commit` was called; none below where this worker began.
  [[nodiscard]] std::vector<signed_receipt>
  sign(std::uint32_t from, std::uint32_t end) const;

private:
  void commit(const rows& x, std::uint32_t row);
  [[nodiscard]] digest
  leaf_of(const buffer& x, std::uint32_t row, std::uint32_t position) const;
  [[nodiscard]] signed_receipt sign(const ledger::interval& x) const;
  [[nodiscard]] std::uint32_t next() const noexcept {
    return first_ + static_cast<std::uint32_t>(input_.size());
  }

  const shard_shape* shape_;
  const receipt_signer* signer_;
  work_order order_;
  bool begun_ = false;
  std::uint32_t first_ = 0; // of the leaves
  std::uint32_t due_ = 0;   // where the next receipt begins
  std::vector<digest> input_;
  std::vector<digest> output_;
  std::vector<bool> sampled_; // last shard: which outputs are tokens
  std::vector<rows> waiting_;
};

} // namespace synod
