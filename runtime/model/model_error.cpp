#include "runtime/model/model_error.hpp"

namespace synod::model {

const char* to_string(model_fault x) noexcept {
  switch (x) {
    case model_fault::unreadable:
      return "unreadable";
    case model_fault::not_gguf:
      return "not_gguf";
    case model_fault::unsupported_version:
      return "unsupported_version";
    case model_fault::truncated:
      return "truncated";
    case model_fault::count_too_large:
      return "count_too_large";
    case model_fault::bad_value_type:
      return "bad_value_type";
    case model_fault::bad_name:
      return "bad_name";
    case model_fault::duplicate_key:
      return "duplicate_key";
    case model_fault::duplicate_tensor:
      return "duplicate_tensor";
    case model_fault::bad_alignment:
      return "bad_alignment";
    case model_fault::bad_shape:
      return "bad_shape";
    case model_fault::tensor_misaligned:
      return "tensor_misaligned";
    case model_fault::tensor_out_of_bounds:
      return "tensor_out_of_bounds";
    case model_fault::tensor_overlap:
      return "tensor_overlap";
    case model_fault::missing_key:
      return "missing_key";
    case model_fault::wrong_value_type:
      return "wrong_value_type";
    case model_fault::bad_value:
      return "bad_value";
    case model_fault::missing_tensor:
      return "missing_tensor";
    case model_fault::unsupported_tensor_type:
      return "unsupported_tensor_type";
    case model_fault::unsupported_architecture:
      return "unsupported_architecture";
    case model_fault::unsupported_tokenizer:
      return "unsupported_tokenizer";
    case model_fault::bad_tokenizer:
      return "bad_tokenizer";
    case model_fault::unknown_chat_template:
      return "unknown_chat_template";
    case model_fault::bad_weight:
      return "bad_weight";
    case model_fault::bounds_exceeded:
      return "bounds_exceeded";
  }
  return "unspecified";
}

std::string printable(std::string_view text, std::size_t size_max) {
  std::string result;
  for (auto c : text.substr(0, size_max))
    result += c >= 0x20 && c < 0x7f ? c : '?';
  if (text.size() > size_max)
    result += "...";
  return result;
}

} // namespace synod::model
