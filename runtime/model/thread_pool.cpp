#include "runtime/model/thread_pool.hpp"

#include "runtime/model/float_environment.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace synod::model {

thread_pool::thread_pool(unsigned threads) {
  assert(threads >= 1);
  workers_.reserve(threads - 1);
  try {
    for (unsigned thread = 1; thread < threads; ++thread)
      workers_.emplace_back([this, thread] { work(thread); });
  } catch (...) {
    stop();
    throw;
  }
}

thread_pool::~thread_pool() {
  stop();
}

void thread_pool::stop() {
  {
    auto lock = std::lock_guard{mutex_};
    stop_ = true;
  }
  started_.notify_all();
  for (auto& worker : workers_)
    worker.join();
}

void thread_pool::run(std::size_t count, std::size_t grain, const body& loop) {
  if (workers_.empty() || count <= grain) {
    if (count > 0)
      loop(0, count, 0);
    return;
  }
  auto current = job{&loop, count, grain};
  {
    auto lock = std::lock_guard{mutex_};
    job_ = current;
    next_ = 0;
    busy_ = workers_.size();
    failure_ = nullptr;
    ++round_;
  }
  started_.notify_all();
  take_runs(current, 0);
  auto lock = std::unique_lock{mutex_};
  finished_.wait(lock, [this] { return busy_ == 0; });
  if (failure_)
    std::rethrow_exception(std::exchange(failure_, nullptr));
}

void thread_pool::take_runs(const job& current, unsigned thread) {
  try {
    for (;;) {
      auto first = next_.fetch_add(current.grain);
      if (first >= current.count)
        return;
      auto last = std::min(first + current.grain, current.count);
      (*current.loop)(first, last, thread);
    }
  } catch (...) {
    auto lock = std::lock_guard{mutex_};
    if (!failure_)
      failure_ = std::current_exception();
  }
}

void thread_pool::work(unsigned thread) {
  std::uint64_t seen = 0;
  for (;;) {
    job current;
    {
      auto lock = std::unique_lock{mutex_};
      started_.wait(lock, [&] { return stop_ || round_ != seen; });
      if (stop_)
        return;
      seen = round_;
      current = job_;
    }
    {
      // Set for each job: a callback on this thread could have changed it.
      auto environment = float_environment{};
      take_runs(current, thread);
    }
    auto lock = std::lock_guard{mutex_};
    if (--busy_ == 0)
      finished_.notify_one();
  }
}

} // namespace synod::model
