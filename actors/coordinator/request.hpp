#pragma once

#include "actors/coordinator/asker_feed.hpp"
#include "actors/coordinator/generation.hpp"
#include "actors/coordinator/prompt.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace synod::coordinator {

/// A RAG agent as the topology describes it.
struct agent {
  actor_address address;
  std::string domain;
  std::string corpus;
};

/// What every request of a coordinator goes by.
struct request_options {
  instant deadline{60'000'000};      ///< Unless the asker names one.
  instant deadline_max{600'000'000}; ///< Of those that askers name.
  std::chrono::milliseconds retrieval_timeout{300};
  std::chrono::milliseconds asker_timeout{10'000};
  std::uint32_t passages_found_max = 8; ///< Asked of each agent.
  passage_rule passages{};
};

/// Where a request runs. What is pointed to must outlive it.
struct request_place {
  actor_address self; ///< The coordinator.
  node_id asker_node; ///< Where the call came from.
  const served_model* model = nullptr;
  const request_options* options = nullptr;
  const generation_options* generating = nullptr;
  replicas* workers = nullptr;
  step_times* times = nullptr;
  session_id session;              ///< For its generation.
  std::vector<agent> agents;       ///< To be asked.
  settlement* paid = nullptr;      ///< Null where nothing is paid; outlives it.
  std::function<time_ms()> wall{}; ///< Then, milliseconds since the epoch.
};

/// Checks a call's arguments and that its prompt fits without passages.
/// @returns `invalid_argument`, `unknown_chat_template`, or
///          `context_length_exceeded`.
[[nodiscard]] std::optional<errc>
check_call(const start_request& call, const served_model& model);

/// One user call: its domain, the passages in its prompt, its generations (one,
/// for now), its deadline, and what its asker is told. It always ends, and the
/// last that its asker hears is `request_finished`.
class request {
public:
  /// @pre `check_call` found nothing wrong; `call.sample.seed` is settled
  request(start_request call, request_place place);

  void start(instant now);
  void cancel(instant now);

  /// The answer to an ask of the request or of its generation.
  void answered(std::uint64_t ask, const answer& what, instant now);

  /// Does what is due; `wake_at` tells when something will be, if ever. To be
  /// called after the generation was told something, as well.
  void tick(instant now);
  [[nodiscard]] std::optional<instant> wake_at() const;

  [[nodiscard]] std::vector<ask> take_asks();

  /// Null until its prompt is complete.
  [[nodiscard]] generation* text() const noexcept {
    return generation_.get();
  }

  [[nodiscard]] const request_place& place() const noexcept {
    return place_;
  }

  [[nodiscard]] const start_request& call() const noexcept {
    return call_;
  }

  /// How it ended, from then on.
  [[nodiscard]] const std::optional<request_finished>&
  outcome() const noexcept {
    return outcome_;
  }

  /// True once the asker knows the outcome, or has left.
  [[nodiscard]] bool is_over() const noexcept {
    return outcome_ && feed_.is_done();
  }

private:
  enum class origin : std::uint8_t { agent, hop, asker };

  struct pending {
    origin from;
    std::uint64_t ask = 0; // as the generation numbers it
  };

  void send(origin from, ask what);
  void ask_agents(instant now);
  void generate(instant now);
  void collect(instant now);
  [[nodiscard]] instant drained_at() const;
  void finish(std::optional<errc> error, std::string reason);
  [[nodiscard]] served_work work_done() const;
  [[nodiscard]] std::uint32_t room_for(const fitted_prompt& prompt) const;

  start_request call_;
  request_place place_;
  asker_feed feed_;
  instant deadline_{0};
  std::optional<instant> retrieval_ends_;
  std::uint32_t agents_silent_ = 0;
  std::vector<passages_found> found_;
  chosen_passages chosen_;
  std::unique_ptr<generation> generation_;
  std::uint32_t tokens_max_ = 0; // once it generates
  std::string answer_;           // so far
  std::uint64_t last_ask_ = 0;
  std::map<std::uint64_t, pending> pending_;
  std::vector<ask> asks_;
  std::optional<request_finished> outcome_;
};

} // namespace synod::coordinator
