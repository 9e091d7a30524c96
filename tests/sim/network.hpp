#pragma once

#include "tests/sim/process.hpp"

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace synod::sim {

/// How badly the network behaves.
struct network_options {
  std::uint64_t seed = 0;
  instant delay_min{50};
  instant delay_max{500};
  unsigned loss_permille = 0;             ///< The call ends with `timed_out`.
  unsigned refuse_permille = 0;           ///< It ends with `overloaded`.
  unsigned repeat_permille = 0;           ///< It is delivered twice.
  unsigned reorder_permille = 0;          ///< It may overtake others.
  instant silence_max{600'000};           ///< Then a link counts as down;
  instant rest_after{1'000'000};          ///< but after so long without a call,
  instant silence_at_rest_max{5'400'000}; ///< only then, until the next one.
  instant reconnect{100'000};             ///< Until a link is up again.
};

/// Calls between nodes in one thread and in virtual time, as the transport
/// makes them: in order on each link, each answered or failed by name. Nodes
/// crash, stop and go on; links are cut; the seed alone decides the rest.
class network {
public:
  explicit network(network_options options);

  // -- for processes ----------------------------------------------------------

  [[nodiscard]] instant now() const noexcept {
    return now_;
  }

  /// Does `what` at a node after a while, unless the node crashes before. A
  /// stopped node does it when it goes on.
  void later(const node_id& where, instant delay, std::function<void()> what);

  void call(const node_id& from, const actor_address& to, message what,
            instant timeout, answer_to done);

  [[nodiscard]] std::uint64_t random() {
    return random_();
  }

  // -- faults -----------------------------------------------------------------

  /// Starts a node, anew after a crash.
  void start(const node_id& node, std::shared_ptr<process> what);
  void crash(const node_id& node);
  void stop(const node_id& node);
  void go_on(const node_id& node);
  void cut(const node_id& a, const node_id& b);
  void heal(const node_id& a, const node_id& b);
  void behave(); ///< No more loss, refusals, repeats, or overtaking.

  [[nodiscard]] bool is_running(const node_id& node) const;

  // -- time -------------------------------------------------------------------

  /// Does what comes next. @returns false if nothing ever will.
  bool advance();

  /// Does everything that comes up to a moment, which is then.
  void advance_to(instant when);

  /// Of every delivery so far: equal seeds give equal digests.
  [[nodiscard]] std::uint64_t digest() const noexcept {
    return digest_;
  }

private:
  using event = std::function<void()>;

  struct host {
    std::shared_ptr<process> what;
    std::uint64_t incarnation = 0;
    bool running = false;
    bool stopped = false;
    std::vector<event> parked{}; // what waits until it goes on
  };

  struct link {
    bool is_cut = false;
    bool reachable = false;  // whether bytes would arrive
    bool up = false;         // what both ends believe
    std::uint64_t epoch = 0; // of `reachable`
    instant used{0};         // by a call
  };

  struct pending {
    node_id from;
    node_id to;
    answer_to done;
  };

  using pair = std::pair<node_id, node_id>;

  [[nodiscard]] bool chance(unsigned permille);
  void at(instant when, event what);
  void run_at(const node_id& node, std::uint64_t incarnation, event what);
  void deliver(std::uint64_t id, const node_id& from, const node_id& to,
               const message& what);
  void finish(std::uint64_t id, const reply& what);
  [[nodiscard]] instant arrival(const node_id& from, const node_id& to);
  link& between(const node_id& a, const node_id& b);
  void use(const node_id& a, const node_id& b);
  [[nodiscard]] instant silence_borne(const node_id& a, const node_id& b);
  void review(const node_id& a, const node_id& b);
  void review_after(instant delay, const node_id& a, const node_id& b);
  void review_all(const node_id& node);
  void set_up(const node_id& a, const node_id& b, bool up);
  void note(std::uint64_t x);

  network_options options_;
  std::mt19937_64 random_;
  instant now_{0};
  std::uint64_t sequence_ = 0;
  std::map<std::pair<instant, std::uint64_t>, event> events_;
  std::map<node_id, host> hosts_;
  std::map<pair, link> links_;      // by names in order
  std::map<pair, instant> arrived_; // the last, from one to the other
  std::map<std::uint64_t, pending> calls_;
  std::uint64_t digest_ = 0xcbf29ce484222325;
};

} // namespace synod::sim
