#pragma once

#include "runtime/model/stop_matcher.hpp"
#include "runtime/model/text_stream.hpp"
#include "schemas/ids.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace synod::coordinator {

/// When an answer ends.
struct stop_rules {
  std::uint32_t tokens_max = 0; ///< Positive.
  bool ignore_eos = false;
  std::vector<std::string> texts;
};

/// Turns the ids of one answer into what its asker may see, and says when the
/// answer is over. An id comes out with the last character that it contributed
/// to, so nothing comes out in mid-character or while it may yet turn out to be
/// part of a stop; the id that ends the answer by its meaning, the stop string
/// and all that comes later never come out.
class answer_stream {
public:
  struct piece {
    std::string text; ///< UTF-8, whole characters; may be empty.
    std::vector<token_id> tokens;

    [[nodiscard]] bool empty() const noexcept {
      return text.empty() && tokens.empty();
    }
  };

  enum class ending : std::uint8_t { none, stop, length };

  answer_stream(std::shared_ptr<const model::tokenizer> words,
                stop_rules rules);

  /// Takes the next id and returns what may be shown now.
  /// @pre `end() == ending::none`
  [[nodiscard]] piece push(token_id token);

  [[nodiscard]] ending end() const noexcept {
    return end_;
  }

  /// How many ids were taken.
  [[nodiscard]] std::uint32_t tokens() const noexcept {
    return tokens_;
  }

private:
  struct held {
    token_id token;
    std::optional<std::uint64_t> text_end; // unknown in mid-character
  };

  piece finish();
  std::string produce(std::string text);
  piece show(std::string text);

  std::shared_ptr<const model::tokenizer> words_;
  stop_rules rules_;
  model::text_stream text_;
  model::stop_matcher stops_;
  std::deque<held> held_;
  std::uint64_t produced_bytes_ = 0;
  std::uint64_t shown_bytes_ = 0;
  std::uint32_t tokens_ = 0;
  ending end_ = ending::none;
};

} // namespace synod::coordinator
