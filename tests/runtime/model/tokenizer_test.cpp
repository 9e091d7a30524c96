#include "runtime/model/tokenizer.hpp"

#include "runtime/model/text_stream.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/vocabularies.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace synod::model;
using namespace synod::test;
using namespace std::string_literals;

namespace {

using ids = std::vector<std::uint32_t>;

constexpr auto as_text = special_tokens::as_text;
constexpr auto parsed = special_tokens::parse;

std::shared_ptr<const tokenizer> gpt2() {
  static const auto words = tokenizer::from(
    *gguf_file::open(own_data() / "gpt2_vocab/ggml-vocab-gpt-2.gguf"));
  return words;
}

std::string vocabulary_fault(const gguf_builder& file) {
  try {
    (void) words_of(file);
    return "";
  } catch (const model_error& error) {
    return error.what();
  }
}

/// Arbitrary bytes, a good part of them ordinary text.
rc::Gen<std::string> texts() {
  auto parts = rc::gen::container<std::vector<std::string>>(
    rc::gen::oneOf(rc::gen::elementOf(std::vector<std::string>{
                     " ", "  ", "\n", "the", " The", "'s", "12345", "\xc3\xbc",
                     "\xf0\x9f\x98\x81", "\xe6\xbc\xa2", "\xe2\x96\x81", "\0"s,
                     "<|end|>", "\xff", "\xe2\x82", "hello", ".", "<s>"}),
                   rc::gen::arbitrary<std::string>()));
  return rc::gen::map(parts, [](const std::vector<std::string>& xs) {
    std::string text;
    for (const auto& x : xs)
      text += x;
    return text;
  });
}

} // namespace

TEST_CASE("tokenizer: byte-level merges run in the order of their list",
          "[tokenizer]") {
  auto words = words_of(byte_level_file());
  CHECK(words->encode("hello hello", as_text) == ids{259, 260});
  CHECK(words->encode("hell", as_text) == ids{258});
  CHECK(words->encode("lll", as_text) == ids{257, 'l'});
  CHECK(words->encode("", as_text).empty());
  CHECK(words->piece(260) == " hello");
  CHECK(words->name(260) == "Ġhello");
  CHECK_FALSE(words->add_bos());
  CHECK(words->is_end(261));
  CHECK_FALSE(words->is_end(262));
}

TEST_CASE("tokenizer: a control token is found only where that is asked for",
          "[tokenizer]") {
  auto words = words_of(byte_level_file());
  CHECK(words->encode("hello<|end|>", parsed) == ids{259, 261});
  for (auto id : words->encode("<|end|><|user|>", as_text))
    CHECK(id < 256);
  CHECK(words->piece(261).empty());
  CHECK(words->find_special("<|user|>") == 262);
  CHECK_FALSE(words->find_special("<|user"));
  CHECK_FALSE(words->find_special("hello"));
}

TEST_CASE("tokenizer: pieces cannot make a control token together",
          "[tokenizer]") {
  auto words = words_of(byte_level_file());
  std::vector<prompt_piece> pieces{{"<|user|>", parsed},
                                   {"<|en", as_text},
                                   {"d|>hel", parsed},
                                   {"lo<|end|>", as_text},
                                   {"<|end|>", parsed}};
  auto found = words->encode(pieces);
  CHECK(std::count(found.begin(), found.end(), 262) == 1);
  CHECK(std::count(found.begin(), found.end(), 261) == 1);
  CHECK(found.back() == 261);
  // Neighbours are one text otherwise: "hel" and "lo" are one word.
  CHECK(std::count(found.begin(), found.end(), 259) == 1);
}

TEST_CASE("tokenizer: of user-defined tokens, text may spell the harmless",
          "[tokenizer]") {
  auto words = words_of(byte_level_file());
  CHECK(words->encode("~~", as_text) == ids{263});
  CHECK(words->piece(263) == "~~");
  CHECK(words->encode("<tool>", as_text).size() == 6);
  CHECK(words->encode("<tool>", parsed) == ids{264});
}

TEST_CASE("tokenizer: an unknown pre-tokenizer is refused by name",
          "[tokenizer]") {
  CHECK_THAT(vocabulary_fault(byte_level_file("mystery")),
             Catch::Contains("'mystery'"));
  for (const auto* rule : {"default", "gpt-2", "qwen2", "llama-bpe", "smollm"})
    CHECK(vocabulary_fault(byte_level_file(rule)) == "");
}

TEST_CASE("tokenizer: the families cut digits each in their way",
          "[tokenizer]") {
  // The merge of two digits shows whether they may meet in one word.
  auto merged = [](const std::string& rule) {
    auto names = byte_level_names();
    names.insert(names.end(), {"12", "123", "1234"});
    gguf_builder x;
    x.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", rule);
    x.texts("tokenizer.ggml.tokens", names);
    x.texts("tokenizer.ggml.merges", {"1 2", "12 3", "123 4"});
    return words_of(x)->encode("1234", as_text);
  };
  CHECK(merged("gpt-2") == ids{258});
  CHECK(merged("llama-bpe") == ids{257, '4'});
  CHECK(merged("qwen2") == ids{'1', '2', '3', '4'});
  CHECK(merged("smollm") == ids{'1', '2', '3', '4'});
}

TEST_CASE("tokenizer: llama-bpe takes a known word whole", "[tokenizer]") {
  auto names = byte_level_names();
  names.emplace_back("word");
  gguf_builder x;
  x.text("tokenizer.ggml.model", "gpt2");
  x.texts("tokenizer.ggml.tokens", names);
  CHECK(words_of(gguf_builder{x}.text("tokenizer.ggml.pre", "llama-bpe"))
          ->encode("word", as_text)
        == ids{256});
  CHECK(words_of(gguf_builder{x}.text("tokenizer.ggml.pre", "gpt-2"))
          ->encode("word", as_text)
          .size()
        == 4);
}

