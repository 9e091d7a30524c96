#include "apps/bench/validator_network.hpp"

#include "actors/node/development_ledger.hpp"
#include "actors/validator/open_genesis.hpp"
#include "runtime/accounts/key_ring.hpp"
#include "runtime/topology/read_network.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <set>
#include <span>
#include <stdexcept>
#include <thread>

namespace synod::bench {

namespace {

namespace fs = std::filesystem;

constexpr auto poll_interval = std::chrono::milliseconds{10};

std::string topology_text() {
  auto text = std::string{"[network]\nname = \"chain\"\nsecurity = "
                          "\"plaintext\"\n"};
  for (std::size_t i = 0; i < validator_network::size; ++i)
    text += fmt::format("[[node]]\nname = \"{}\"\naddress = "
                        "\"tcp://127.0.0.1:0\"\n[[node.actor]]\nrole = "
                        "\"validator\"\n",
                        validator_network::name_of(i));
  return text;
}

caf::actor_system_config& configure(caf::actor_system_config& x) {
  x.set("scheduler.policy", caf::atom("sharing"));
  x.set("scheduler.max-threads", 1);
  return x;
}

transport_options bench_options() {
  auto result = transport_options{};
  result.self = "bench";
  return result;
}

} // namespace

validator_network::validator_network()
  : folder_(make_data_folder()), file_(folder_.root / "chain.toml") {
  std::ofstream{file_} << topology_text();
  network_ = *topology::read_network_file(file_).found;
  make_missing_ledger(network_, folder_);
  genesis_ = chain::open_genesis(folder_.genesis());
  user_ = accounts::open_account(folder_, accounts::user_account,
                                 genesis_.parameters.chain_id);
  system_ = std::make_unique<caf::actor_system>(configure(config_));
  net_ = std::make_unique<transport>(*system_, bench_options());
  self_ = std::make_unique<caf::scoped_actor>(*system_);
  for (std::size_t i = 0; i < size; ++i)
    start(i);
}

validator_network::~validator_network() {
  for (auto& process : processes_)
    process.reset();
  self_.reset();
  net_.reset();
  system_.reset();
  auto ignored = std::error_code{};
  if (keeps_)
    std::cerr << "what there was is in " << folder_.root.string() << '\n';
  else
    fs::remove_all(folder_.root, ignored);
}

void validator_network::start(std::size_t who) {
  auto ignored = std::error_code{};
  fs::remove(folder_.address(name_of(who)), ignored);
  processes_[who].emplace(supervision::command{
    {"node", file_.string(), name_of(who), "--data", folder_.root.string()},
    folder_.log(name_of(who))});
}

void validator_network::kill(std::size_t who) {
  processes_[who].reset(); // kills, and waits for the end
}

caf::expected<validator_actor> validator_network::find(std::size_t who) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (std::chrono::steady_clock::now() < end && processes_[who]) {
    auto now = topology::read_line(folder_.address(name_of(who))).value_or("");
    if (!now.empty() && now != endpoints_[who]) {
      endpoints_[who] = now;
      if (auto error = net_->connect(name_of(who), now))
        return error;
    }
    if (!now.empty() && net_->is_up(name_of(who)))
      return net_->resolve<validator_actor>({name_of(who), "validator"});
    std::this_thread::sleep_for(poll_interval);
  }
  return caf::make_error(errc::node_down);
}

std::uint64_t
validator_network::wait_until_level(std::uint64_t height,
                                    std::chrono::seconds patience) {
  auto end = std::chrono::steady_clock::now() + patience;
  auto last = std::string{};
  while (std::chrono::steady_clock::now() < end) {
    auto heights = std::set<std::uint64_t>{};
    last.clear();
    for (std::size_t i = 0; i < size; ++i) {
      auto status = ask<chain_status>(i, get_chain_status{});
      heights.insert(status ? status->height.value() : 0);
      last += fmt::format(" {}: {}", name_of(i),
                          status ? std::to_string(status->height.value()) + " ("
                                     + status->voting + ")"
                                 : "no answer");
    }
    if (heights.size() == 1 && *heights.begin() >= height)
      return *heights.begin();
    std::this_thread::sleep_for(poll_interval);
  }
  throw std::runtime_error{"the validators did not come together at height "
                           + std::to_string(height) + ":" + last};
}

accounts::made_transaction
validator_network::next_transfer(const account_id& to, amount what) {
  auto terms = accounts::transaction_terms{};
  terms.nonce = nonce_++;
  terms.valid_until_ms = genesis_.time + 24 * 3'600 * 1'000;
  terms.fee_max = genesis_.parameters.transaction_fee;
  return accounts::make_transaction(*user_, terms, transaction_type::transfer,
                                    canonical_encode(transfer{1, to, what}));
}

std::vector<validator_network::parcel_for>
validator_network::submit_all(const std::vector<parcel_for>& xs) {
  constexpr auto at_once = std::size_t{256};
  auto result = std::vector<parcel_for>{};
  for (std::size_t begin = 0; begin < xs.size(); begin += at_once) {
    auto window = std::span{xs}.subspan(begin).first(
      std::min(at_once, xs.size() - begin));
    auto ask_one = [&](const parcel_for& x) {
      auto to = find(x.who);
      if (!to)
        throw std::runtime_error{name_of(x.who) + " is not there"};
      return (*self_)->request(*to, std::chrono::seconds{10},
                               submit_transaction{x.canonical});
    };
    auto asked = std::vector<decltype(ask_one(xs[0]))>{};
    for (const auto& x : window)
      asked.push_back(ask_one(x));
    for (std::size_t i = 0; i < asked.size(); ++i)
      asked[i].receive([](const transaction_accepted&) {},
                       [&](const caf::error&) { result.push_back(window[i]); });
  }
  return result;
}

void validator_network::resume_nonces() {
  nonce_ = must(ask<account_state>(0, get_account{user(), lane_id{0}}),
                "an account's nonce")
             .next_nonce;
}

} // namespace synod::bench
