#include "tests/actors/validator/agreement_network.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <sstream>

// A process with all four validators in it is killed (SIGKILL) at one boundary
// of an effect, started again, killed at the next, and so on, until one lives
// to do its work: no restart may forget what an earlier life has said.

using namespace synod;
using namespace synod::chain;
using namespace synod::chain::test;

namespace {

/// All that was said outside, over all lives: by what it is about.
using sayings = std::map<std::string, std::string>;

sayings said_by(const agreement_network& net) {
  auto result = sayings{};
  for (const auto& [key, block] : net.checks.signed_once) {
    const auto& [who, height, round, kind] = key;
    result["signature " + to_hex(who) + " " + std::to_string(height) + " "
           + std::to_string(round) + " " + std::to_string(kind)]
      = to_hex(block);
  }
  for (const auto& [height, block] : net.checks.decided)
    result["decision " + std::to_string(height.value())] = to_hex(block);
  for (const auto& id : net.acknowledged)
    result["acknowledged " + to_hex(id)] = "yes";
  for (const auto& what : net.checks.found)
    result["wrong " + what] = "yes";
  return result;
}

void tell(int out, const sayings& xs) {
  auto text = std::ostringstream{};
  for (const auto& [what, value] : xs)
    text << what << '=' << value << '\n';
  auto all = text.str();
  auto left = std::string_view{all};
  while (!left.empty()) {
    auto count = ::write(out, left.data(), left.size());
    if (count <= 0)
      ::_exit(2);
    left.remove_prefix(static_cast<std::size_t>(count));
  }
}

sayings hear(int in) {
  auto text = std::string{};
  auto part = std::array<char, 4096>{};
  for (auto count = ::read(in, part.data(), part.size()); count > 0;
       count = ::read(in, part.data(), part.size()))
    text.append(part.data(), static_cast<std::size_t>(count));
  auto result = sayings{};
  auto lines = std::istringstream{text};
  for (auto line = std::string{}; std::getline(lines, line);)
    result[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
  return result;
}

/// True if every validator holds what was acknowledged and decided before.
bool remembers(const agreement_network& net, const sayings& before) {
  for (const auto& [what, value] : before) {
    auto in = std::istringstream{what};
    auto kind = std::string{};
    auto name = std::string{};
    in >> kind >> name;
    for (std::size_t who = 0; who < 4; ++who)
      if ((kind == "acknowledged"
           && !net.holds(who, *from_hex<transaction_id>(name)))
          || (kind == "decision"
              && to_hex(net.block_at(who, std::stoull(name))) != value))
        return false;
  }
  return true;
}

/// One life: catches up, makes a transfer final, and ends; or is killed before
/// it passes its `last` boundary.
void live(const std::filesystem::path& folder, const sayings& before, int last,
          int out) {
  auto net = agreement_network{4, folder};
  auto say = [&](const std::string& what) { net.checks.found.push_back(what); };
  net.kills = [&](std::size_t, const std::string&) {
    if (--last == 0) {
      tell(out, said_by(net));
      ::kill(::getpid(), SIGKILL);
    }
    return false;
  };
  try {
    net.start_all();
    if (!net.run([&] { return net.height(3) >= 1 && net.all_agree(); }))
      say("no agreement after the start");
    if (!remembers(net, before))
      say("something said before is not there");
    net.resume_nonces();
    auto id = net.transfer(1);
    if (!net.run([&] { return net.all_hold(id) && net.all_agree(); }))
      say("the transfer does not become final");
  } catch (const std::exception& error) {
    say(error.what());
  }
  tell(out, said_by(net));
  ::_exit(0);
}

/// @returns whether it lived to its end; what it said is added
bool run_life(const std::filesystem::path& folder, sayings& all, int last) {
  auto ends = std::array<int, 2>{};
  REQUIRE(::pipe(ends.data()) == 0);
  auto child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    live(folder, all, last, ends[1]);
  }
  ::close(ends[1]);
  auto said = hear(ends[0]);
  ::close(ends[0]);
  auto status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE((WIFEXITED(status) || WTERMSIG(status) == SIGKILL));
  for (const auto& [what, value] : said) {
    CAPTURE(last, what);
    REQUIRE(what.rfind("wrong", 0) == std::string::npos);
    REQUIRE(all.emplace(what, value).first->second == value);
  }
  return WIFEXITED(status);
}

} // namespace

TEST_CASE("agreement: a process that is killed at every boundary of an effect "
          "in turn loses nothing and signs nothing twice",
          "[validator][crash]") {
  auto folder = synod::test::temporary_folder{};
  auto all = sayings{};
  auto lives = 1;
  while (!run_life(folder.path(), all, lives))
    ++lives;
  // Each of four has at least a proposal or a prevote, a lock, a precommit and
  // a decision to do, in two heights.
  CHECK(lives > 100);
  CHECK(run_life(folder.path(), all, 0)); // once more, undisturbed
}
