#pragma once

#include "runtime/model/chat_template.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/tokenizer.hpp"
#include "runtime/proof/kept_request.hpp"

#include <memory>
#include <string>
#include <vector>

namespace synod {

/// Makes a request's prompt and text again, with the very functions of a
/// coordinator.
class request_renderer {
public:
  /// @throws model_error
  explicit request_renderer(const model::gguf_file& file);

  /// @returns the ids of the record's prompt.
  /// @throws std::runtime_error if the model cannot render it
  [[nodiscard]] std::vector<token_id> prompt(const request_record& x) const;

  /// @returns what an asker saw of these ids.
  [[nodiscard]] std::string
  text(const request_record& x, std::span<const token_id> tokens) const;

  [[nodiscard]] const std::shared_ptr<const model::tokenizer>&
  words() const noexcept {
    return words_;
  }

private:
  std::shared_ptr<const model::tokenizer> words_;
  std::optional<model::chat_template> chat_;
  std::uint32_t blocks_ = 0;
  std::uint32_t context_length_ = 0;
};

} // namespace synod
