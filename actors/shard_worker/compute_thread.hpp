#pragma once

#include "actors/shard_worker/batch_engine.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace synod {

/// A batch that has been computed.
struct finished_batch {
  std::uint64_t number = 0;
  std::vector<batch_result> results;
  std::chrono::microseconds took{};
};

/// Runs batches elsewhere, so that whoever asked for them can go on.
class batch_executor {
public:
  virtual ~batch_executor() = default;

  /// Begins a batch of `items` items.
  /// @pre the one before has been taken
  virtual void run(std::uint64_t number, std::size_t items, batch_job job) = 0;

  /// Returns what has finished since.
  [[nodiscard]] virtual std::vector<finished_batch> take_finished() = 0;
};

/// Runs batches on a thread of its own, named "synod-compute".
class compute_thread : public batch_executor {
public:
  /// `wake` is called on the thread whenever a batch has finished; it must not
  /// throw, wait, or call back.
  explicit compute_thread(std::function<void()> wake,
                          std::chrono::milliseconds patience
                          = std::chrono::seconds{2});

  /// Calls `wake` no more. A batch that does not end within `patience` is left
  /// to itself: a computation that hangs cannot hold up the end of a process.
  ~compute_thread() override;

  /// A job that throws fails every item: with `overloaded` for want of memory,
  /// else with `unspecified`.
  void run(std::uint64_t number, std::size_t items, batch_job job) override;

  std::vector<finished_batch> take_finished() override;

private:
  struct shared;

  std::chrono::milliseconds patience_;
  std::shared_ptr<shared> shared_;
  std::thread thread_;
};

} // namespace synod
