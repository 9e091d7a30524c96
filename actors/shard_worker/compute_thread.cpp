#include "actors/shard_worker/compute_thread.hpp"

#include <pthread.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

namespace synod {

using clock = std::chrono::steady_clock;

namespace {

std::vector<batch_result> failed(std::size_t items, errc reason) {
  auto result = batch_result{};
  result.error = reason;
  return std::vector<batch_result>(items, result);
}

std::vector<batch_result> run_job(const batch_job& job, std::size_t items) {
  try {
    return job();
  } catch (const std::bad_alloc&) {
    return failed(items, errc::overloaded);
  } catch (const std::exception&) {
    return failed(items, errc::unspecified);
  }
}

} // namespace

// Outlives the owner if a computation hangs.
struct compute_thread::shared {
  struct task {
    std::uint64_t number = 0;
    std::size_t items = 0;
    batch_job job;
  };

  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> wake;
  std::optional<task> next;
  std::vector<finished_batch> finished;
  bool stop = false;
  bool ended = false;

  void loop() {
    auto lock = std::unique_lock{mutex};
    while (true) {
      changed.wait(lock, [this] { return stop || next; });
      if (stop)
        break;
      auto now = std::exchange(next, std::nullopt);
      lock.unlock();
      auto began = clock::now();
      auto results = run_job(now->job, now->items);
      auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        clock::now() - began);
      auto number = now->number;
      now.reset(); // frees caches that nobody else has
      lock.lock();
      finished.push_back({number, std::move(results), took});
      if (!stop)
        wake();
    }
    ended = true;
    changed.notify_all();
  }
};

compute_thread::compute_thread(std::function<void()> wake,
                               std::chrono::milliseconds patience)
  : patience_(patience), shared_(std::make_shared<shared>()) {
  shared_->wake = std::move(wake);
  thread_ = std::thread{[shared = shared_] { shared->loop(); }};
  pthread_setname_np(thread_.native_handle(), "synod-compute");
}

compute_thread::~compute_thread() {
  auto lock = std::unique_lock{shared_->mutex};
  shared_->stop = true;
  shared_->wake = nullptr;
  shared_->changed.notify_all();
  auto ended = shared_->changed.wait_for(lock, patience_,
                                         [this] { return shared_->ended; });
  lock.unlock();
  if (ended)
    thread_.join();
  else
    thread_.detach();
}

void compute_thread::run(std::uint64_t number, std::size_t items,
                         batch_job job) {
  auto lock = std::lock_guard{shared_->mutex};
  shared_->next = shared::task{number, items, std::move(job)};
  shared_->changed.notify_all();
}

std::vector<finished_batch> compute_thread::take_finished() {
  auto lock = std::lock_guard{shared_->mutex};
  return std::exchange(shared_->finished, {});
}

} // namespace synod
