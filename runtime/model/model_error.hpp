#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace synod::model {

/// What is wrong with a model file.
enum class model_fault : std::uint8_t {
  // -- the file ---------------------------------------------------------------

  /// The file could not be opened, measured, or mapped.
  unreadable,
  /// The bytes do not begin with "GGUF".
  not_gguf,
  /// A GGUF version other than 2 or 3, or a big-endian file.
  unsupported_version,
  /// The file ends inside a field, a string, or an array.
  truncated,
  /// A count is larger than the rest of the file can hold.
  count_too_large,
  /// A metadata value's type is not one that GGUF knows, or arrays nest.
  bad_value_type,
  /// A name or key is empty or too long.
  bad_name,
  /// Two metadata values have the same key.
  duplicate_key,
  /// Two tensors have the same name.
  duplicate_tensor,
  /// `general.alignment` is not a power of two between 8 and 65,536.
  bad_alignment,
  /// A tensor has no or too many dimensions, an empty one, a row that is not a
  /// whole number of blocks, or more elements than 63 bits count.
  bad_shape,
  /// A tensor's offset is not a multiple of the alignment.
  tensor_misaligned,
  /// A tensor's data ends past the end of the file.
  tensor_out_of_bounds,
  /// Two tensors share bytes.
  tensor_overlap,

  // -- what it says -----------------------------------------------------------

  /// A key that is needed is missing.
  missing_key,
  /// A metadata value has another type than its key demands.
  wrong_value_type,
  /// A metadata value is outside of what makes sense or is served.
  bad_value,
  /// A tensor that is needed is missing.
  missing_tensor,
  /// The tensor's element type is not one that Synod computes with.
  unsupported_tensor_type,
  /// The architecture is not one that Synod runs.
  unsupported_architecture,
  /// The tokenizer is of a kind that Synod does not know.
  unsupported_tokenizer,
  /// The tokenizer's tables contradict each other.
  bad_tokenizer,
  /// The chat template is not on the written list.
  unknown_chat_template,

  // -- what it would compute --------------------------------------------------

  /// A weight is not finite, or larger than the arithmetic profile allows.
  bad_weight,
  /// A size, or a sum over a tensor, exceeds what the arithmetic profile
  /// proves safe.
  bounds_exceeded,
};

/// Returns the enumerator's name.
[[nodiscard]] const char* to_string(model_fault x) noexcept;

/// Returns text that came from a file in a form fit for one line of a log:
/// control characters and non-ASCII bytes become '?', and long text is cut.
[[nodiscard]] std::string
printable(std::string_view text, std::size_t size_max = 80);

/// Thrown while a model is opened, never while it runs. `what()` says which
/// file, tensor or key is at fault, and what to do where that is known.
class model_error : public std::runtime_error {
public:
  model_error(model_fault fault, const std::string& what)
    : std::runtime_error(what), fault_(fault) {
  }

  [[nodiscard]] model_fault fault() const noexcept {
    return fault_;
  }

private:
  model_fault fault_;
};

} // namespace synod::model
