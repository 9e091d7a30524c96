#include "runtime/model/text_stream.hpp"

#include "runtime/text/utf8.hpp"

#include <cassert>
#include <utility>

namespace synod::model {

text_stream::text_stream(std::shared_ptr<const tokenizer> words,
                         leading_space space)
  : words_(std::move(words)), space_(space) {
  assert(words_ != nullptr);
}

std::string text_stream::push(std::uint32_t id) {
  auto bytes = words_->piece(id);
  if (at_start_ && !bytes.empty()) {
    at_start_ = false;
    if (space_ == leading_space::strip && words_->adds_space_prefix()
        && bytes.front() == ' ')
      bytes.remove_prefix(1);
  }
  held_ += bytes;
  std::string result;
  std::string_view rest = held_;
  while (!rest.empty()) {
    auto head = text::utf8_first(rest);
    if (head.kind == text::utf8_kind::incomplete)
      break;
    result += head.kind == text::utf8_kind::character
                ? rest.substr(0, head.size)
                : text::utf8_replacement;
    rest.remove_prefix(head.size);
  }
  held_.erase(0, held_.size() - rest.size());
  return result;
}

std::string text_stream::finish() {
  at_start_ = true;
  return text::to_utf8(std::exchange(held_, {}));
}

std::string decode(const std::shared_ptr<const tokenizer>& words,
                   std::span<const std::uint32_t> ids, leading_space space) {
  text_stream stream{words, space};
  std::string result;
  for (auto id : ids)
    result += stream.push(id);
  return result + stream.finish();
}

} // namespace synod::model
