#include "tests/sim/checkers/answer_checker.hpp"

#include "actors/coordinator/answer_stream.hpp"
#include "tests/sim/fake_engine.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod::sim {

using namespace coordinator;

namespace {

bool begins(const auto& whole, const auto& part) {
  return part.size() <= whole.size()
         && std::equal(part.begin(), part.end(), whole.begin());
}

} // namespace

answer_checker::answer_checker(served_model model,
                               std::vector<passages_found> passages,
                               passage_rule rule, amount price)
  : model_(std::move(model)), passages_(std::move(passages)), rule_(rule),
    price_(price) {
}

std::vector<answer_checker::expected>
answer_checker::answers_to(const start_request& call,
                           std::uint64_t seed) const {
  auto result = std::vector<expected>{};
  auto sets = call.messages.empty() || call.domain == "none"
                ? 1U
                : 1U << passages_.size();
  for (auto set = 0U; set < sets; ++set) {
    auto found = std::vector<passages_found>{};
    for (std::size_t i = 0; i < passages_.size(); ++i)
      if ((set >> i & 1) != 0)
        found.push_back(passages_[i]);
    auto chosen = choose_passages(found, rule_);
    auto prompt
      = std::get<fitted_prompt>(fit_prompt(call, chosen.passages, model_));
    auto size = static_cast<std::uint32_t>(prompt.tokens.size());
    auto room = model_.context_length - size;
    if (price_ > 0) {
      auto paid = static_cast<std::uint32_t>(call.cap.cap.fee_max / price_);
      room = std::min(room, paid < size ? 0 : paid - size + 1);
    }
    auto limit = call.tokens_max == 0 ? room : std::min(call.tokens_max, room);
    auto sample = call.sample;
    sample.seed = seed;
    auto stream
      = answer_stream{model_.words, {limit, call.ignore_eos, call.stop}};
    auto& answer = result.emplace_back();
    for (auto token :
         fake_answer(prompt.tokens, sample, model_.blocks, limit)) {
      auto piece = stream.push(token);
      answer.text += piece.text;
      answer.tokens.insert(answer.tokens.end(), piece.tokens.begin(),
                           piece.tokens.end());
      if (stream.end() != answer_stream::ending::none)
        break;
    }
    answer.reason
      = stream.end() == answer_stream::ending::length ? "length" : "stop";
  }
  return result;
}

void answer_checker::check(const asked& record) {
  // What comes before the seed is known is looked at when it is.
  if (!record.started)
    return;
  auto id = record.call.request;
  if (!expected_.contains(id))
    expected_.emplace(id, answers_to(record.call, record.started->seed));
  auto is_right = [&record](const expected& x) {
    if (record.end && record.end->error == 0)
      return x.tokens == record.tokens && x.text == record.text
             && x.reason == record.end->reason;
    return begins(x.tokens, record.tokens) && begins(x.text, record.text);
  };
  if (std::ranges::none_of(expected_.at(id), is_right))
    throw std::logic_error{
      "an answer differs from the undisturbed one at token "
      + std::to_string(record.tokens.size())};
}

} // namespace synod::sim
