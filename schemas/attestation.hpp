#pragma once

#include "schemas/receipt.hpp"

// What a coordinator tells the ledger about one request that was served.

namespace synod {

/// In what way a worker did not deliver. Append, never renumber.
enum class failure_kind : std::uint8_t {
  unreachable = 1, ///< Its node was lost.
  timed_out,       ///< No step came within its deadline.
  refused,         ///< It would not open or step a session it had room for.
  faulty,          ///< It sent what its neighbour or the coordinator refused.
  late,            ///< It delivered, past the deadline; not replaced.
};

/// For the canonical form, which refuses other values.
[[nodiscard]] constexpr bool is_known(failure_kind x) noexcept {
  return x >= failure_kind::unreachable && x <= failure_kind::late;
}

/// The coordinator's word, not a proof: it weighs on reputation, never on
/// money.
struct failure_report {
  static constexpr auto name = "failure_report";

  account_id worker;
  shard_range range;
  std::uint32_t generation = 0;
  std::uint32_t position = 0; ///< The first that was not delivered in time.
  failure_kind kind{};

  static auto fields(auto& x) {
    return std::tie(x.worker, x.range, x.generation, x.position, x.kind);
  }

  friend bool operator==(const failure_report&, const failure_report&)
    = default;
};

/// Salted commitments to what the requester keeps (`request_commitment.hpp`).
struct request_commitments {
  static constexpr auto name = "request_commitments";

  digest prompt; ///< Prompt ids, position by position.
  digest record; ///< The request record, one leaf.
  digest tokens; ///< Output ids, position by position.
  digest text;   ///< Output text as streamed, one leaf.

  static auto fields(auto& x) {
    return std::tie(x.prompt, x.record, x.tokens, x.text);
  }

  friend bool operator==(const request_commitments&, const request_commitments&)
    = default;
};

/// Settles one request. Its escrow's coordinator alone may.
struct attest {
  static constexpr auto name = "attest";

  std::uint8_t version = 1;
  struct fee_cap cap;
  synod::signature cap_signature; ///< By the escrow's owner.
  /// Exactly min(cap, tokens x price), tokens being the positions of all
  /// generations.
  amount fee = 0;
  request_commitments commitments;
  /// In rising order of (generation, first block, position).
  std::vector<signed_receipt> receipts;
  /// In rising order of (generation, position, worker); one per worker and
  /// generation.
  std::vector<failure_report> failures;

  static auto fields(auto& x) {
    return std::tie(x.version, x.cap, x.cap_signature, x.fee, x.commitments,
                    x.receipts, x.failures);
  }

  friend bool operator==(const attest&, const attest&) = default;
};

} // namespace synod
