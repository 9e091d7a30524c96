#pragma once

#include "runtime/model/shard_engine.hpp"
#include "runtime/proof/service_proof.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

// Runs a proven request again and compares every bit that was committed to. The
// arithmetic is order-free, so an honest route gives equal bits, whatever
// machines it ran on; a difference names who made it.

namespace synod::proof {

/// A proof cannot be replayed here; `what()` is one line for a person.
class replay_error : public std::runtime_error {
public:
  using runtime_error::runtime_error;
};

/// Where a worker's commitment is not what the model gives.
struct difference {
  /// "input" or "output" of a receipt.
  std::string side;
  account_id worker;
  shard_range range;
  std::uint32_t position = 0;  ///< The first that may differ.
  std::uint32_t positions = 0; ///< That are committed to together; 1: exact.
  std::string text;            ///< One sentence for a person.
};

/// What one receipt's worker committed to, against the bits that are right.
struct compared_receipt {
  account_id worker;
  shard_range range;
  std::uint32_t position = 0;
  std::uint32_t positions = 0;
  std::optional<difference> first; ///< Nothing: equal bits.
};

/// One request in the making again. Every position is fed what the record says
/// was there, so one false token does not hide who else was right.
class replay {
public:
  /// @param threads that compute
  /// @throws replay_error for a proof without its request, of several
  ///         generations, or of another model or arithmetic than the file's;
  ///         model_error
  replay(const model::gguf_file& file, const service_proof& proof,
         unsigned threads);
  ~replay();
  replay(const replay&) = delete;
  replay& operator=(const replay&) = delete;

  /// The positions that there are to run.
  [[nodiscard]] std::uint32_t positions() const noexcept;

  /// The next one; `positions()` at the end.
  [[nodiscard]] std::uint32_t position() const noexcept;

  /// Runs some positions of the prompt, or one of the answer.
  /// @returns the id that the model samples after them, if one was sampled
  /// @pre `position() < positions()`
  /// @throws replay_error if the engine refuses a step
  std::optional<token_id> advance();

  /// The first id of the answer that the model would not have sampled.
  [[nodiscard]] std::optional<std::uint32_t> first_false_token() const noexcept;

  /// One per receipt, in the order in which bits depend on each other: by
  /// position, then by block. The first difference is the culprit's: all
  /// before it is right, and later ones may follow from it.
  /// @pre `position() == positions()`
  [[nodiscard]] std::vector<compared_receipt> compare() const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

/// @returns the first difference among them, if there is one.
[[nodiscard]] std::optional<difference>
first_difference(const std::vector<compared_receipt>& compared);

} // namespace synod::proof
