#include "actors/gateway/exchange.hpp"

#include "actors/gateway/connection.hpp"

#include <utility>

namespace synod::http {

void exchange::record::on_departure(departure f) {
  {
    auto guard = std::lock_guard{mutex_};
    if (!departed_) {
      departure_ = std::move(f);
      return;
    }
  }
  f();
}

void exchange::record::depart() {
  auto f = departure{};
  {
    auto guard = std::lock_guard{mutex_};
    departed_ = true;
    f = std::exchange(departure_, nullptr);
  }
  if (f)
    f();
}

exchange::exchange(std::shared_ptr<record> shared, poster post)
  : record_(std::move(shared)), post_(std::move(post)) {
}

exchange::~exchange() {
  if (!record_->ended.exchange(true))
    post_([](connection& x) { x.abandon(); });
}

void exchange::on_departure(departure f) {
  record_->on_departure(std::move(f));
}

void exchange::respond(response answer) {
  if (!record_->ended.exchange(true))
    post_([answer = std::move(answer)](connection& x) { x.respond(answer); });
}

void exchange::stream(const response& head, std::string bytes) {
  if (record_->ended)
    return;
  auto waiting = record_->waiting_bytes += bytes.size();
  if (waiting > waiting_bytes_max) {
    record_->ended = true;
    post_([](connection& x) { x.depart(); });
    return;
  }
  post_(
    [head, bytes = std::move(bytes)](connection& x) { x.stream(head, bytes); });
}

void exchange::finish() {
  if (!record_->ended.exchange(true))
    post_([](connection& x) { x.finish(); });
}

} // namespace synod::http
