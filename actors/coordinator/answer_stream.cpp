#include "actors/coordinator/answer_stream.hpp"

#include <cassert>

namespace synod::coordinator {

answer_stream::answer_stream(std::shared_ptr<const model::tokenizer> words,
                             stop_rules rules)
  : words_(std::move(words)), rules_(std::move(rules)), text_(words_),
    stops_(rules_.texts) {
}

answer_stream::piece answer_stream::push(token_id token) {
  assert(end_ == ending::none);
  ++tokens_;
  if (!rules_.ignore_eos && words_->is_end(token)) {
    end_ = ending::stop;
    return finish();
  }
  held_.push_back({token, {}});
  auto result = show(stops_.push(produce(text_.push(token))));
  if (stops_.stopped()) {
    end_ = ending::stop;
  } else if (tokens_ >= rules_.tokens_max) {
    end_ = ending::length;
    auto rest = finish();
    result.text += rest.text;
    result.tokens.insert(result.tokens.end(), rest.tokens.begin(),
                         rest.tokens.end());
  }
  return result;
}

// Nothing more comes, so what was held back is text after all; unless that
// makes a stop string complete.
answer_stream::piece answer_stream::finish() {
  auto text = stops_.push(produce(text_.finish()));
  if (!stops_.stopped())
    text += stops_.finish();
  return show(std::move(text));
}

std::string answer_stream::produce(std::string text) {
  produced_bytes_ += text.size();
  if (!text_.holds_back())
    for (auto& x : held_)
      if (!x.text_end)
        x.text_end = produced_bytes_;
  return text;
}

answer_stream::piece answer_stream::show(std::string text) {
  shown_bytes_ += text.size();
  auto result = piece{std::move(text), {}};
  while (!held_.empty() && held_.front().text_end
         && *held_.front().text_end <= shown_bytes_) {
    result.tokens.push_back(held_.front().token);
    held_.pop_front();
  }
  return result;
}

} // namespace synod::coordinator