TEST_CASE("tokenizer: the best score is joined first", "[tokenizer]") {
  auto words = words_of(sentence_piece_file());
  auto hi = words->encode("hi hi", as_text);
  CHECK(hi == ids{266, 266});
  CHECK(decode(words, hi) == "hi hi");
  CHECK(decode(words, hi, leading_space::keep) == " hi hi");
  CHECK(words->add_bos());
  CHECK(words->adds_space_prefix());
}

TEST_CASE("tokenizer: what has no token falls back to bytes", "[tokenizer]") {
  auto words = words_of(sentence_piece_file());
  CHECK(words->encode("\xc3\xbc", as_text) == ids{259, 3 + 0xc3, 3 + 0xbc});
  CHECK(words->encode("\xff", as_text) == ids{259, 3 + 0xff});
}

TEST_CASE("tokenizer: merges never lead to a control token", "[tokenizer]") {
  // "<s" and ">" are tokens, and so is "<s>", but that one is a control token.
  auto words = words_of(sentence_piece_file());
  CHECK(words->encode("<s>", as_text) == ids{259, 268, 264});
  CHECK(words->encode("<s>", parsed) == ids{1});
}

TEST_CASE("tokenizer: the space prefix can be switched off", "[tokenizer]") {
  auto file = sentence_piece_file();
  file.flag("tokenizer.ggml.add_space_prefix", false);
  file.flag("tokenizer.ggml.add_bos_token", false);
  auto words = words_of(file);
  CHECK(words->encode("hi", as_text) == ids{265});
  CHECK(decode(words, ids{266}) == " hi");
  CHECK_FALSE(words->add_bos());
}

TEST_CASE("tokenizer: tables that contradict each other are refused",
          "[tokenizer]") {
  CHECK_THAT(vocabulary_fault(gguf_builder{}), Catch::Contains("no tokenizer"));
  CHECK_THAT(
    vocabulary_fault(gguf_builder{}.text("tokenizer.ggml.model", "bert")),
    Catch::Contains("'bert'"));
  CHECK_THAT(
    vocabulary_fault(gguf_builder{}.text("tokenizer.ggml.model", "llama")),
    Catch::Contains("no vocabulary"));
  CHECK_THAT(vocabulary_fault(gguf_builder{}
                                .text("tokenizer.ggml.model", "llama")
                                .texts("tokenizer.ggml.tokens", {"a", "b"})
                                .reals("tokenizer.ggml.scores", {1})),
             Catch::Contains("2 tokens but 1 scores"));
  CHECK_THAT(vocabulary_fault(
               byte_level_file().number("tokenizer.ggml.bos_token_id", 999)),
             Catch::Contains("token 999"));
  CHECK_THAT(vocabulary_fault(gguf_builder{}
                                .text("tokenizer.ggml.model", "gpt2")
                                .texts("tokenizer.ggml.tokens", {"a", "b"})),
             Catch::Contains("no token for the byte"));
  CHECK_THAT(
    vocabulary_fault(gguf_builder{}
                       .text("tokenizer.ggml.model", "gpt2")
                       .texts("tokenizer.ggml.tokens", byte_level_names())
                       .texts("tokenizer.ggml.merges", {"a b"})),
    Catch::Contains("'ab'"));
  CHECK_THAT(vocabulary_fault(gguf_builder{}
                                .text("tokenizer.ggml.model", "llama")
                                .texts("tokenizer.ggml.tokens", {"a"})
                                .numbers("tokenizer.ggml.token_type", {9})),
             Catch::Contains("unknown type 9"));
}

TEST_CASE("tokenizer: every text round-trips through GPT-2's vocabulary",
          "[tokenizer]") {
  rc::prop("the pieces of the ids are the text's bytes", [] {
    auto text = *texts();
    std::string back;
    for (auto id : gpt2()->encode(text, as_text))
      back += gpt2()->piece(id);
    RC_ASSERT(back == text);
  });
}

TEST_CASE("tokenizer: every text round-trips through SentencePiece bytes",
          "[tokenizer]") {
  auto words = words_of(sentence_piece_file());
  rc::prop("all but U+2581, which is how a space is written", [&] {
    auto text = *texts();
    RC_PRE(text.find("\xe2\x96\x81") == text.npos && !text.empty());
    std::string back;
    for (auto id : words->encode(text, as_text))
      back += words->piece(id);
    RC_ASSERT(back == " " + text);
  });
}

TEST_CASE("tokenizer: a megabyte of anything takes no more than its share",
          "[tokenizer]") {
  constexpr std::size_t size = 1'000'000;
  std::string mixed;
  while (mixed.size() < size)
    mixed += "the quick\n\xff\xc3\xbc  12 \xf0\x9f\x98\x81<|end|>";
  auto spm = words_of(sentence_piece_file());
  for (const auto& text :
       {std::string(size, 'a'), std::string(size, ' '), std::string(size, '\0'),
        std::string(size, '\xff'), std::string(size, '<'),
        std::string(size, ' ') + "x", mixed}) {
    std::string back;
    for (auto id : gpt2()->encode(text, special_tokens::parse))
      back += gpt2()->piece(id);
    CHECK(back == text);
    CHECK_FALSE(spm->encode(text, special_tokens::parse).empty());
  }
}
