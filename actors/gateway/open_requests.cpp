#include "actors/gateway/open_requests.hpp"

#include "runtime/log/log.hpp"

namespace synod {

namespace {

constexpr auto log_digits = std::size_t{16};

double seconds(open_requests::clock::duration x) {
  return std::chrono::duration<double>(x).count();
}

const char* name_of(openai::endpoint x) {
  return x == openai::endpoint::chat ? "chat" : "completions";
}

http::response stream_head(const request_id& id) {
  auto result = http::response{};
  result.content_type = "text/event-stream; charset=utf-8";
  result.headers = {{"Cache-Control", "no-cache"}};
  return with_id(std::move(result), id);
}

} // namespace

http::response with_id(http::response x, const request_id& id) {
  x.headers.emplace_back("x-request-id", to_hex(id));
  return x;
}

void open_requests::add(const request_id& id,
                        const openai::completion_request& call,
                        std::shared_ptr<http::exchange> exchange,
                        clock::time_point now) {
  auto created = std::chrono::duration_cast<std::chrono::seconds>(
    std::chrono::system_clock::now().time_since_epoch());
  log::info("request {}: {} of model {}{}", to_hex(id, log_digits),
            name_of(call.endpoint), call.model,
            call.stream ? ", streamed" : "");
  open_.insert_or_assign(id, entry{openai::answer{call, id, created.count()},
                                   call.endpoint,
                                   std::move(exchange),
                                   now,
                                   false,
                                   false,
                                   {}});
}

void open_requests::paid_as(const request_id& id, const request_id& now,
                            const record_key& key) {
  auto entry = open_.extract(id);
  if (!entry)
    return;
  log::info("request {}: is {} from now on", to_hex(id, log_digits),
            to_hex(now, log_digits));
  entry.key() = now;
  entry.mapped().answer.paid_as(now, key.text());
  open_.insert(std::move(entry));
}

void open_requests::wait_for_escrow(const request_id& id) {
  auto found = open_.find(id);
  if (found == open_.end())
    return;
  log::info("request {}: waits until a block holds its account's escrow",
            to_hex(id, log_digits));
  found->second.answer.wait_for_escrow();
}

std::shared_ptr<http::exchange>
open_requests::exchange_of(const request_id& id) const {
  auto found = open_.find(id);
  return found == open_.end() ? nullptr : found->second.exchange;
}

void open_requests::started(const request_id& id, std::uint64_t seed,
                            clock::time_point now) {
  auto found = open_.find(id);
  if (found == open_.end())
    return;
  auto& x = found->second;
  x.started = true;
  x.answer.started(seed);
  if (auto end = std::exchange(x.early_end, {}))
    (void) finish(*end, now);
}

bool open_requests::add_text(const text_delta& x, clock::time_point now) {
  auto found = open_.find(x.request);
  if (found == open_.end())
    return false;
  carry_out(x.request, found->second.answer.add(x), now);
  return true;
}

bool open_requests::finish(const request_finished& x, clock::time_point now) {
  auto found = open_.find(x.request);
  if (found == open_.end())
    return false;
  if (!found->second.started) {
    found->second.early_end = x;
    return true;
  }
  if (x.error == 0)
    metrics_->tokens(x.tokens_prompt, x.tokens_completion);
  carry_out(x.request, found->second.answer.finish(x), now);
  return true;
}

void open_requests::fail(const request_id& id, const openai::api_error& why,
                         clock::time_point now) {
  auto found = open_.find(id);
  if (found != open_.end())
    carry_out(id, found->second.answer.fail(why), now);
}

bool open_requests::leave(const request_id& id) {
  if (open_.erase(id) == 0)
    return false;
  log::info("request {}: the client has left", to_hex(id, log_digits));
  metrics_->client_left();
  return true;
}

std::vector<request_id>
open_requests::waiting_since_before(clock::time_point latest) const {
  auto result = std::vector<request_id>{};
  for (const auto& [id, x] : open_)
    if (x.began < latest)
      result.push_back(id);
  return result;
}

void open_requests::carry_out(const request_id& id,
                              const openai::answer_step& step,
                              clock::time_point now) {
  auto& x = open_.at(id);
  if (!step.events.empty()) {
    if (!x.first_text_seen)
      metrics_->first_text(seconds(now - x.began));
    x.first_text_seen = true;
    x.exchange->stream(stream_head(id), step.events);
  }
  if (step.whole)
    x.exchange->respond(with_id(*step.whole, id));
  if (!step.ended)
    return;
  x.exchange->finish(); // nothing, after a whole answer
  auto status = x.answer.status();
  log::info("request {}: {}{}{} after {:.3f} s", to_hex(id, log_digits), status,
            step.error.empty() ? "" : " ", step.error, seconds(now - x.began));
  metrics_->answered(name_of(x.endpoint), status, seconds(now - x.began));
  open_.erase(id);
}

} // namespace synod
