#pragma once

#include "schemas/canonical.hpp"
#include "tests/sim/cluster.hpp"
#include "tests/sim/paid_market.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace synod::sim {

using namespace std::chrono_literals;

constexpr auto begin_balance = amount{1'000'000 - 1'000 - 1}; // bond and fee
constexpr auto paid_price = amount{10};

inline cluster_options paid_options() {
  auto result = cluster_options{};
  result.paid = true;
  return result;
}

struct paid_fixture {
  explicit paid_fixture(cluster_options options = paid_options())
    : net(options) {
    net.run_for(1s); // until it is known who is registered
  }

  cluster net;

  void reach(const request_id& id, std::size_t tokens) {
    REQUIRE(
      net.run_until([&] { return net.record(id).tokens.size() >= tokens; }));
  }

  [[nodiscard]] bool is_final(const request_id& id) {
    auto& settled = net.record(id).settled;
    return settled && settled->height != block_height{};
  }

  attest await_attestation(const request_id& id) {
    REQUIRE(net.run_until([&] { return is_final(id); }));
    auto& settled = *net.record(id).settled;
    CHECK(settled.refusal == 0);
    auto record = net.books().attestation(id);
    REQUIRE(record);
    CHECK(record->attestation == settled.attestation);
    CHECK(record->fee == settled.fee);
    return *canonical_decode<attest>(settled.attest);
  }

  [[nodiscard]] amount earned(const node_id& worker) {
    return net.books().account(account_of(worker).id).balance - begin_balance;
  }

  [[nodiscard]] amount escrow_balance() {
    return net.books().escrow(net.escrow())->balance;
  }

  std::string refusal(const request_id& id) {
    net.run_until([&] { return net.record(id).is_over(); });
    auto& x = net.record(id);
    return x.refusal ? to_string(*x.refusal) : "served";
  }
};

inline std::set<account_id> signers(const attest& x, std::uint32_t first) {
  auto result = std::set<account_id>{};
  for (auto& y : x.receipts)
    if (y.receipt.range.first == first)
      result.insert(y.receipt.worker);
  return result;
}

inline std::uint64_t positions_of(const asked& x) {
  return x.end->tokens_prompt + x.end->tokens_completion - 1;
}

} // namespace synod::sim
