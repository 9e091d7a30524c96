#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace synod::model {

/// Threads that split loops. They sleep between loops, and never spin.
class thread_pool {
public:
  /// A loop's body for the items [first, last). `thread` is below `threads()`
  /// and belongs to one call at a time.
  using body
    = std::function<void(std::size_t first, std::size_t last, unsigned thread)>;

  /// `threads` counts the caller of `run`; 1 starts none.
  /// @pre `threads >= 1`
  /// @throws std::system_error if the system has no more threads
  explicit thread_pool(unsigned threads);
  ~thread_pool();

  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;

  [[nodiscard]] unsigned threads() const noexcept {
    return static_cast<unsigned>(workers_.size()) + 1;
  }

  /// Calls `loop` for all items below `count`, in runs of `grain`, on any
  /// threads in any order, and returns when all are done. One loop at a time.
  /// @pre `grain >= 1`
  /// @throws whatever the first failing call threw
  void run(std::size_t count, std::size_t grain, const body& loop);

private:
  struct job {
    const body* loop = nullptr;
    std::size_t count = 0;
    std::size_t grain = 1;
  };

  void stop();
  void work(unsigned thread);
  void take_runs(const job& current, unsigned thread);

  std::mutex mutex_;
  std::condition_variable started_;
  std::condition_variable finished_;
  job job_;                    // guarded by mutex_
  std::uint64_t round_ = 0;    // guarded by mutex_; counts jobs
  std::size_t busy_ = 0;       // guarded by mutex_; workers inside the job
  bool stop_ = false;          // guarded by mutex_
  std::exception_ptr failure_; // guarded by mutex_
  std::atomic<std::size_t> next_ = 0; // the job's first item not yet taken
  std::vector<std::thread> workers_;
};

} // namespace synod::model
