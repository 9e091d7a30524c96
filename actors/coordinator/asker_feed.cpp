#include "actors/coordinator/asker_feed.hpp"

#include <cassert>

namespace synod::coordinator {

namespace {

// Before a message that the asker's node had no room for is sent again.
constexpr auto retry_interval = instant{20'000};

} // namespace

asker_feed::asker_feed(actor_address asker, request_id request,
                       std::chrono::milliseconds timeout)
  : asker_(std::move(asker)), request_(request), timeout_(timeout) {
}

void asker_feed::add(answer_stream::piece piece) {
  if (!finished_ && !lost_)
    queue_.emplace_back(text_delta{request_, index_++, std::move(piece.text),
                                   std::move(piece.tokens)});
}

void asker_feed::finish(request_finished last) {
  if (!finished_ && !lost_)
    queue_.emplace_back(std::move(last));
  finished_ = true;
}

void asker_feed::answered(std::optional<errc> refusal, instant now) {
  if (!under_way_)
    return;
  under_way_ = false;
  if (!refusal) {
    assert(!queue_.empty());
    queue_.pop_front();
  } else if (*refusal == errc::overloaded) {
    retry_at_ = now + retry_interval;
  } else {
    give_up();
  }
}

void asker_feed::give_up() noexcept {
  lost_ = true;
  queue_.clear();
}

std::optional<ask> asker_feed::next(instant now) {
  if (under_way_ || queue_.empty() || (retry_at_ && now < *retry_at_))
    return {};
  under_way_ = true;
  retry_at_.reset();
  return ask{0, asker_, queue_.front(), timeout_};
}

std::optional<instant> asker_feed::wake_at() const {
  return lost_ ? std::nullopt : retry_at_;
}

} // namespace synod::coordinator
