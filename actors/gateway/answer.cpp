#include "actors/gateway/answer.hpp"

namespace synod::openai {

answer::answer(const completion_request& call, request_id id,
               std::int64_t created_s)
  : head_{.endpoint = call.endpoint,
          .request = id,
          .model = call.model,
          .created_s = created_s,
          .seed = call.sample.seed,
          .include_usage = call.include_usage},
    stream_(call.stream) {
}

void answer::started(std::uint64_t seed) {
  head_.seed = seed;
}

std::string answer::opening() {
  if (status_ != 0)
    return {};
  status_ = 200;
  return first_event(head_);
}

answer_step answer::add(const text_delta& x) {
  if (ended_ || x.index < next_index_)
    return {};
  if (x.index > next_index_)
    return fail(from_errc(errc::actor_failed, "A part of the text was lost."));
  ++next_index_;
  auto result = answer_step{};
  if (x.text.empty())
    return result;
  if (stream_)
    result.events = opening() + text_event(head_, x.text);
  else
    text_ += x.text;
  return result;
}

answer_step answer::finish(const request_finished& x) {
  if (ended_)
    return {};
  if (x.error != 0)
    return fail(from_errc(static_cast<errc>(x.error), x.detail));
  auto result = answer_step{.ended = true};
  ended_ = true;
  if (stream_) {
    result.events = opening() + last_event(head_, x);
    if (head_.include_usage)
      result.events += usage_event(head_, x);
    result.events += done_event();
  } else {
    status_ = 200;
    result.whole = http::response{.body = whole_reply(head_, text_, x)};
  }
  return result;
}

answer_step answer::fail(api_error why) {
  if (ended_)
    return {};
  ended_ = true;
  if (why.param == "messages" && head_.endpoint == endpoint::completions)
    why.param = "prompt";
  auto result = answer_step{.ended = true, .error = why.code};
  if (status_ != 0) {
    result.events = error_event(why);
  } else {
    status_ = why.status;
    result.whole = to_response(why);
  }
  return result;
}

} // namespace synod::openai
