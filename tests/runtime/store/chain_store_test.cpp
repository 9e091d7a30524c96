#include "runtime/store/chain_store.hpp"

#include "schemas/error.hpp"
#include "tests/runtime/store/sample_chain.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/value_of.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::store;
using namespace synod::test;

namespace {

struct chain_store_fixture : temporary_folder {
  std::unique_ptr<chain_store> chain = open();

  [[nodiscard]] std::unique_ptr<chain_store> open() const {
    auto result = chain_store::open(path());
    REQUIRE(result);
    return std::move(*result);
  }

  void reopen() {
    chain.reset();
    chain = open();
  }
};

} // namespace

TEST_CASE_METHOD(chain_store_fixture, "chain store: it begins with nothing",
                 "[store]") {
  CHECK_FALSE(chain->height());
  CHECK(chain->state().empty());
  CHECK(chain->block(0).error() == errc::not_stored);
  reopen();
  CHECK_FALSE(chain->height());
}

TEST_CASE_METHOD(chain_store_fixture,
                 "chain store: what was committed is there again", "[store]") {
  REQUIRE_FALSE(sample_chain::extend_to(*chain, 30));
  auto state = chain->state();
  reopen();
  CHECK(chain->height() == 30);
  CHECK(chain->state() == state);
  auto result = audit_chain(*chain);
  CHECK(result.right == 31 * 5);
  CHECK(result.refused + result.wrong == 0);
  CHECK(chain->block(31).error() == errc::not_stored);
  CHECK(chain->state_at(31).error() == errc::not_stored);
  CHECK(chain->find_index(bytes(3)).error() == errc::not_stored);
}

TEST_CASE_METHOD(chain_store_fixture,
                 "chain store: only the next height is committed", "[store]") {
  REQUIRE_FALSE(sample_chain::extend_to(*chain, 2));
  for (auto height : {0U, 2U, 4U}) {
    auto x = block_commit{};
    x.height = height;
    CHECK(chain->commit(x) == errc::invalid_argument);
  }
  auto x = block_commit{};
  x.height = 3;
  x.state.nodes.push_back({{4, 0}, {}});
  CHECK(chain->commit(x) == errc::invalid_argument);
  x.state.nodes.clear();
  x.index.push_back({bytes(401), {}});
  CHECK(chain->commit(x) == errc::invalid_argument);
  CHECK(chain->height() == 2);
  REQUIRE_FALSE(sample_chain::extend(*chain));
}

TEST_CASE_METHOD(chain_store_fixture,
                 "chain store: pruned states go, kept ones stay whole",
                 "[store]") {
  for (auto h = std::uint64_t{0}; h <= 40; ++h)
    REQUIRE_FALSE(sample_chain::extend(*chain, h < 10 ? 0 : h - 10));
  reopen();
  CHECK(chain->state_at(29).error() == errc::not_stored);
  auto result = audit_chain(*chain);
  CHECK(result.wrong == 0);
  CHECK(result.refused == 30); // the states of heights 0 to 29
  CHECK(result.right == 41 * 5 - 30);
}

TEST_CASE_METHOD(chain_store_fixture,
                 "chain store: a second process is kept out", "[store]") {
  CHECK(chain_store::open(path()).error() == errc::store_in_use);
}

TEST_CASE("chain store: a full store refuses by name, and reads on",
          "[store]") {
  auto folder = temporary_folder{};
  {
    auto chain = test::value_of(chain_store::open(folder.path(), 1 << 20));
    auto error = caf::error{};
    while (!(error = sample_chain::extend(*chain)))
      REQUIRE(*chain->height() < 1000);
    CHECK(error == errc::store_full);
    CHECK(sample_chain::extend(*chain) == errc::store_full);
    CHECK(audit_chain(*chain).refused + audit_chain(*chain).wrong == 0);
  }
  auto chain = test::value_of(chain_store::open(folder.path()));
  auto height = *chain->height();
  CHECK_FALSE(sample_chain::extend(*chain)); // with room, it goes on
  CHECK(chain->height() == height + 1);
}
