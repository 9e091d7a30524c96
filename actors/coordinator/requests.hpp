#pragma once

#include "actors/coordinator/coordinator_settings.hpp"
#include "actors/coordinator/request.hpp"
#include "actors/coordinator/settlements.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace synod::coordinator {

/// Every request of one coordinator, from admission to its end, as a function
/// of what comes in. An actor, or a simulator, carries the messages: it sends
/// every ask that comes out, in order, and brings back every answer.
class requests {
public:
  struct counters {
    std::uint64_t started = 0;
    std::uint64_t refused = 0;
    std::uint64_t ended_well = 0;
    std::uint64_t ended_badly = 0;
    std::uint64_t failovers = 0;
    std::uint64_t tokens = 0;
    std::uint64_t contradictions = 0; ///< By workers that are not honest.
  };

  /// @param random returns 64 random bits: for seeds and ids of sessions
  requests(coordinator_settings settings,
           std::function<std::uint64_t()> random);

  // -- messages; `sender` is the node that one came from ----------------------
  // A refusal leaves the state as it was.

  std::variant<errc, request_started>
  start(start_request call, const node_id& sender, instant now);

  std::optional<errc>
  cancel(const cancel_request& what, const node_id& sender, instant now);

  std::optional<errc>
  token(const token_sampled& what, const node_id& sender, instant now);

  std::optional<errc>
  report(const hop_failed& what, const node_id& sender, instant now);

  /// Takes a receipt. Fails with `unknown_request` once its request is settled,
  /// and otherwise as `settlements::take` does.
  std::optional<errc>
  receipt(const receipt_made& what, const node_id& sender, instant now);

  /// What the requests are paid by; null where they are not.
  [[nodiscard]] settlements* paid() noexcept {
    return paid_.get();
  }

  [[nodiscard]] const settlements* paid() const noexcept {
    return paid_.get();
  }

  /// The answer to an ask; silence is `timed_out`.
  void answered(std::uint64_t ask, const answer& what, instant now);

  void node_up(const node_id& node, instant now);
  void node_down(const node_id& node, instant now);

  /// Does what is due; `wake_at` tells when something will be, if ever.
  void tick(instant now);
  [[nodiscard]] std::optional<instant> wake_at() const;

  /// Returns what is to be sent since the last call.
  [[nodiscard]] std::vector<ask> take_asks();

  // -- for whoever watches ----------------------------------------------------

  [[nodiscard]] const counters& counted() const noexcept {
    return counters_;
  }

  [[nodiscard]] std::size_t open() const noexcept {
    return open_.size();
  }

  /// Null once it is over.
  [[nodiscard]] const request* find(const request_id& id) const;

  [[nodiscard]] const replicas& workers() const noexcept {
    return workers_;
  }

  [[nodiscard]] const coordinator_settings& settings() const noexcept {
    return settings_;
  }

private:
  struct pending {
    request_id request;
    std::uint64_t ask = 0; // as the request numbers it
  };

  [[nodiscard]] std::optional<errc>
  refusal_of(const start_request& call, const node_id& sender) const;
  [[nodiscard]] const served_model* find_model(const std::string& name) const;
  [[nodiscard]] std::vector<agent> agents_of(const start_request& call) const;
  [[nodiscard]] generation* find_text(session_id session) const;

  /// Hands what a worker says to the text that it is about.
  template <class Message>
  std::optional<errc>
  tell(std::optional<errc> (generation::*take)(const Message&, const node_id&,
                                               instant),
       const Message& what, const node_id& sender, instant now);
  void collect(request_id id, instant now);
  void collect_paid(instant now);
  void count(const request& over);
  void nodes_changed(instant now);
  void renew_leases(instant now);
  void
  take_renewal(const actor_address& worker, const answer& what, instant now);

  coordinator_settings settings_; // requests refer to it
  std::function<std::uint64_t()> random_;
  replicas workers_;                        // likewise
  std::unique_ptr<settlements> paid_;       // likewise
  std::map<std::string, step_times> times_; // by model; likewise
  std::map<request_id, std::unique_ptr<request>> open_;
  std::map<session_id, request_id> sessions_;
  std::map<std::uint64_t, pending> pending_;
  std::map<std::uint64_t, actor_address> renewals_; // under way
  std::map<std::uint64_t, std::uint64_t> paid_asks_;
  std::uint64_t last_ask_ = 0;
  instant renewed_at_{0};
  std::vector<ask> asks_;
  counters counters_;
};

} // namespace synod::coordinator
