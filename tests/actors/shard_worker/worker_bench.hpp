#pragma once

#include "actors/shard_worker/sessions.hpp"
#include "tests/actors/shard_worker/worker_place.hpp"

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace synod::test {

/// The sessions of one worker, with a hand on everything that surrounds them.
/// Computing gives `rows_of`, or the last position plus 1 as the token.
class worker_bench : public worker_place {
public:
  explicit worker_bench(place where = place::middle, worker_limits limits = {},
                        std::optional<receipt_signer> signer = {})
    : worker_place(where),
      core(address(index()), shape(), limits, std::move(signer)) {
  }

  caf::expected<session_opened> open(const open_session& x) {
    return collect(core.open("front", x, now));
  }

  [[nodiscard]] node_id stepper() const {
    return index() == 0 ? "front" : address(index() - 1).node;
  }

  caf::error step(const run_step& x) {
    return collect(core.step(stepper(), x, now));
  }

  caf::error step(std::uint64_t id, std::uint32_t position, std::uint32_t rows,
                  std::uint32_t attempt = 1) {
    return step(stepping(id, position, rows, attempt));
  }

  caf::error resend(std::uint64_t id, std::uint32_t from, bool sample = false,
                    std::uint32_t attempt = 1) {
    auto x = resend_activations{session_id{id}, attempt, from, sample};
    return collect(core.resend("front", x, now));
  }

  caf::error close(std::uint64_t id, std::uint32_t attempt = 1) {
    return collect(core.close("front", {session_id{id}, attempt, 0, 0}, now));
  }

  session_progress progress(std::uint64_t id) {
    return *core.probe({session_id{id}}, now);
  }

  /// Ends the batch under way.
  void compute(std::optional<errc> error = {}) {
    auto batch = std::exchange(batch_, {});
    auto results = std::vector<batch_result>{};
    for (auto& item : batch.items) {
      auto& result = results.emplace_back();
      result.error = error;
      if (error)
        continue;
      result.token = (item.position + item.rows) % shape().vocabulary;
      if (!shape().is_last())
        result.output = rows_of(item.position, item.rows);
    }
    core.computed(batch.number, std::move(results), now);
    collect();
  }

  /// Computes until nothing is left to.
  void compute_all() {
    while (!batch_.items.empty())
      compute();
  }

  void deliver(const send_step& x, std::optional<errc> refusal = {}) {
    core.delivered(x.session, x.ticket, refusal, now);
    collect();
  }

  void deliver(const send_report& x, std::optional<errc> refusal = {}) {
    core.delivered(x.session, x.ticket, refusal, now);
    collect();
  }

  /// Accepts every send until there are no more.
  /// @returns what was sent, in order.
  std::vector<run_step> accept_all() {
    auto result = std::vector<run_step>{};
    for (auto i = std::size_t{0}; i < sends.size(); ++i) {
      result.push_back(sends[i].step);
      deliver(sends[i]);
    }
    sends.clear();
    return result;
  }

  void advance(worker_time by) {
    now += by;
    core.tick(now);
    collect();
  }

  /// The batch under way.
  [[nodiscard]] const run_batch& batch() const {
    return batch_;
  }
  std::vector<send_step> sends;
  std::vector<send_report> reports;
  std::vector<send_receipt> receipts;
  std::vector<cache_id> freed;
  worker_time now{1s};

  shard_sessions core;

protected:
  void collect() {
    for (auto& x : core.take_effects())
      std::visit([this](auto& y) { note(std::move(y)); }, x);
    core.sign_receipts(now);
    for (auto& x : core.take_effects())
      std::visit([this](auto& y) { note(std::move(y)); }, x);
  }

  template <class T>
  T collect(T result) {
    collect();
    return result;
  }

private:
  void note(auto x) {
    using effect = decltype(x);
    if constexpr (std::is_same_v<effect, run_batch>)
      batch_ = std::move(x);
    else if constexpr (std::is_same_v<effect, free_cache>)
      freed.push_back(x.cache);
    else if constexpr (std::is_same_v<effect, send_step>)
      sends.push_back(std::move(x));
    else if constexpr (std::is_same_v<effect, send_report>)
      reports.push_back(std::move(x));
    else
      receipts.push_back(std::move(x));
  }

  run_batch batch_;
};

} // namespace synod::test
