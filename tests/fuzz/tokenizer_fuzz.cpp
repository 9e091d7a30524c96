// Any text: it encodes without a crash, its pieces are its bytes again, and
// streaming it in pieces gives the same UTF-8 as decoding it at once. The first
// byte picks the vocabulary and how control tokens are read.

#include "runtime/model/text_stream.hpp"
#include "runtime/text/utf8.hpp"
#include "tests/support/vocabularies.hpp"

#include <array>
#include <cstdint>

using namespace synod::model;

namespace {

const auto& vocabularies() {
  static const std::array words{
    synod::test::words_of(synod::test::byte_level_file("gpt-2")),
    synod::test::words_of(synod::test::byte_level_file("qwen2")),
    synod::test::words_of(synod::test::byte_level_file("llama-bpe")),
    synod::test::words_of(synod::test::byte_level_file("default")),
    synod::test::words_of(synod::test::sentence_piece_file()),
  };
  return words;
}

void expect(bool holds) {
  if (!holds)
    __builtin_trap();
}

void check(const std::shared_ptr<const tokenizer>& words,
           std::string_view text) {
  std::string bytes;
  std::string streamed;
  text_stream stream{words};
  auto ids = words->encode(text, special_tokens::as_text);
  for (auto id : ids) {
    bytes += words->piece(id);
    auto delta = stream.push(id);
    expect(synod::text::is_utf8(delta));
    streamed += delta;
  }
  streamed += stream.finish();
  expect(streamed == synod::text::to_utf8(bytes));
  if (!words->adds_space_prefix())
    expect(bytes == text);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0)
    return 0;
  const auto& words = vocabularies()[bytes[0] % vocabularies().size()];
  std::string_view text{reinterpret_cast<const char*>(bytes + 1), size - 1};
  check(words, text);
  (void) words->encode(text, special_tokens::parse);
  return 0;
}
