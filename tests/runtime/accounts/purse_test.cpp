// Escrows opened and filled ahead: what a purse asks for, promises, and
// remembers.

#include "runtime/accounts/purse.hpp"

#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/escrows.hpp"
#include "schemas/canonical.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>

using namespace synod;
using namespace synod::accounts;

namespace {

constexpr auto begin = time_ms{1'000'000};
const auto purpose = escrow_purpose{account_id{{1}}, model_root{{2}}};

account payer() {
  auto seed = std::array<std::byte, crypto::signing_key::seed_size>{};
  auto key = std::make_shared<crypto::signing_key>(
    crypto::signing_key::from_seed(seed));
  return {"chain", key->public_key(),
          [key](auto bytes) { return key->sign(bytes); }};
}

purse_terms terms() {
  auto result = purse_terms{};
  result.deposit = 1'000;
  result.refill_below = 500;
  return result;
}

struct purse_bench {
  purse core{payer(), terms()};

  std::string draw(amount fee_max, time_ms now = begin) {
    last = core.draw(purpose, fee_max, now);
    return last ? "drawn" : to_string(errc{last.error().code()});
  }

  void apply_wishes() {
    for (auto& x : core.take_wishes()) {
      types.push_back(x.type);
      core.done(x.ticket, transaction_id{{static_cast<std::uint8_t>(x.ticket)}},
                {});
    }
  }

  /// The escrows that it wants closed; nothing else is wanted.
  std::vector<escrow_id> closed() {
    auto result = std::vector<escrow_id>{};
    for (auto& x : core.take_wishes()) {
      REQUIRE(x.type == transaction_type::close_escrow);
      result.push_back(canonical_decode<close_escrow>(x.body)->escrow);
      core.done(x.ticket, {}, {});
    }
    return result;
  }

  caf::expected<signed_fee_cap> last{errc::unspecified};
  std::vector<transaction_type> types;
};

} // namespace

TEST_CASE("purse: the first cap waits for the escrow, the others for nothing",
          "[accounts]") {
  auto b = purse_bench{};
  CHECK(b.draw(10) == "unknown_escrow");
  CHECK(b.draw(10) == "unknown_escrow"); // and asks for no second one
  b.apply_wishes();
  CHECK(b.types == std::vector{transaction_type::open_escrow});
  REQUIRE(b.draw(10) == "drawn");
  CHECK(b.last->cap.request_number == 0);
  REQUIRE(b.draw(10) == "drawn");
  CHECK(b.last->cap.request_number == 1);
  CHECK(crypto::verify(payer().id, crypto::signed_bytes("chain", b.last->cap),
                       b.last->signature));
}

TEST_CASE("purse: it promises no more than there is, and fills up ahead",
          "[accounts]") {
  auto b = purse_bench{};
  b.core.prepare(purpose, begin);
  b.apply_wishes();
  CHECK(b.draw(600) == "drawn");
  CHECK(b.draw(600) == "escrow_exhausted"); // 400 are left; a top-up is asked
  b.apply_wishes();
  CHECK(b.types.back() == transaction_type::top_up);
  CHECK(b.draw(1'400) == "drawn");
  CHECK(b.draw(1) == "escrow_exhausted");
}

TEST_CASE("purse: what a request did not cost can be promised again",
          "[accounts]") {
  auto b = purse_bench{};
  b.core.prepare(purpose, begin);
  b.apply_wishes();
  REQUIRE(b.draw(1'000) == "drawn");
  b.core.give_back(b.last->cap, 300);
  CHECK(b.draw(701) == "escrow_exhausted");
  CHECK(b.draw(700) == "drawn");
}

TEST_CASE("purse: no number is used twice, whatever a crash forgets",
          "[accounts]") {
  auto b = purse_bench{};
  b.core.prepare(purpose, begin);
  b.apply_wishes();
  REQUIRE(b.draw(1) == "drawn");
  CHECK(b.core.take_change());
  auto kept = b.core.keep();
  for (auto i = 0; i < 10; ++i)
    REQUIRE(b.draw(1) == "drawn");
  CHECK_FALSE(b.core.take_change());
  auto used = b.last->cap.request_number;

  auto later = purse_bench{};
  later.core.restore(kept);
  REQUIRE(later.draw(1) == "drawn");
  CHECK(later.last->cap.request_number > used);
  CHECK(later.last->cap.escrow == b.last->cap.escrow);
}

TEST_CASE("purse: an escrow is replaced before its time, or when it is of no "
          "use",
          "[accounts]") {
  auto b = purse_bench{};
  b.core.prepare(purpose, begin);
  b.apply_wishes();
  REQUIRE(b.draw(1) == "drawn");
  auto first = b.last->cap.escrow;
  auto late = begin + terms().lifetime_ms - 1'000;
  CHECK(b.draw(1, late) == "drawn"); // the old one is good for a while
  b.apply_wishes();
  REQUIRE(b.draw(1, late) == "drawn");
  CHECK(b.last->cap.escrow != first);
  CHECK(b.closed() == std::vector{first}); // what is left of it comes back
  auto second = b.last->cap.escrow;
  b.core.forget(second);
  CHECK(b.closed() == std::vector{second});
  CHECK(b.draw(1, late) == "unknown_escrow");
  b.core.exhausted(first); // long gone: changes nothing
}

TEST_CASE("purse: an escrow that cannot be opened is tried again",
          "[accounts]") {
  auto b = purse_bench{};
  CHECK(b.draw(1) == "unknown_escrow");
  for (auto& x : b.core.take_wishes())
    b.core.done(x.ticket, {}, errc::insufficient_balance);
  CHECK(b.draw(1) == "unknown_escrow");
  CHECK(b.core.take_wishes().size() == 1);
}

TEST_CASE("purse: a cap that is dearer than what is left fills the escrow",
          "[accounts]") {
  auto b = purse_bench{};
  b.core.prepare(purpose, begin);
  b.apply_wishes();
  CHECK(b.draw(1'001) == "escrow_exhausted"); // though it is full
  CHECK(b.draw(1'001) == "escrow_exhausted"); // and one errand is enough
  b.apply_wishes();
  CHECK(
    b.types
    == std::vector{transaction_type::open_escrow, transaction_type::top_up});
  CHECK(b.draw(1'001) == "drawn");
}
