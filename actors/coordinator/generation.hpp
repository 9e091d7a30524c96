#pragma once

#include "actors/coordinator/generation_spec.hpp"
#include "actors/coordinator/route_attempt.hpp"
#include "actors/coordinator/session_holders.hpp"
#include "actors/coordinator/step_times.hpp"
#include "actors/coordinator/trouble.hpp"

namespace synod::coordinator {

/// Makes one text on a route of workers and survives them. The token list, the
/// seed and the sampling rules are the one truth; all that workers hold can be
/// computed again from them, to the same bits.
///
/// An *attempt* is one route at work: every hop is opened under the attempt's
/// number and tells what it still has, some resend what the next one lacks, and
/// steps go on from there. Whatever goes wrong ends the attempt and begins the
/// next. By the time there is an outcome, every worker that may hold the
/// session was asked to close it; nothing is asked or shown afterwards.
class generation {
public:
  /// `workers` and `times` are shared by a coordinator's generations and must
  /// outlive this one.
  generation(generation_spec spec, const generation_options& options,
             replicas& workers, step_times& times);

  void start(instant now);

  /// Ends it for a reason of its owner's.
  void stop(errc why, instant now);

  /// Takes the answer to an ask. One to a past attempt changes nothing.
  void answered(std::uint64_t ask, const answer& what, instant now);

  /// Takes the next token. One that is known already is dropped.
  /// @returns `not_your_session` unless it comes from the last hop's node,
  ///          `stale_attempt`, or `position_gap`.
  std::optional<errc>
  token(const token_sampled& sampled, const node_id& sender, instant now);

  /// Takes a worker's report.
  /// @returns `not_your_session` unless it comes from a node of the route,
  ///          `stale_attempt`, or `invalid_argument`.
  std::optional<errc>
  report(const hop_failed& report, const node_id& sender, instant now);

  /// A node went down or came up, as `replicas` knows.
  void nodes_changed(instant now);

  /// A worker says that it does not have the session.
  void session_lost(const actor_address& worker, instant now);

  /// Does what is due; `wake_at` tells when something will be, if ever.
  void tick(instant now);
  [[nodiscard]] std::optional<instant> wake_at() const;

  /// Returns what is to be sent, and shown, since the last call.
  [[nodiscard]] std::vector<ask> take_asks();
  [[nodiscard]] std::vector<answer_stream::piece> take_pieces();

  [[nodiscard]] const std::optional<generation_outcome>&
  outcome() const noexcept {
    return outcome_;
  }

  /// Who runs which blocks in the last attempt.
  [[nodiscard]] const std::vector<hop>& route() const noexcept {
    return run_.route;
  }

  [[nodiscard]] std::uint32_t attempt() const noexcept {
    return run_.number;
  }

  /// Prompt and sampled ids.
  [[nodiscard]] const std::vector<token_id>& tokens() const noexcept {
    return tokens_;
  }

  [[nodiscard]] known_tokens known() const noexcept {
    return {tokens_, tokens_prompt()};
  }

  [[nodiscard]] std::uint32_t tokens_prompt() const noexcept {
    return static_cast<std::uint32_t>(spec_.prompt.size());
  }

  /// Tokens that contradicted the list. An honest worker sends none.
  [[nodiscard]] std::uint32_t contradictions() const noexcept {
    return contradictions_;
  }

  /// The workers whose leases must be renewed.
  [[nodiscard]] const address_set& holders() const noexcept {
    return holders_.all();
  }

private:
  using phase = route_attempt::phase;
  using kind = route_attempt::kind;
  using opened = route_attempt::opened;

  // generation.cpp: messages in and out, and the token list
  void send(std::uint32_t hop, question what);
  void close(const std::vector<actor_address>& released);
  [[nodiscard]] std::uint32_t positions_served() const noexcept;
  void take_token(token_id token, instant now);
  void end(generation_outcome outcome);

  // generation_attempt.cpp: from a route to its steps
  void begin_attempt(instant now);
  [[nodiscard]] bool find_route(instant now);
  [[nodiscard]] std::vector<hop> choose(const route_wish& wish, instant now);
  void open_hops();
  void take_opening(instant now);
  void resend_next(instant now);
  void send_steps(instant now);

  // generation_failover.cpp: what is late, and whose fault it is
  void retry(instant now);
  void note_failure(std::uint32_t hop, failure_kind kind);
  void blame(std::uint32_t hop, failure_kind kind, instant now);
  void replace(std::uint32_t hop, failure_kind kind, instant now);
  void replace_after(std::uint32_t hop, instant now);
  void take_failure(std::uint32_t hop, errc why, std::uint32_t position,
                    instant now);
  void take_probes(instant now);
  [[nodiscard]] instant compute_max() const;
  void expect_progress(instant now);

  generation_spec spec_;
  generation_options options_;
  replicas* workers_;
  step_times* times_;
  std::vector<token_id> tokens_;
  answer_stream answer_;
  session_holders holders_;

  route_attempt run_;
  std::vector<hop> keep_; // of the last route, as far as it did well
  trouble trouble_;
  std::uint32_t contradictions_ = 0;

  std::uint64_t last_ask_ = 0;
  std::vector<ask> asks_;
  std::vector<answer_stream::piece> pieces_;
  std::optional<generation_outcome> outcome_;
};

} // namespace synod::coordinator
