#include "actors/validator/chain_reader.hpp"
#include "actors/validator/stored_state.hpp"
#include "tests/actors/validator/agreement_network.hpp"

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>

// Disks that are full, and disks that lie.

using namespace synod;
using namespace synod::chain;
using namespace synod::chain::test;

namespace {

void flip(const std::filesystem::path& file, std::uint64_t offset) {
  auto stream
    = std::fstream{file, std::ios::binary | std::ios::in | std::ios::out};
  REQUIRE(stream);
  stream.seekg(static_cast<std::streamoff>(offset));
  auto byte = static_cast<char>(stream.get() ^ 0x41);
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(byte);
}

/// All that a reader serves of a chain, by what was asked.
std::map<std::string, std::vector<std::byte>>
served(const store::chain_store& disk, const genesis& begin,
       std::uint64_t height) {
  auto result = std::map<std::string, std::vector<std::byte>>{};
  auto reader = chain_reader{disk, begin};
  for (std::uint64_t i = 1; i <= height; ++i)
    if (auto found = reader.find(get_block{block_height{i}})) {
      auto bytes = found->block.bytes();
      result["block " + std::to_string(i)].assign(bytes.begin(), bytes.end());
    }
  for (auto seed : {client_seed, target_seed})
    if (auto found
        = reader.find(get_account{key_of(seed).public_key(), lane_id{0}}))
      result["account " + std::to_string(seed)]
        = canonical_encode(get_block{block_height{found->balance}});
  return result;
}

} // namespace

TEST_CASE("agreement: a full store ends voting, and what is stored stays "
          "readable",
          "[validator]") {
  auto net = agreement_network{1};
  net.map_bytes_max = std::size_t{512} << 10;
  net.start_all();
  REQUIRE(net.run([&] { return net.height(0) >= 1; }));
  for (auto i = 0; i < 2'000 && net.stopped(0).empty(); ++i) {
    auto id = net.transfer(1);
    net.run([&] { return net.holds(0, id) || !net.stopped(0).empty(); });
  }
  CHECK_THAT(net.stopped(0), Catch::Contains("store_full"));
  auto height = net.height(0);
  CHECK(height > 10);
  auto reader = chain_reader{net.disk(0), net.begin};
  for (std::uint64_t i = 1; i <= height; ++i)
    CHECK(reader.find(get_block{block_height{i}}));
  CHECK_FALSE(net.run([&] { return net.height(0) > height; }, 40'000));
  CHECK(net.all_agree()); // the money is all there
}

namespace {

/// @returns 0 if a validator behaves as it should once its disk is full
int live_on_a_full_disk(const std::filesystem::path& folder) {
  auto net = agreement_network{1, folder};
  net.start_all();
  net.run([&] { return net.height(0) >= 1; });
  // A file that may not grow fails a write as a full disk does.
  std::signal(SIGXFSZ, SIG_IGN);
  auto size = std::filesystem::file_size(net.folder(0) / "store" / "data.mdb");
  auto limit = rlimit{size + (256U << 10U), size + (256U << 10U)};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  for (auto i = 0; i < 2'000 && net.stopped(0).empty(); ++i) {
    auto id = net.transfer(1);
    net.run([&] { return net.holds(0, id) || !net.stopped(0).empty(); });
  }
  if (net.stopped(0).find("store_full") == std::string::npos)
    return 1;
  auto height = net.height(0);
  auto reader = chain_reader{net.disk(0), net.begin};
  for (std::uint64_t i = 1; i <= height; ++i)
    if (!reader.find(get_block{block_height{i}}))
      return 2;
  if (net.run([&] { return net.height(0) > height; }, 40'000))
    return 3;
  return net.all_agree() ? 0 : 4;
}

} // namespace

TEST_CASE("agreement: a full disk ends voting, what is stored stays readable, "
          "and with room again it goes on",
          "[validator]") {
  auto folder = synod::test::temporary_folder{};
  auto child = ::fork(); // a limit cannot be lifted again
  if (child == 0)
    ::_exit(live_on_a_full_disk(folder.path()));
  auto status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  auto net = agreement_network{1, folder.path()};
  net.start_all();
  net.resume_nonces();
  auto id = net.transfer(1);
  CHECK(net.run([&] { return net.all_hold(id) && net.all_agree(); }));
}

TEST_CASE("agreement: with one bad slot a signer waits a round out, and never "
          "signs twice",
          "[validator]") {
  auto net = agreement_network{};
  net.start_all();
  for (auto round = 0; round < 8; ++round) {
    auto id = net.transfer(1);
    REQUIRE(net.run([&] { return net.all_hold(id); }));
    auto victim = static_cast<std::size_t>(round % 4);
    net.kill(victim);
    auto file = net.folder(victim) / "signer";
    flip(file, round / 4 == 0 ? 8 : 4'096 + 8); // one slot, then the other
    auto next = net.transfer(1);
    REQUIRE(net.run([&] { return net.all_hold(next); }));
    REQUIRE(net.checks.found.empty());
  }
  CHECK(net.run([&] { return net.all_agree(); }));
}

TEST_CASE("agreement: a wrong byte in the store may stop it, and is never "
          "served",
          "[validator]") {
  auto net = agreement_network{1};
  net.start_all();
  for (auto i = 0; i < 10; ++i) {
    auto id = net.transfer(1);
    REQUIRE(net.run([&] { return net.all_hold(id); }));
  }
  auto height = net.height(0);
  auto right = served(net.disk(0), net.begin, height);
  REQUIRE(right.size() == height + 2);
  net.kill(0);
  auto file = net.folder(0) / "store" / "data.mdb";
  auto size = std::filesystem::file_size(file);
  auto random = std::mt19937_64{7};
  auto noticed = 0;
  for (auto i = 0; i < 200; ++i) {
    auto offset = 8'192 + random() % (size - 8'192); // past LMDB's own pages
    flip(file, offset);
    CAPTURE(offset);
    {
      auto disk = store::chain_store::open(net.folder(0) / "store");
      auto now = disk && (*disk)->height() == height
                   ? served(**disk, net.begin, height)
                   : std::map<std::string, std::vector<std::byte>>{};
      noticed += now.size() < right.size() ? 1 : 0;
      for (const auto& [name, bytes] : now) {
        CAPTURE(name);
        CHECK(bytes == right.at(name));
      }
    }
    flip(file, offset);
  }
  CHECK(noticed > 0);
}
