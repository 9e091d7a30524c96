#include "tests/actors/validator/agreement_network.hpp"

#include "actors/validator/stored_state.hpp"
#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/conservation.hpp"

#include <algorithm>

namespace synod::chain::test {

namespace {

node_id name_of(std::size_t who) {
  return std::to_string(who);
}

bool check_really(const public_key& key, std::span<const std::byte> message,
                  const signature& x) {
  return crypto::verify(key, message, x);
}

} // namespace

void violations::note(const consensus_message& x) {
  auto opened = open_message(x);
  auto once = [&](auto key, const block_id& block) {
    auto [at, is_new] = signed_once.emplace(key, block);
    if (!is_new && at->second != block)
      found.push_back("two signatures at height "
                      + std::to_string(std::get<1>(key)));
  };
  if (!opened)
    found.push_back("a message that cannot be opened");
  else if (auto* y = std::get_if<signed_vote>(&*opened))
    once(std::tuple{y->vote.validator, y->vote.height.value(), y->vote.round,
                    static_cast<int>(y->vote.kind)},
         y->vote.block);
  else if (auto* z = std::get_if<signed_proposal>(&*opened))
    once(std::tuple{z->proposal.proposer, z->proposal.height.value(),
                    z->proposal.round, 0},
         z->proposal.block);
}

void violations::note(const chain_head& x) {
  auto [at, is_new] = decided.emplace(x.height, x.id);
  if (!is_new && at->second != x.id)
    found.push_back("two blocks at height " + std::to_string(x.height.value()));
}

agreement_network::agreement_network(std::size_t size)
  : begin(genesis_of(size)), own_folder_(std::in_place),
    folder_(own_folder_->path()), members_(size) {
}

agreement_network::agreement_network(std::size_t size,
                                     std::filesystem::path folder)
  : begin(genesis_of(size)), folder_(std::move(folder)), members_(size) {
}

void agreement_network::start(std::size_t who) {
  auto& x = members_[who];
  x.files = std::make_unique<validator_files>(open_validator_files(
    begin, folder(who), key_of(static_cast<unsigned char>(who + 1)),
    check_really, map_bytes_max));
  auto options = agreement_options{};
  options.timeouts = {300, 100, 100, 50, 2'000};
  x.core.emplace(options, *x.files->app, *x.files->chain,
                 std::move(x.files->bodies), std::move(x.files->signer),
                 ports_of(who));
  x.stopped.clear();
  guarded(who, [&](agreement& core) { core.start(now); });
  if (is_up(who))
    tell_waiting(who);
}

void agreement_network::start_all() {
  for (std::size_t i = 0; i < members_.size(); ++i)
    start(i);
}

void agreement_network::kill(std::size_t who) {
  auto& x = members_[who];
  x.core.reset();
  x.files.reset();
  x.timers.clear();
  x.asked = false;
  x.back_ms = now.steady_ms + 300;
  ++kills_seen;
}

void agreement_network::guarded(std::size_t who,
                                const std::function<void(agreement&)>& f) {
  if (!is_up(who))
    return;
  try {
    f(*members_[who].core);
  } catch (const crash&) {
    kill(who);
  }
}

agreement_ports agreement_network::ports_of(std::size_t who) {
  auto result = agreement_ports{};
  result.broadcast = [this, who](const consensus_message& x) {
    for (std::size_t to = 0; to < members_.size(); ++to)
      if (to != who)
        send(who, to, x);
  };
  result.send = [this, who](const node_id& to, const consensus_message& x) {
    send(who, std::stoul(to), x);
  };
  result.start_timer
    = [this, who](const consensus::timed_out& x, std::uint64_t after_ms) {
        members_[who].timers.push_back({now.steady_ms + after_ms, x});
      };
  result.want_transactions = [this, who] { members_[who].asked = true; };
  result.announce = [this, who](const committed_block& x) { announce(who, x); };
  result.stopped
    = [this, who](const std::string& why) { members_[who].stopped = why; };
  result.boundary = [this, who](const char* effect) {
    if (kills && kills(who, effect))
      throw crash{};
  };
  return result;
}

void agreement_network::send(std::size_t from, std::size_t to,
                             const consensus_message& x) {
  checks.note(x);
  if ((!delivers || delivers(from, to))
      && (!passes || passes(from, to, *open_message(x))))
    packets_.push_back({from, to, x});
}

void agreement_network::forge(std::size_t from, std::size_t to,
                              const consensus_content& what) {
  auto message = std::visit([](const auto& x) { return message_of(x); }, what);
  packets_.push_back({from, to, std::move(message)});
}

void agreement_network::announce(std::size_t who, const committed_block& x) {
  checks.note(x.head);
  acknowledged.insert(x.transactions.begin(), x.transactions.end());
  std::erase_if(members_[who].waiting, [&](const auto& y) {
    return std::ranges::find(x.transactions, y.first) != x.transactions.end();
  });
}

void agreement_network::tell_waiting(std::size_t who) {
  guarded(who, [&](agreement& core) {
    core.on_waiting(block_height{height(who)}, !members_[who].waiting.empty(),
                    now);
  });
}

transaction_id agreement_network::transfer(amount what) {
  auto made = make_transfer(begin, next_nonce_++, what);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    members_[i].waiting.emplace_back(made.id, made.canonical);
    if (is_up(i))
      tell_waiting(i);
  }
  return made.id;
}

void agreement_network::hand_in(std::size_t who) {
  auto& x = members_[who];
  if (!is_up(who) || !std::exchange(x.asked, false))
    return;
  auto chosen = std::vector<std::string>{};
  for (const auto& [id, text] : x.waiting)
    chosen.push_back(text);
  guarded(who, [&](agreement& core) {
    core.on_transactions(std::move(chosen), now);
  });
}

void agreement_network::deliver() {
  while (!packets_.empty()) {
    auto x = std::move(packets_.front());
    packets_.pop_front();
    guarded(x.to, [&](agreement& core) {
      core.on_message(name_of(x.from), x.content, now);
    });
    for (std::size_t i = 0; i < members_.size(); ++i)
      hand_in(i);
  }
}

void agreement_network::pass_time() {
  now.wall_ms += 50;
  now.steady_ms += 50;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    auto& x = members_[i];
    if (!is_up(i) && x.back_ms != 0 && x.back_ms <= now.steady_ms)
      start(i);
    auto due = std::vector<timer>{};
    std::erase_if(x.timers, [&](const timer& y) {
      return y.due_ms <= now.steady_ms && (due.push_back(y), true);
    });
    for (const auto& y : due)
      guarded(i, [&](agreement& core) { core.on_timeout(y.what, now); });
    guarded(i, [&](agreement& core) { core.on_tick(now); });
    tell_waiting(i);
    hand_in(i);
  }
}

