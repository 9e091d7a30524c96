#pragma once

#include "actors/validator/validator.hpp"
#include "tests/actors/validator/small_chain.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/temporary_folder.hpp"

#include <caf/send.hpp>

#include <array>

namespace synod::chain::test {

/// Four validator actors in one thread, with mailboxes between them.
struct validator_quartet : synod::test::deterministic_system {
  static constexpr auto count = std::size_t{4};

  explicit validator_quartet(std::size_t map_bytes = std::size_t{1} << 30)
    : map_bytes_max(map_bytes) {
    for (std::size_t i = 0; i < count; ++i)
      start(i);
    pass(400);
  }

  ~validator_quartet() {
    for (auto& x : validators)
      if (x)
        end(x);
  }

  void start(std::size_t who) {
    auto known = std::make_shared<known_signatures>();
    auto files = std::make_shared<validator_files>(open_validator_files(
      *begin, folder.path() / std::to_string(who),
      key_of(static_cast<unsigned char>(who + 1)),
      [known](const auto&... xs) { return known->verify(xs...); },
      map_bytes_max));
    auto options = validator_options{};
    options.self = std::to_string(who);
    options.actor = "validator";
    options.begin = begin;
    options.agreement.timeouts = {300, 100, 100, 50, 2'000};
    options.own_thread = false;
    validators[who] = system().spawn(validator, std::move(options),
                                     surroundings(), files, known);
    announce(who, true);
  }

  void stop(std::size_t who) {
    end(validators[who]);
    validators[who] = nullptr;
    announce(who, false);
  }

  /// Tells everyone that a node is there or gone, and it who is there.
  void announce(std::size_t who, bool up) {
    for (std::size_t i = 0; i < count; ++i) {
      if (i == who || !validators[i])
        continue;
      caf::anon_send(validators[i], link_changed{std::to_string(who), up});
      if (up)
        caf::anon_send(validators[who], link_changed{std::to_string(i), true});
    }
  }

  /// As a link's handle to an actor that is not there yet: so many are given.
  validator_actor ended;
  int ended_handles = 0;

  validator_surroundings surroundings() {
    return {
      .peer = [this](const node_id& node) -> caf::expected<validator_actor> {
        if (ended_handles > 0) {
          --ended_handles;
          return ended;
        }
        auto there = validators[std::stoul(node)];
        if (!there)
          return caf::make_error(errc::node_down);
        return caf::actor_cast<validator_actor>(there);
      },
      .node_of = [this](const caf::strong_actor_ptr& sender) -> node_id {
        for (std::size_t i = 0; i < count; ++i)
          if (validators[i] && sender && sender->id() == validators[i].id())
            return std::to_string(i);
        return {};
      },
      .clock = [this] { return now; },
    };
  }

  void pass(std::uint64_t ms) {
    for (auto left = ms; left > 0; left -= 20) {
      now.wall_ms += 20;
      now.steady_ms += 20;
      advance(std::chrono::milliseconds{20});
    }
  }

  template <class Reply, class Question>
  caf::expected<Reply> ask_of(std::size_t who, Question x) {
    return ask<Reply>(caf::actor_cast<validator_actor>(validators[who]),
                      std::move(x));
  }

  std::int64_t gauge(std::size_t who, const std::string& name) {
    auto status = ask_of<actor_status>(who, get_status{});
    for (const auto& x : status->gauges)
      if (x.key == name)
        return x.value;
    return -1;
  }

  std::uint64_t height(std::size_t who) {
    return ask_of<chain_status>(who, get_chain_status{})->height.value();
  }

  caf::expected<transaction_accepted>
  send(const std::string& transaction, std::size_t who = 0) {
    return ask_of<transaction_accepted>(who, submit_transaction{transaction});
  }

  std::size_t map_bytes_max; ///< Of each store.
  synod::test::temporary_folder folder;
  std::shared_ptr<const genesis> begin
    = std::make_shared<const genesis>(genesis_of(count));
  std::array<local_validator_actor, count> validators;
  instant now{1'700'000'000'000, 1'000};
};

} // namespace synod::chain::test
