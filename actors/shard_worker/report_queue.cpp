#include "actors/shard_worker/report_queue.hpp"

namespace synod {

void report_queue::clear() noexcept {
  waiting_.clear();
  ticket_.reset();
  wait_.succeeded();
}

void report_queue::push(message x) {
  if (waiting_.size() < waiting_max)
    waiting_.push_back(x);
}

const report_queue::message* report_queue::next() const noexcept {
  if (waiting_.empty() || ticket_ || wait_.until())
    return nullptr;
  return &waiting_.front();
}

void report_queue::delivered(std::uint64_t ticket, std::optional<errc> refusal,
                             worker_time now) {
  if (ticket_ != ticket)
    return;
  ticket_.reset();
  if (refusal == errc::overloaded && wait_.again(now))
    return;
  waiting_.pop_front();
  wait_.succeeded();
}

void report_queue::tick(worker_time now) noexcept {
  if (wait_.until() && *wait_.until() <= now)
    wait_.wait_over();
}

} // namespace synod
