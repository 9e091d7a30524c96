#include "tests/sim/consensus/scenario.hpp"

#include <algorithm>
#include <array>

namespace synod::sim {

namespace {

constexpr auto trouble_ms = std::uint64_t{6'000};
constexpr auto calm_ms_max = std::uint64_t{180'000};
constexpr auto progress = std::size_t{10};

constexpr auto timeouts = consensus::timeout_options{300, 120, 120, 60, 3'000};

} // namespace

scenario::scenario(std::uint64_t seed, scheme_maker make_scheme)
  : seed_(seed), validators_(seed % 3 == 0 ? 7 : 4),
    scheme_(make_scheme(2 * validators_)), world_(seed) {
  world_.weather.delay_ms_max = 1 + world_.below(40);
  world_.weather.loss_percent = static_cast<unsigned>(world_.below(25));
  world_.weather.repeat_percent = static_cast<unsigned>(world_.below(20));
  crash_permille_ = std::array{0U, 3U, 15U}[world_.below(3)];
  draw_roles((validators_ - 1) / 3);
  draw_weights();
  for (auto i = number{0}; i < validators_; ++i)
    add(i);
}

void scenario::draw_roles(std::size_t faulty) {
  roles_.assign(validators_, role::honest);
  for (auto i = std::size_t{0}; i < faulty; ++i)
    roles_[world_.below(validators_)] = static_cast<role>(world_.below(6));
  for (auto i = number{0}; i < validators_; ++i)
    if (!is_honest(i))
      checker_.faulty.insert(scheme_->id(i));
}

/// Different weights where the faulty ones stay below a third of them.
void scenario::draw_weights() {
  auto total = std::uint64_t{0};
  auto faulty = std::uint64_t{0};
  for (auto i = number{0}; i < validators_; ++i) {
    auto weight = 1 + world_.below(5);
    total += weight;
    faulty += is_honest(i) ? 0 : weight;
    members_.push_back({scheme_->id(i), weight});
  }
  if (3 * faulty >= total)
    for (auto& x : members_)
      x.weight = 1;
}

bool scenario::is_honest(number x) const {
  return roles_[x] == role::honest;
}

void scenario::add(number self) {
  auto options = node_options{};
  options.self = self;
  options.validators = consensus::validator_set{members_};
  options.timeouts = timeouts;
  options.clock_offset_ms
    = static_cast<std::int64_t>(world_.below(2001)) - 1'000;
  options.clock_lies = roles_[self] == role::lying_clock;
  options.crash_permille = crash_permille_;
  options.rot_percent = roles_[self] == role::rotten_disk ? 50 : 0;
  nodes_.push_back(nullptr);
  switch (roles_[self]) {
    case role::silent:
      world_.add([](number, const packet&) {});
      return;
    case role::garbler: {
      garblers_.push_back(
        std::make_unique<garbler>(world_, *scheme_, self, validators_));
      world_.add([x = garblers_.back().get()](number from, const packet& what) {
        x->receive(from, what);
      });
      return;
    }
    case role::equivocator:
      nodes_.back()
        = std::make_unique<equivocator>(world_, checker_, *scheme_, options);
      break;
    default:
      nodes_.back()
        = std::make_unique<validator_node>(world_, checker_, *scheme_, options);
  }
  world_.add([x = nodes_.back().get()](number from, const packet& what) {
    x->receive(from, what);
  });
}

/// One direction of one link, one validator alone, or two halves; for a while.
void scenario::cut_something() {
  auto kind = world_.below(4);
  auto one = world_.below(validators_);
  auto half = world_.below(1U << validators_);
  for (auto from = number{0}; from < validators_; ++from)
    for (auto to = number{0}; to < validators_; ++to) {
      auto apart = (half >> from & 1U) != (half >> to & 1U);
      if ((kind == 1 && from == one && to == (one + 1) % validators_)
          || (kind == 2 && (from == one || to == one)) || (kind == 3 && apart))
        world_.cut(from, to);
    }
  world_.after(200 + world_.below(1'500), [this] {
    world_.heal();
    if (world_.now_ms() < trouble_ms)
      cut_something();
  });
}

bool scenario::all_have(std::size_t heights) const {
  for (auto i = number{0}; i < validators_; ++i)
    if (is_honest(i) && nodes_[i]->chain_length() < heights)
      return false;
  return true;
}

std::vector<std::string> scenario::run() {
  for (auto& x : nodes_)
    if (x)
      x->start();
  for (auto& x : garblers_)
    x->start();
  cut_something();
  auto failed = [this] { return !checker_.failures().empty(); };
  world_.run(trouble_ms, failed);
  world_.heal();
  for (auto& x : nodes_)
    if (x)
      x->calm_down();
  auto goal = checker_.highest().value() + progress;
  auto done = world_.run(trouble_ms + calm_ms_max,
                         [&] { return failed() || all_have(goal); });
  auto result = checker_.failures();
  if (!done)
    result.push_back("no progress: not all are at height "
                     + std::to_string(goal) + " after "
                     + std::to_string(calm_ms_max) + " ms of calm");
  return result;
}

std::string scenario::description() const {
  constexpr auto names = std::array{"honest",  "equivocator", "silent",
                                    "garbler", "lying clock", "rotten disk"};
  auto result = "seed " + std::to_string(seed_) + ", crashes "
                + std::to_string(crash_permille_) + "/1000, loss "
                + std::to_string(world_.weather.loss_percent) + "%, delay "
                + std::to_string(world_.weather.delay_ms_max) + " ms:";
  for (auto i = number{0}; i < validators_; ++i) {
    result += "\n    " + to_hex(scheme_->id(i), 6) + " ";
    result += names[static_cast<std::size_t>(roles_[i])];
    result += " x" + std::to_string(members_[i].weight);
    if (nodes_[i])
      result += " " + nodes_[i]->state();
  }
  return result;
}

} // namespace synod::sim
