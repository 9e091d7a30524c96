// Any bytes: a GGUF file is refused with a named error, or all of it can be
// read.

#include "runtime/model/chat_template.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/tokenizer.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

namespace {

void read_all(const synod::model::gguf_file& file) {
  for (const auto& key : file.keys())
    (void) file.describe(key);
  std::uint64_t sum = 0;
  for (const auto& tensor : file.tensors()) {
    (void) to_string(tensor.type);
    if (!tensor.data.empty())
      sum += std::to_integer<std::uint64_t>(tensor.data.front())
             + std::to_integer<std::uint64_t>(tensor.data.back());
    if (is_supported(tensor.type) && file.find_tensor(tensor.name) != &tensor)
      __builtin_trap();
  }
  volatile auto kept = sum; // so that the bytes are really read
  (void) kept;
  (void) synod::model::chat_template::from(file);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // Eight bytes at a time, for the alignment that a mapping has.
  std::vector<std::uint64_t> aligned((size + 7) / 8);
  if (size != 0)
    std::memcpy(aligned.data(), bytes, size);
  auto input = std::as_bytes(std::span{aligned}).first(size);
  try {
    auto file = synod::model::gguf_file::parse(input);
    read_all(*file);
    (void) synod::model::tokenizer::from(*file);
  } catch (const synod::model::model_error&) {
    // A named refusal is what bad bytes should get.
  }
  return 0;
}
