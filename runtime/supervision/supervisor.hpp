#pragma once

#include "runtime/supervision/child_spec.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace synod::supervision {

/// Decides what happens to the processes that it is told about, as an OTP
/// supervisor does. Knows no process, clock or signal. A restart waits for
/// `restart_delay_max` at most, and the first one after `stable_after` of
/// service does not wait.
///
/// Source: Erlang/OTP, "Supervision principles"; the delays are ours, for OTP
/// restarts at once.
class supervisor {
public:
  static constexpr auto restart_delay_max = std::chrono::milliseconds{1000};
  static constexpr auto restart_delay_first = std::chrono::milliseconds{100};
  static constexpr auto stable_after = std::chrono::milliseconds{2000};

  supervisor(std::vector<child_spec> children, supervisor_options options);

  /// Starts the children in their order. Call once, first.
  std::vector<output> start(instant now);

  /// A child that was started is no more. Ignored for one that does not run.
  std::vector<output>
  exited(std::size_t child, exit_reason reason, instant now);

  /// Does what is due by now.
  std::vector<output> tick(instant now);

  /// Stops the children, the last first, each after the one before it is gone.
  std::vector<output> stop(instant now);

  /// @returns when `tick` has something to do; nothing: not before an input.
  [[nodiscard]] std::optional<instant> deadline() const;

  [[nodiscard]] bool is_running(std::size_t child) const noexcept {
    return states_[child].phase != phases::down;
  }

  /// @returns how often the child was started again.
  [[nodiscard]] std::uint64_t restarts(std::size_t child) const noexcept {
    return states_[child].restarts;
  }

  /// True once `stop` was asked for or the supervision was given up.
  [[nodiscard]] bool is_stopping() const noexcept {
    return stopping_since_.has_value();
  }

private:
  enum class phases : std::uint8_t { down, up, terminated, killed };

  struct child_state {
    phases phase = phases::down;
    instant since{0};               ///< Of the phase.
    std::optional<instant> restart; ///< When it is due.
    std::uint32_t failures = 0;     ///< In a row, each before `stable_after`.
    std::uint64_t restarts = 0;
    bool proven = false; ///< Has served for `stable_after`.
  };

  [[nodiscard]] bool
  wants_restart(std::size_t child, exit_reason reason) const noexcept;
  bool exceeds_intensity(instant now);
  void schedule(std::size_t child, instant now);
  void start_due(instant now, std::vector<output>& out);
  void end_child(std::size_t child, instant now, std::vector<output>& out);
  [[nodiscard]] bool is_ending() const noexcept;
  void escalate(instant now, std::vector<output>& out);
  void stop_next(instant now, std::vector<output>& out);
  void restart_rest(std::size_t child, instant now, std::vector<output>& out);

  std::vector<child_spec> children_;
  supervisor_options options_;
  std::vector<child_state> states_;
  std::deque<instant> recent_restarts_; ///< Within the last period.
  std::optional<instant> stopping_since_;
  bool stopped_told_ = false;
};

} // namespace synod::supervision
