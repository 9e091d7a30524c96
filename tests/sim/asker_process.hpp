#pragma once

#include "tests/sim/network.hpp"

#include <optional>

namespace synod::sim {

/// What an asker has heard of one request.
struct asked {
  start_request call;
  node_id coordinator;
  std::optional<errc> refusal; ///< Or why the asker waits no longer.
  std::optional<request_started> started;
  std::vector<token_id> tokens;
  std::string text;
  std::uint32_t deltas = 0;
  std::optional<request_finished> end;
  std::optional<request_settled> settled; ///< The latest word.
  instant asked_at{0};
  std::vector<instant> token_at; ///< When each token came.

  [[nodiscard]] bool is_over() const noexcept {
    return refusal || end;
  }
};

/// Asks for answers and keeps what it is told.
class asker_process : public process {
public:
  /// @param heard is called after every message about a request
  asker_process(network& wires, actor_address self,
                std::function<void(const asked&)> heard);

  void ask(const actor_address& coordinator, start_request call);
  void cancel(const actor_address& coordinator, const request_id& request);

  void
  receive(const node_id& from, const message& what, answer_to answer) override;

  /// A coordinator that is gone will answer no more.
  void link_changed(const node_id& node, bool up) override;

  [[nodiscard]] const std::map<request_id, asked>& all() const noexcept {
    return asked_;
  }

private:
  void give_up(asked& record, errc why);

  network& wires_;
  actor_address self_;
  std::function<void(const asked&)> heard_;
  std::map<request_id, asked> asked_;
};

} // namespace synod::sim
