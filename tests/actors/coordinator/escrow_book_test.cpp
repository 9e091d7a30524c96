// What a coordinator promises out of its clients' escrows, and that it neither
// grows without bound nor promises twice.

#include "actors/coordinator/escrow_book.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace synod;
using namespace synod::coordinator;

namespace {

const auto escrow = escrow_id{{1}};
const auto self = account_id{{9}};
const auto model = model_root{{7}};

escrow_state state_at(std::uint64_t height, amount balance) {
  auto result = escrow_state{};
  result.height = block_height{height};
  result.coordinator = self;
  result.model = model;
  result.price = 10;
  result.balance = balance;
  result.expires_ms = 10'000;
  return result;
}

fee_cap cap_of(std::uint64_t number, amount fee_max = 1) {
  return {1, escrow, number, fee_max};
}

escrow_id escrow_number(std::size_t number) {
  auto bytes = escrow_id::bytes_type{2};
  for (auto i = 1U; i < 9; ++i, number >>= 8)
    bytes[i] = static_cast<std::uint8_t>(number);
  return escrow_id{bytes};
}

struct bench {
  escrow_book book;

  explicit bench(amount balance = 1'000'000) {
    book.learn(escrow, state_at(1, balance));
  }

  std::string reserve(const fee_cap& cap, time_ms until = 5'000) {
    auto refusal = book.reserve(cap, {self, model, until});
    return refusal ? to_string(*refusal) : "reserved";
  }

  /// Reserved, and paid nothing.
  std::string use(std::uint64_t number) {
    auto result = reserve(cap_of(number));
    book.settle(cap_of(number), {});
    return result;
  }
};

} // namespace

TEST_CASE("escrow book: a number is used once", "[coordinator]") {
  auto b = bench{};
  CHECK(b.use(0) == "reserved");
  CHECK(b.use(2) == "reserved");
  CHECK(b.use(1) == "reserved");
  for (auto number : {0U, 1U, 2U})
    CHECK(b.use(number) == "request_settled");
  CHECK(b.use(~std::uint64_t{0}) == "reserved");
  CHECK(b.use(~std::uint64_t{0}) == "request_settled");
  CHECK(b.use(3) == "reserved");
}

