#include "tests/actors/validator/agreement_network.hpp"

#include <catch2/catch.hpp>

#include <fstream>

// Validators agree, whatever happens to their processes.

using namespace synod;
using namespace synod::chain;
using namespace synod::chain::test;

TEST_CASE("agreement: a transfer becomes final on all four, and is proven by "
          "the block after it",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  auto before = net.height(0);
  auto id = net.transfer(7);
  REQUIRE(net.run([&] { return net.all_hold(id); }));
  CHECK(net.run([&] { return net.height(0) == before + 2; }, 1'000));
  CHECK(net.run([&] { return net.all_agree(); }));
  CHECK_FALSE(net.run([&] { return net.height(0) > before + 2; }, 20'000));
}

TEST_CASE("agreement: an idle chain makes a block every thirty seconds",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  auto height = net.height(0);
  CHECK_FALSE(net.run([&] { return net.height(0) > height; }, 29'000));
  CHECK(net.run([&] { return net.height(0) > height; }, 3'000));
  CHECK_FALSE(net.run([&] { return net.height(0) > height + 1; }, 29'000));
}

TEST_CASE("agreement: validators at rest say where they are only now and then",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  auto id = net.transfer(1);
  REQUIRE(net.run([&] { return net.all_hold(id); }));
  REQUIRE(net.run([&] { return net.all_rest(); }, 5'000));
  auto sent = 0;
  net.delivers = [&](std::size_t, std::size_t) { return ++sent > 0; };
  net.run([] { return false; }, 20'000);
  CHECK(sent >= 12); // each tells each other at least once
  CHECK(sent <= 24);
  CHECK(net.all_rest());
}

TEST_CASE("agreement: one that was not heard is answered by who rests already",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  auto id = net.transfer(1);
  REQUIRE(net.run([&] { return net.all_hold(id); }));
  REQUIRE(net.run([&] { return net.all_rest(); }, 5'000));
  auto loses = true;
  auto bodies = 0;
  net.passes = [&](std::size_t from, std::size_t to, const auto& what) {
    bodies += to == 0 && std::holds_alternative<block_body>(what) ? 1 : 0;
    return !loses || from != 0 || to != 1
           || !std::holds_alternative<validator_position>(what);
  };
  id = net.transfer(1);
  REQUIRE(net.run([&] { return net.all_hold(id); }));
  REQUIRE(net.run([&] { return net.core(0).is_at_rest(); }, 3'000));
  CHECK_FALSE(net.core(1).is_at_rest());
  loses = false;
  bodies = 0;
  CHECK(net.run([&] { return net.all_rest(); }, 3'000));
  CHECK(bodies <= 4); // what it seemed to lack
}

TEST_CASE("agreement: nobody rests while one that missed the last block is "
          "behind",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  REQUIRE(net.run([&] { return net.core(0).is_at_rest(); }, 5'000));
  auto deaf = true; // but it can still be heard
  net.delivers = [&](std::size_t, std::size_t to) { return !deaf || to != 3; };
  auto id = net.transfer(1);
  REQUIRE(net.run([&] { return net.holds(0, id) && net.holds(2, id); }));
  CHECK_FALSE(net.run([&] { return net.core(0).is_at_rest(); }, 15'000));
  deaf = false;
  CHECK(net.run([&] { return net.all_hold(id) && net.all_agree(); }, 5'000));
  CHECK(net.run([&] { return net.core(0).is_at_rest(); }, 5'000));
}

TEST_CASE("agreement: one of four may be gone, and catches up when it is back",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  auto gone = true;
  net.delivers = [&](std::size_t from, std::size_t to) {
    return !gone || (from != 3 && to != 3);
  };
  for (auto i = 0; i < 30; ++i) {
    auto id = net.transfer(1);
    REQUIRE(net.run([&] { return net.holds(0, id); }));
  }
  CHECK(net.height(3) + 50 <= net.height(0));
  gone = false;
  REQUIRE(net.run([&] { return net.all_agree(); }, 5'000));
}

TEST_CASE("agreement: two of four cannot decide, and go on once a third is "
          "back",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  auto cut = true;
  net.delivers = [&](std::size_t from, std::size_t to) {
    return !cut || (from < 2) == (to < 2);
  };
  auto id = net.transfer(1);
  CHECK_FALSE(net.run([&] { return net.holds(0, id); }, 10'000));
  cut = false;
  REQUIRE(net.run([&] { return net.all_hold(id); }));
  REQUIRE(net.run([&] { return net.all_agree(); }));
}

TEST_CASE("agreement: a crash at every boundary of an effect is borne",
          "[validator][crash]") {
  auto net = agreement_network{};
  net.start_all();
  auto seen = std::map<std::string, int>{};
  for (auto round = 0; round < 120; ++round) {
    auto victim = static_cast<std::size_t>(round % 4);
    auto left = 1 + round / 4; // boundaries until it dies
    net.kills = [&](std::size_t who, const std::string& effect) {
      if (who != victim || left == 0 || --left > 0)
        return false;
      ++seen[effect];
      return true;
    };
    auto id = net.transfer(1);
    CAPTURE(round, victim);
    REQUIRE(net.run([&] { return net.all_hold(id); }));
    REQUIRE(net.checks.found.empty());
  }
  net.kills = {};
  REQUIRE(net.run([&] { return net.all_agree(); }));
  CHECK(net.kills_seen > 60);
  for (const auto* effect : {"persist_record", "sign_vote", "signed", "decide",
                             "committed", "done", "persist_body"})
    CHECK(seen[effect] > 0);
}

TEST_CASE("agreement: all four die after a polka and still decide that block",
          "[validator][crash]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  auto locked = std::array<bool, 4>{};
  net.kills = [&](std::size_t who, const std::string& effect) {
    // The body is on disk; the record comes next, and then the precommit.
    if (effect == "persist_body")
      locked[who] = true;
    return effect == "signed" && std::exchange(locked[who], false);
  };
  auto before = net.kills_seen;
  auto id = net.transfer(1);
  REQUIRE(net.run([&] { return net.kills_seen >= before + 4; }));
  net.kills = {};
  REQUIRE(net.run([&] { return net.all_hold(id); }));
  REQUIRE(net.run([&] { return net.all_agree(); }));
}

TEST_CASE("agreement: a signer whose records are both lost does not sign",
          "[validator]") {
  auto net = agreement_network{1};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(0) >= 1; }));
  net.kill(0);
  auto file = net.folder(0) / "signer";
  auto size = std::filesystem::file_size(file);
  std::ofstream{file, std::ios::binary} << std::string(size, 'x');
  CHECK_THROWS_WITH(net.start(0), Catch::Contains("signer_record_lost"));
}

TEST_CASE("agreement: a signer with another's file does not sign",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  auto id = net.transfer(1);
  REQUIRE(net.run([&] { return net.all_hold(id); }));
  for (std::size_t i = 0; i < 4; ++i)
    net.kill(i);
  auto swap = [](const auto& a, const auto& b) {
    auto between = a;
    between += ".swapped";
    std::filesystem::rename(a, between);
    std::filesystem::rename(b, a);
    std::filesystem::rename(between, b);
  };
  swap(net.folder(0), net.folder(1)); // as whole as before, and the wrong ones
  CHECK_THROWS_WITH(net.start(0), Catch::Contains("signer_record_lost")
                                    && Catch::Contains("its own"));
  CHECK_THROWS_WITH(net.start(1), Catch::Contains("signer_record_lost"));
  swap(net.folder(0), net.folder(1));
  net.start_all();
  auto next = net.transfer(1);
  CHECK(net.run([&] { return net.all_hold(next) && net.all_agree(); }));
}

TEST_CASE("agreement: a signer with a record of another version does not sign",
          "[validator]") {
  auto net = agreement_network{1};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(0) >= 1; }));
  net.kill(0);
  auto file = net.folder(0) / "signer";
  std::filesystem::remove(file);
  auto nobodys = canonical_encode(consensus::signer_record{});
  REQUIRE_FALSE(store::signer_file::create(file, nobodys));
  CHECK_THROWS_WITH(net.start(0), Catch::Contains("signer_record_lost")
                                    && Catch::Contains("not of this version"));
}

TEST_CASE("agreement: a signer whose file is gone does not sign",
          "[validator]") {
  auto net = agreement_network{1};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(0) >= 1; }));
  net.kill(0);
  std::filesystem::remove(net.folder(0) / "signer");
  CHECK_THROWS_WITH(net.start(0), Catch::Contains("signer_record_lost"));
  CHECK_THROWS_WITH(net.start(0), Catch::Contains("restore the file"));
}

TEST_CASE("agreement: a chain is not continued under another genesis",
          "[validator]") {
  auto net = agreement_network{1};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(0) >= 1; }));
  net.kill(0);
  net.begin.accounts[0].balance += 1;
  CHECK_THROWS_WITH(net.start(0), Catch::Contains("another genesis"));
}
