#pragma once

#include "tests/sim/asker_process.hpp"
#include "tests/sim/checkers/answer_checker.hpp"
#include "tests/sim/cluster_options.hpp"
#include "tests/sim/validator_process.hpp"

#include <memory>
#include <string>
#include <vector>

namespace synod::sim {

/// A whole network in one thread: workers "0a", "0b", "1a", ..., the node
/// "front" with the coordinator, the node "desk" with the asker, and agents
/// "agent0", ... Checks every answer at every message.
class cluster {
public:
  explicit cluster(cluster_options options);

  network& wires() noexcept {
    return wires_;
  }

  [[nodiscard]] static node_id worker(unsigned range, unsigned replica) {
    return std::to_string(range) + static_cast<char>('a' + replica);
  }

  /// Every worker's node.
  [[nodiscard]] std::vector<node_id> workers() const;

  [[nodiscard]] unsigned agents() const noexcept {
    return options_.agents;
  }

  // -- requests ---------------------------------------------------------------

  /// A completion of so many tokens, and a chat about any of the domains.
  [[nodiscard]] start_request completion(std::uint32_t tokens);
  [[nodiscard]] start_request chat(std::uint32_t tokens);

  request_id ask(const start_request& call);
  void cancel(const request_id& request);
  [[nodiscard]] const asked& record(const request_id& request) const;
  [[nodiscard]] const std::map<request_id, asked>& records() const {
    return desk_->all();
  }
  [[nodiscard]] bool all_are_over() const;

  /// An open request's text in the making; null before and after.
  [[nodiscard]] const coordinator::generation*
  text(const request_id& request) const;

  [[nodiscard]] session_id session(const request_id& request) const;
  [[nodiscard]] std::size_t ended_well() const;

  /// The node that runs a hop of it.
  [[nodiscard]] node_id
  runner(const request_id& request, std::size_t hop) const;

  // -- the ledger -------------------------------------------------------------

  [[nodiscard]] chain& books() {
    return *chain_;
  }

  [[nodiscard]] static node_id validator(unsigned i) {
    return "chain" + std::to_string(i);
  }

  [[nodiscard]] validator_process& validator_at(unsigned i) {
    return *validators_.at(i);
  }

  /// Starts every validator, anew where it runs.
  void start_validators();

  [[nodiscard]] const escrow_id& escrow() const noexcept {
    return escrow_;
  }

  /// A call's cap, and the request id that follows from it.
  void pay(start_request& call, std::uint64_t number, amount fee_max) const;

  /// Registers the worker of a node under an account.
  std::optional<errc>
  register_worker(const node_id& node, const accounts::account& by,
                  amount ask = 5);

  [[nodiscard]] coordinator_process::disk& disk() noexcept {
    return disk_;
  }

  // -- faults -----------------------------------------------------------------

  /// Starts a worker, a coordinator or an agent anew, with nothing in memory.
  void restart(const node_id& node);
  void restart_at(const node_id& node, instant delay);
  worker_process& at(const node_id& node);
  [[nodiscard]] coordinator_process& front() {
    return *front_;
  }

  // -- time -------------------------------------------------------------------

  /// Runs until `done`, or for `limit`. @returns whether it is done.
  bool run_until(const std::function<bool()>& done,
                 instant limit = std::chrono::seconds{120});
  void run_for(instant span);

  /// No running worker holds anything for any session, and the coordinator
  /// counts none.
  [[nodiscard]] bool is_memory_free() const;

private:
  [[nodiscard]] coordinator::coordinator_settings settings() const;
  [[nodiscard]] start_request blank(std::uint32_t tokens);
  void begin_chain();
  [[nodiscard]] coordinator::ledger_settings ledger() const;
  [[nodiscard]] shard_range range_of(const node_id& node) const;

  cluster_options options_;
  network wires_;
  coordinator::served_model model_;
  std::vector<passages_found> passages_;
  answer_checker checker_;
  std::map<node_id, std::shared_ptr<worker_process>> workers_;
  std::shared_ptr<coordinator_process> front_;
  std::shared_ptr<asker_process> desk_;
  std::uint64_t requests_ = 0;
  std::unique_ptr<chain> chain_;
  std::vector<std::shared_ptr<validator_process>> validators_;
  escrow_id escrow_;
  coordinator_process::disk disk_;
};

} // namespace synod::sim
