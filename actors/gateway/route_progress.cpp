#include "actors/gateway/route_progress.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace synod {

namespace {

// Clients give up on silence, and blocks may be slow to come.
constexpr auto interval = std::chrono::seconds{1};
constexpr auto interval_blocks = std::uint64_t{1024};

http::response stream_head() {
  auto result = http::response{};
  result.content_type = "text/event-stream; charset=utf-8";
  result.headers = {{"Cache-Control", "no-cache"}};
  return result;
}

std::string event(const std::string& data) {
  return "data: " + data + "\n\n";
}

} // namespace

route_progress::route_progress(std::shared_ptr<http::exchange> to,
                               bool is_wanted)
  : to_(std::move(to)), left_(std::make_shared<std::atomic<bool>>(false)),
    is_wanted_(is_wanted) {
  to_->on_departure([left = left_] { *left = true; });
}

void route_progress::tell(std::uint64_t block, std::uint64_t of, instant now) {
  if (told_at_ == instant{})
    told_at_ = now;
  auto is_due = block - told_ >= interval_blocks || now - told_at_ >= interval;
  if (!is_wanted_ || !is_due)
    return;
  told_ = block;
  told_at_ = now;
  has_begun_ = true;
  auto what
    = nlohmann::ordered_json{{"progress", {{"block", block}, {"of", of}}}};
  to_->stream(stream_head(), event(what.dump()));
}

// What fails before anything was told still has its status.
void route_progress::end(http::response x) {
  if (!is_wanted_ || (!has_begun_ && x.status != 200))
    return to_->respond(std::move(x));
  to_->stream(stream_head(), event(x.body));
  to_->finish();
}

} // namespace synod
