#include "tests/sim/network.hpp"

#include <algorithm>

namespace synod::sim {

network::network(network_options options)
  : options_(options), random_(options.seed) {
}

bool network::chance(unsigned permille) {
  return permille > 0 && random_() % 1000 < permille;
}

void network::at(instant when, event what) {
  events_.emplace(std::pair{std::max(when, now_), ++sequence_},
                  std::move(what));
}

bool network::advance() {
  if (events_.empty())
    return false;
  auto next = events_.extract(events_.begin());
  now_ = next.key().first;
  next.mapped()();
  return true;
}

void network::advance_to(instant when) {
  while (!events_.empty() && events_.begin()->first.first <= when)
    advance();
  now_ = when;
}

void network::note(std::uint64_t x) {
  digest_ = (digest_ ^ x) * 0x100000001b3;
  digest_ ^= digest_ >> 29;
}

void network::later(const node_id& where, instant delay, event what) {
  at(now_ + delay,
     [this, where, incarnation = hosts_.at(where).incarnation,
      what = std::move(what)] { run_at(where, incarnation, what); });
}

void network::run_at(const node_id& node, std::uint64_t incarnation,
                     event what) {
  auto& host = hosts_.at(node);
  if (!host.running || host.incarnation != incarnation)
    return;
  if (host.stopped) {
    host.parked.push_back(std::move(what));
    return;
  }
  what();
}

instant network::arrival(const node_id& from, const node_id& to) {
  auto spread = (options_.delay_max - options_.delay_min).count() + 1;
  auto delay = options_.delay_min
               + instant{static_cast<std::int64_t>(
                 random_() % static_cast<std::uint64_t>(spread))};
  auto when = now_ + (from == to ? instant{1} : delay);
  auto& last = arrived_[{from, to}];
  if (chance(options_.reorder_permille))
    return when;
  return last = std::max(when, last + instant{1});
}

void network::call(const node_id& from, const actor_address& to, message what,
                   instant timeout, answer_to done) {
  auto id = ++sequence_;
  calls_.emplace(id, pending{from, to.node, std::move(done)});
  later(from, timeout, [this, id] { finish(id, errc::timed_out); });
  auto is_remote = from != to.node;
  if (is_remote)
    use(from, to.node);
  if (is_remote && !between(from, to.node).up) {
    later(from, instant{1}, [this, id] { finish(id, errc::node_down); });
    return;
  }
  if (is_remote && chance(options_.refuse_permille)) {
    later(from, instant{1}, [this, id] { finish(id, errc::overloaded); });
    return;
  }
  if (is_remote && chance(options_.loss_permille))
    return;
  auto copies = is_remote && chance(options_.repeat_permille) ? 2 : 1;
  for (auto copy = 0; copy < copies; ++copy)
    at(arrival(from, to.node),
       [this, id, from, to = to.node, what] { deliver(id, from, to, what); });
}

void network::deliver(std::uint64_t id, const node_id& from, const node_id& to,
                      const message& what) {
  auto found = hosts_.find(to);
  if (found == hosts_.end() || (from != to && between(from, to).is_cut))
    return;
  auto& host = found->second;
  run_at(to, host.incarnation, [this, id, from, to, what] {
    note(static_cast<std::uint64_t>(now_.count()));
    note(what.index());
    note(std::hash<std::string>{}(from + '>' + to));
    auto answer = [this, id, from, to](const reply& x) {
      if (from != to && between(from, to).is_cut)
        return;
      at(arrival(to, from), [this, id, from, x] {
        if (auto entry = calls_.find(id); entry != calls_.end())
          run_at(from, hosts_.at(from).incarnation,
                 [this, id, x] { finish(id, x); });
      });
    };
    hosts_.at(to).what->receive(from, what, answer);
  });
}

void network::finish(std::uint64_t id, const reply& what) {
  auto entry = calls_.extract(id);
  if (entry)
    entry.mapped().done(what);
}

void network::start(const node_id& node, std::shared_ptr<process> what) {
  if (auto found = hosts_.find(node); found != hosts_.end())
    crash(node);
  auto& host = hosts_[node];
  ++host.incarnation;
  host.what = std::move(what);
  host.running = true;
  host.stopped = false;
  host.parked.clear();
  for (auto& [name, x] : hosts_)
    if (name != node && between(node, name).up)
      set_up(node, name, false);
  review_all(node);
}

void network::crash(const node_id& node) {
  auto& host = hosts_.at(node);
  host.running = false;
  host.parked.clear();
  std::erase_if(calls_, [&](const auto& x) { return x.second.from == node; });
  review_all(node);
}

void network::stop(const node_id& node) {
  hosts_.at(node).stopped = true;
  review_all(node);
}

void network::go_on(const node_id& node) {
  auto& host = hosts_.at(node);
  host.stopped = false;
  for (auto& x : std::exchange(host.parked, {}))
    later(node, instant{1}, std::move(x));
  review_all(node);
}

void network::cut(const node_id& a, const node_id& b) {
  between(a, b).is_cut = true;
  review(a, b);
}

void network::heal(const node_id& a, const node_id& b) {
  between(a, b).is_cut = false;
  review(a, b);
}

void network::behave() {
  options_.loss_permille = options_.refuse_permille = 0;
  options_.repeat_permille = options_.reorder_permille = 0;
}

bool network::is_running(const node_id& node) const {
  auto found = hosts_.find(node);
  return found != hosts_.end() && found->second.running
         && !found->second.stopped;
}

network::link& network::between(const node_id& a, const node_id& b) {
  return links_[{std::min(a, b), std::max(a, b)}];
}

void network::review_all(const node_id& node) {
  for (auto& [name, x] : hosts_)
    if (name != node)
      review(node, name);
}

// A call on a link that rested has it watched as closely as others.
void network::use(const node_id& a, const node_id& b) {
  auto& link = between(a, b);
  link.used = now_;
  if (link.up && !link.reachable)
    review_after(options_.silence_max, a, b);
}

instant network::silence_borne(const node_id& a, const node_id& b) {
  auto is_between = [&](const pending& x) {
    return (x.from == a && x.to == b) || (x.from == b && x.to == a);
  };
  auto rests = now_ - between(a, b).used > options_.rest_after
               && std::ranges::none_of(
                 calls_, [&](auto& x) { return is_between(x.second); });
  return rests ? options_.silence_at_rest_max : options_.silence_max;
}

// Both ends learn of a closed connection at once, of silence only after a
// while, and of a way back when they have met again.
void network::review(const node_id& a, const node_id& b) {
  auto& link = between(a, b);
  auto reachable = is_running(a) && is_running(b) && !link.is_cut;
  if (reachable == link.reachable)
    return;
  link.reachable = reachable;
  ++link.epoch;
  auto is_closed = !hosts_.at(a).running || !hosts_.at(b).running;
  review_after(reachable   ? options_.reconnect
               : is_closed ? instant{2'000}
                           : silence_borne(a, b),
               a, b);
}

void network::review_after(instant delay, const node_id& a, const node_id& b) {
  auto& link = between(a, b);
  at(now_ + delay, [this, a, b, epoch = link.epoch, goal = link.reachable] {
    if (between(a, b).epoch == epoch && between(a, b).up != goal)
      set_up(a, b, goal);
  });
}

void network::set_up(const node_id& a, const node_id& b, bool up) {
  between(a, b).up = up;
  auto failed = std::vector<std::pair<node_id, std::uint64_t>>{};
  for (auto& [id, x] : calls_)
    if (!up && ((x.from == a && x.to == b) || (x.from == b && x.to == a)))
      failed.emplace_back(x.from, id);
  for (auto& [from, id] : failed)
    later(from, instant{1}, [this, id = id] { finish(id, errc::node_down); });
  for (auto& [here, there] : {pair{a, b}, pair{b, a}})
    if (hosts_.at(here).running)
      later(here, instant{1}, [this, here = here, there = there, up] {
        hosts_.at(here).what->link_changed(there, up);
      });
}

} // namespace synod::sim