TEST_CASE("escrow book: a gap in the numbers never stops an escrow",
          "[coordinator]") {
  // As after a restart: the numbers below were used in an earlier life.
  auto b = bench{};
  for (auto i = std::uint64_t{70'000}; i < 140'000; ++i)
    if (b.use(i) != "reserved")
      FAIL("number " << i << " is refused");
  CHECK(b.use(100'000) == "request_settled");
  // The oldest gap is given up, and so is what is scattered too widely.
  CHECK(b.use(1) == "request_settled");
  for (auto i = std::uint64_t{200'000}; i < 300'000; i += 2)
    if (b.use(i) != "reserved")
      FAIL("number " << i << " is refused");
  CHECK(b.use(299'999) == "reserved");
  CHECK(b.use(200'001) == "request_settled");
}

TEST_CASE("escrow book: what blocks say is used is used", "[coordinator]") {
  auto book = escrow_book{};
  auto news = escrow_news{.time = 1'000};
  news.opened = {{escrow, 10'000}};
  news.settled = {cap_of(0), cap_of(1), cap_of(5)};
  book.follow(news);
  CHECK_FALSE(book.knows(escrow)); // but not what it holds
  book.learn(escrow, state_at(4, 100));
  auto refusal = [&](std::uint64_t number) {
    return book.reserve(cap_of(number), {self, model, 5'000}).value_or(errc{});
  };
  CHECK(refusal(0) == errc::request_settled);
  CHECK(refusal(5) == errc::request_settled);
  CHECK(refusal(2) == errc{});
  CHECK(book.size() == 1);
}

TEST_CASE("escrow book: one that closes pays for no more, and is forgotten",
          "[coordinator]") {
  auto b = bench{};
  CHECK(b.reserve(cap_of(1)) == "reserved");
  auto news = escrow_news{.time = 2'000};
  news.closing = {{escrow, 3'000}};
  b.book.follow(news);
  CHECK(b.reserve(cap_of(2)) == "escrow_closing");
  CHECK(b.book.available(escrow) == 999'999);
  b.book.follow({.time = 3'001}); // what is open is still to be settled
  CHECK(b.book.size() == 1);
  b.book.settle(cap_of(1), block_height{7});
  b.book.follow({.time = 3'002});
  CHECK(b.book.size() == 0);
  CHECK(b.reserve(cap_of(2)) == "unknown_escrow");
}

TEST_CASE("escrow book: it must outlast the request, and goes when it is over",
          "[coordinator]") {
  auto b = bench{};
  CHECK(b.reserve(cap_of(1), 10'001) == "escrow_expired");
  CHECK(b.use(1) == "reserved");
  b.book.follow({.time = 10'000});
  CHECK(b.book.size() == 1);
  b.book.follow({.time = 10'001});
  CHECK(b.book.size() == 0);
}

TEST_CASE("escrow book: only so many are remembered", "[coordinator]") {
  auto book = escrow_book{};
  auto news = escrow_news{.time = 1};
  for (std::size_t i = 0; i < escrow_book::escrows_max + 10; ++i)
    news.opened.emplace_back(escrow_number(i), 100);
  book.follow(news);
  CHECK(book.size() == escrow_book::escrows_max);
  book.learn(escrow, state_at(1, 10)); // one that nobody has used goes
  CHECK(book.knows(escrow));
  CHECK_FALSE(book.reserve(cap_of(1), {self, model, 1}));
  book.settle(cap_of(1), {});
  for (std::size_t i = 0; i < escrow_book::escrows_max; ++i)
    book.learn(escrow_number(100'000 + i), state_at(1, 10));
  CHECK(book.size() == escrow_book::escrows_max);
  CHECK(book.knows(escrow)); // but not one that was used
  CHECK(book.reserve(cap_of(1), {self, model, 1}) == errc::request_settled);
}

TEST_CASE("escrow book: what is open makes room for nobody", "[coordinator]") {
  auto book = escrow_book{};
  for (std::size_t i = 0; i < escrow_book::escrows_max; ++i) {
    auto id = escrow_number(i);
    book.learn(id, state_at(1, 10));
    if (book.reserve({1, id, 0, 1}, {self, model, 1}))
      FAIL("escrow " << i << " is refused");
  }
  book.learn(escrow, state_at(1, 10));
  CHECK_FALSE(book.knows(escrow));
  CHECK(book.reserve(cap_of(1), {self, model, 1}) == errc::unknown_escrow);
  CHECK(book.available(escrow_number(7)) == 9);
  book.follow({.time = 10'001}); // they are over, but not settled
  CHECK(book.size() == escrow_book::escrows_max);
}

TEST_CASE("escrow book: fees since the state was read count until it is read "
          "again",
          "[coordinator]") {
  auto b = bench{1'000'000};
  for (auto i = std::uint64_t{0}; i < 2'000; ++i) {
    REQUIRE(b.reserve(cap_of(i, 10)) == "reserved");
    b.book.reduce(cap_of(i), 7);
    b.book.settle(cap_of(i), block_height{i + 2});
  }
  CHECK(b.book.available(escrow) == 1'000'000 - 14'000);
  // Read as of a block between: it never promises more than there is.
  b.book.learn(escrow, state_at(1'001, 1'000'000 - 7'000));
  CHECK(b.book.available(escrow) <= 1'000'000 - 14'000);
  b.book.learn(escrow, state_at(500, 1'000'000)); // an older word
  CHECK(b.book.available(escrow) <= 1'000'000 - 14'000);
  b.book.learn(escrow, state_at(2'001, 1'000'000 - 14'000));
  CHECK(b.book.available(escrow) == 1'000'000 - 14'000);
}
