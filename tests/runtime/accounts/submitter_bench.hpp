#pragma once

#include "runtime/accounts/submitter.hpp"
#include "runtime/ledger/admission.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace synod::test {

using namespace accounts;
using namespace std::chrono_literals;

inline account nobody() {
  return {"chain", account_id{{1}}, [](auto) { return signature{}; }};
}

/// Strict nonces, as a validator has them.
struct fake_validator {
  std::map<std::uint64_t, ledger::opened_transaction> pool;
  std::map<transaction_id, std::uint64_t> blocks;
  std::vector<std::vector<std::byte>> applied; // bodies
  std::uint64_t nonce = 0;

  account_state account() const {
    return {block_height{1}, 0, nonce, nonce + pool.size()};
  }

  submitter::answer submit(const submit_transaction& x) {
    auto parameters = chain_parameters{};
    auto opened = ledger::open_transaction(x.transaction, parameters);
    REQUIRE(opened);
    if (opened->head.nonce < nonce)
      return errc::nonce_used;
    if (auto known = pool.find(opened->head.nonce); known != pool.end())
      return known->second.id == opened->id ? errc::transaction_known
                                            : errc::nonce_used;
    if (opened->head.nonce != nonce + pool.size())
      return errc::nonce_gap;
    pool.emplace(opened->head.nonce, *opened);
    return transaction_accepted{opened->id};
  }

  void make_block() {
    for (auto& [at, x] : pool) {
      blocks[x.id] = at;
      applied.push_back(x.head.body);
      ++nonce;
    }
    pool.clear();
  }

  submitter::answer find(const transaction_id& id, errc missing) const {
    if (!blocks.contains(id))
      return missing;
    auto found = transaction_found{};
    found.height = block_height{7};
    found.receipt.id = id;
    return found;
  }
};

// What gets lost.

inline bool nothing(const submitter::question&) {
  return false;
}

inline bool is_submission(const submitter::question& x) {
  return std::holds_alternative<submit_transaction>(x);
}

/// A submitter and whom it asks, step by step.
struct bench {
  submitter core{nobody(), {}};
  fake_validator validator;
  instant now{0};
  std::optional<fake_validator> behind; ///< If set, it answers all reads.
  std::vector<submitted> results;
  std::function<bool(const submitter::question&)> is_lost = nothing;

  std::vector<std::byte> body(std::uint64_t number) {
    return canonical_encode(transfer{1, account_id{{2}}, number + 1});
  }

  void add(std::uint64_t number) {
    REQUIRE_FALSE(core.add(number, transaction_type::transfer, body(number)));
  }

  /// The first submission arrives, but nobody hears of it.
  void lose_first_answer() {
    is_lost = [this, first = true](const submitter::question& x) mutable {
      auto* sent = std::get_if<submit_transaction>(&x);
      if (sent == nullptr || !std::exchange(first, false))
        return false;
      (void) validator.submit(*sent);
      return true;
    };
  }

  void step() {
    now += 100ms;
    core.tick(now, 1'000'000 + static_cast<time_ms>(now.count() / 1000));
    for (auto& x : core.take_actions()) {
      auto said = answer(x.what);
      core.answered(x.id, said, is_read(x.what) && behind ? 1 : 0, now);
    }
    for (auto& x : core.take_results())
      results.push_back(x);
  }

  static bool is_read(const submitter::question& what) {
    return std::holds_alternative<get_account>(what)
           || std::holds_alternative<get_transaction>(what);
  }

  submitter::answer answer(const submitter::question& what) {
    if (is_lost(what))
      return errc::timed_out;
    auto& reader = behind ? *behind : validator;
    if (std::holds_alternative<get_account>(what))
      return reader.account();
    if (auto* x = std::get_if<submit_transaction>(&what))
      return validator.submit(*x);
    if (auto* x = std::get_if<wait_transaction>(&what))
      return validator.find(x->id, errc::timed_out);
    return reader.find(std::get<get_transaction>(what).id, errc::not_stored);
  }

  void run(int steps) {
    for (auto i = 0; i < steps; ++i)
      step();
  }
};

} // namespace synod::test