bool agreement_network::run(const std::function<bool()>& done,
                            std::uint64_t limit_ms) {
  auto end = now.steady_ms + limit_ms;
  while (now.steady_ms < end) {
    deliver();
    if (done())
      return true;
    pass_time();
  }
  return done();
}

std::uint64_t agreement_network::height(std::size_t who) const {
  return *members_[who].files->chain->height();
}

block_id
agreement_network::block_at(std::size_t who, std::uint64_t height) const {
  auto found = disk(who).block(height);
  auto content = found ? canonical_decode<block>(*found, block_limits)
                       : caf::expected<block>{caf::error{}};
  return content ? ledger::id_of(content->header) : nil_block;
}

void agreement_network::resume_nonces() {
  auto state = stored_state{disk(0), disk(0).state()};
  auto client = key_of(client_seed).public_key();
  next_nonce_
    = ledger::find_account(state, ledger::state_keys{lane_id{0}}, client).nonce;
}

bool agreement_network::holds(std::size_t who, const transaction_id& x) const {
  return is_up(who) && disk(who).find_index(index_key(x));
}

bool agreement_network::all_hold(const transaction_id& x) const {
  for (std::size_t i = 0; i < members_.size(); ++i)
    if (!holds(i, x))
      return false;
  return true;
}

bool agreement_network::all_rest() const {
  return std::ranges::all_of(
    members_, [](const member& x) { return x.core && x.core->is_at_rest(); });
}

bool agreement_network::all_agree() const {
  auto roots = std::set<digest>{};
  auto heads = std::set<std::uint64_t>{};
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!is_up(i))
      continue;
    auto root = disk(i).state();
    auto state = stored_state{disk(i), root};
    auto money = ledger::money_count{};
    auto failed = crypto::smt_for_each(
      state.nodes(), root,
      [&](const crypto::smt_leaf& x) { money.add(x.key, x.value); });
    if (failed || !money.is_conserved())
      return false;
    roots.insert(root.hash);
    heads.insert(height(i));
  }
  return roots.size() == 1 && heads.size() == 1 && checks.found.empty();
}

} // namespace synod::chain::test
