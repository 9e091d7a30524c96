#pragma once

#include "runtime/model/text_stream.hpp"
#include "runtime/proof/replay.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace synod {

/// What a difference is called to a person.
[[nodiscard]] std::string describe(const proof::difference& x);

/// A replay as it is watched: what is run again, how far it is (on a terminal),
/// the answer as it is made again, and a verdict.
class replay_display {
public:
  /// @param shown false: nothing is
  replay_display(bool shown, std::shared_ptr<const model::tokenizer> words);

  /// Says what is run again. `trust` says who checked the proof itself.
  void introduce(const proof::service_proof& x, const std::string& model,
                 const std::string& trust) const;

  /// Positions of the prompt are run.
  void show_prompt(std::uint32_t done, std::uint32_t positions) const;

  /// One more token of the answer is made again.
  void show_token(token_id made, token_id recorded);

  /// Who was right, and in the end who was first not.
  /// @param difference empty: nobody
  void conclude(const std::vector<proof::compared_receipt>& compared,
                std::uint32_t positions, const std::string& difference);

private:
  void end_answer();
  void print_verdict(const std::string& title, const char* colour,
                     const std::string& text) const;

  bool shown_;
  bool bar_;    // standard error is a terminal
  bool colour_; // standard output is one
  std::chrono::steady_clock::time_point begun_;
  std::size_t tokens_ = 0;
  bool differs_ = false;
  std::shared_ptr<const model::tokenizer> words_;
  model::text_stream stream_;
};

} // namespace synod
