#include "runtime/model/gguf.hpp"

#include "tests/support/gguf_builder.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <limits>

using namespace synod::model;
using synod::test::gguf_builder;
using synod::test::parse;

namespace {

constexpr std::uint32_t f32 = 0;
constexpr std::uint32_t q8_0 = 8;
constexpr std::uint32_t q6_k = 14;

/// Returns why the bytes are refused, as the fault's name; "" if they are not.
std::string fault(const std::string& bytes) {
  try {
    (void) parse(bytes);
    return "";
  } catch (const model_error& error) {
    return to_string(error.fault());
  }
}

std::string fault(const gguf_builder& builder) {
  return fault(builder.bytes());
}

gguf_builder one_tensor() {
  gguf_builder x;
  x.text("general.architecture", "llama");
  x.tensor("a", f32, {4, 2}, 0).data(std::string(32, 'x'));
  return x;
}

} // namespace

TEST_CASE("gguf: values of every kind are read back", "[gguf]") {
  gguf_builder x;
  x.text("text", "hello").number("number", 7).real("real", 0.5F);
  x.flag("flag", true).texts("texts", {"a", "", "c"});
  x.numbers("numbers", {-1, 2}).reals("reals", {1.5F, -2});
  x.pair("wide", 10, gguf_builder::raw<std::uint64_t>(1ULL << 40));
  x.pair("double", 12, gguf_builder::raw(0.25));
  auto bytes = x.bytes();
  auto file = parse(bytes);
  CHECK(file->text("text") == "hello");
  CHECK(file->integer("number") == 7);
  CHECK(file->integer("wide") == 1ULL << 40);
  CHECK(file->real("real") == 0.5);
  CHECK(file->real("double") == 0.25);
  CHECK(file->flag("flag") == true);
  REQUIRE(file->texts("texts").size() == 3);
  CHECK(file->texts("texts")[2] == "c");
  REQUIRE(file->integers("numbers").size() == 2);
  CHECK(file->integers("numbers")[0] == -1);
  CHECK(file->reals("reals")[1] == -2);
  CHECK(file->keys().size() == 9);
  CHECK(file->keys()[0] == "text");
  CHECK(file->describe("texts") == "array of 3");
}

TEST_CASE("gguf: an absent key is nothing, another type is an error",
          "[gguf]") {
  auto bytes = gguf_builder{}.text("a", "x").numbers("b", {1}).bytes();
  auto file = parse(bytes);
  CHECK_FALSE(file->integer("missing"));
  CHECK_FALSE(file->text("missing"));
  CHECK(file->texts("missing").empty());
  CHECK_THROWS_AS(file->integer("a"), model_error);
  CHECK_THROWS_AS(file->real("a"), model_error);
  CHECK_THROWS_AS(file->flag("a"), model_error);
  CHECK_THROWS_AS(file->text("b"), model_error);
  CHECK_THROWS_AS(file->texts("b"), model_error);
  CHECK_THROWS_WITH(file->reals("b"), Catch::Contains("'b'"));
}

TEST_CASE("gguf: a negative number is no count", "[gguf]") {
  auto bytes
    = gguf_builder{}.pair("a", 5, gguf_builder::raw<std::int32_t>(-1)).bytes();
  CHECK_THROWS_AS(parse(bytes)->integer("a"), model_error);
}

TEST_CASE("gguf: tensors are found where they lie", "[gguf]") {
  auto x = one_tensor();
  x.tensor("b", q8_0, {32}, 32)
    .data(std::string(32, 'x') + std::string(34, 'y'));
  auto bytes = x.bytes();
  auto file = parse(bytes);
  REQUIRE(file->tensors().size() == 2);
  const auto* a = file->find_tensor("a");
  REQUIRE(a != nullptr);
  CHECK(a->elements() == 8);
  CHECK(a->data.size() == 32);
  const auto* b = file->find_tensor("b");
  REQUIRE(b != nullptr);
  CHECK(b->data.size() == 34);
  CHECK(b->data[33] == std::byte{'y'});
  CHECK(file->find_tensor("c") == nullptr);
}

TEST_CASE("gguf: an unsupported type is listed, and refused by name when used",
          "[gguf]") {
  auto x = one_tensor();
  x.tensor("k", q6_k, {256}, 32).data(std::string(500, 'x'));
  auto bytes = x.bytes();
  auto file = parse(bytes);
  CHECK(file->tensors().size() == 2);
  CHECK(to_string(file->tensors()[1].type) == "Q6_K");
  CHECK_THROWS_WITH(file->find_tensor("k"),
                    Catch::Contains("'k'") && Catch::Contains("Q6_K"));
}

TEST_CASE("gguf: what is not a GGUF file is refused", "[gguf]") {
  CHECK(fault("") == "not_gguf");
  CHECK(fault("GGU") == "not_gguf");
  CHECK(fault("ggml0123456789") == "not_gguf");
  gguf_builder x;
  x.version = 1;
  CHECK(fault(x) == "unsupported_version");
  x.version = 0x03000000; // version 3 of a big-endian file
  CHECK(fault(x) == "unsupported_version");
  x.version = 2;
  CHECK(fault(x) == "");
}

TEST_CASE("gguf: every cut of a file is refused", "[gguf]") {
  auto x = one_tensor();
  x.texts("texts", {"a", "b"}).real("real", 1);
  auto bytes = x.bytes();
  REQUIRE(fault(bytes) == "");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK(fault(bytes.substr(0, size)) != "");
  }
}

TEST_CASE("gguf: counts that the file cannot hold are refused", "[gguf]") {
  auto huge = std::numeric_limits<std::uint64_t>::max();
  auto x = one_tensor();
  x.tensor_count = huge;
  CHECK(fault(x) == "count_too_large");
  x.tensor_count = 1'000'000'000;
  CHECK(fault(x) == "count_too_large");
  x = one_tensor();
  x.pair_count = huge;
  CHECK(fault(x) == "count_too_large");
  for (std::uint32_t type : {0, 1, 4, 6, 7, 8, 10, 12}) {
    CAPTURE(type);
    gguf_builder y;
    y.pair("a", 9, gguf_builder::raw(type) + gguf_builder::raw(huge));
    CHECK(fault(y) == "count_too_large");
  }
}

TEST_CASE("gguf: strings past the end and bad names are refused", "[gguf]") {
  gguf_builder x;
  x.pair("a", 8, gguf_builder::raw<std::uint64_t>(1000));
  CHECK(fault(x) == "truncated");
  gguf_builder y;
  y.pair("a", 8, gguf_builder::raw(std::numeric_limits<std::uint64_t>::max()));
  CHECK(fault(y) == "truncated");
  CHECK(fault(gguf_builder{}.number("", 1)) == "bad_name");
  CHECK(fault(gguf_builder{}.number(std::string(70'000, 'k'), 1))
        == "bad_name");
  CHECK(fault(gguf_builder{}
                .tensor(std::string(300, 't'), f32, {8}, 0)
                .data(std::string(32, 'x')))
        == "bad_name");
}

TEST_CASE("gguf: unknown value types and nested arrays are refused", "[gguf]") {
  CHECK(fault(gguf_builder{}.pair("a", 13, "12345678")) == "bad_value_type");
  CHECK(fault(gguf_builder{}.pair("a", 7, "\x02")) == "bad_value_type");
  auto nested
    = gguf_builder::raw<std::uint32_t>(9) + gguf_builder::raw<std::uint64_t>(0);
  CHECK(fault(gguf_builder{}.pair("a", 9, nested)) == "bad_value_type");
  CHECK(fault(gguf_builder{}.pair("a", 10, "\xff\xff\xff\xff\xff\xff\xff\xff"))
        == "bad_value");
}

TEST_CASE("gguf: duplicates are refused", "[gguf]") {
  CHECK(fault(gguf_builder{}.number("a", 1).text("a", "x")) == "duplicate_key");
  auto x = one_tensor();
  x.tensor("a", f32, {8}, 32).data(std::string(64, 'x'));
  CHECK(fault(x) == "duplicate_tensor");
}

TEST_CASE("gguf: shapes that overflow, are empty or do not fit blocks",
          "[gguf]") {
  auto shaped = [](std::uint32_t type, std::vector<std::uint64_t> shape) {
    return fault(
      gguf_builder{}.tensor("a", type, shape, 0).data(std::string(64, 'x')));
  };
  CHECK(shaped(f32, {}) == "bad_shape");
  CHECK(shaped(f32, {1, 1, 1, 1, 1}) == "bad_shape");
  CHECK(shaped(f32, {4, 0}) == "bad_shape");
  CHECK(shaped(f32, {1ULL << 32, 1ULL << 32}) == "bad_shape");
  CHECK(shaped(f32, {1ULL << 62, 4}) == "bad_shape");
  CHECK(shaped(f32, {1ULL << 62}) == "bad_shape"); // in bytes
  CHECK(shaped(q8_0, {33}) == "bad_shape");
  CHECK(shaped(f32, {1ULL << 40}) == "tensor_out_of_bounds");
}

TEST_CASE("gguf: tensors out of bounds, misaligned or overlapping", "[gguf]") {
  auto at = [](std::uint64_t offset) {
    return fault(
      gguf_builder{}.tensor("a", f32, {8}, offset).data(std::string(64, 'x')));
  };
  CHECK(at(0) == "");
  CHECK(at(32) == "");
  CHECK(at(64) == "tensor_out_of_bounds");
  CHECK(at(std::numeric_limits<std::uint64_t>::max() - 31)
        == "tensor_out_of_bounds");
  CHECK(at(4) == "tensor_misaligned");
  gguf_builder x;
  x.tensor("a", f32, {16}, 0).tensor("b", f32, {8}, 32);
  CHECK(fault(x.data(std::string(64, 'x'))) == "tensor_overlap");
  gguf_builder y;
  y.tensor("a", f32, {8}, 0).tensor("b", f32, {8}, 0);
  CHECK(fault(y.data(std::string(64, 'x'))) == "tensor_overlap");
}

TEST_CASE("gguf: the alignment is checked", "[gguf]") {
  for (std::uint32_t alignment : {0U, 1U, 4U, 48U, 1U << 31}) {
    CAPTURE(alignment);
    CHECK(fault(one_tensor().number("general.alignment", alignment))
          == "bad_alignment");
  }
  CHECK(fault(one_tensor().text("general.alignment", "32"))
        == "wrong_value_type");
  CHECK(fault(one_tensor().number("general.alignment", 8)) == "");
}

TEST_CASE("gguf: no change of bytes does worse than an error", "[gguf]") {
  auto x = one_tensor();
  x.texts("texts", {"a", "b"}).numbers("numbers", {1, 2}).real("real", 1);
  auto bytes = x.bytes();
  rc::prop("a file with changed bytes opens or is refused", [&] {
    auto copy = bytes;
    auto changes = *rc::gen::inRange(1, 8);
    for (int change = 0; change < changes; ++change)
      copy[*rc::gen::inRange<std::size_t>(0, copy.size())]
        = *rc::gen::arbitrary<char>();
    (void) fault(copy);
  });
}

TEST_CASE("gguf: files that cannot be read are named", "[gguf]") {
  CHECK_THROWS_WITH(gguf_file::open("/nonexistent/model.gguf"),
                    Catch::Contains("/nonexistent/model.gguf"));
  CHECK_THROWS_AS(gguf_file::open("/"), model_error);
  CHECK_THROWS_AS(gguf_file::open("/dev/null"), model_error);
}

TEST_CASE("gguf: a real file opens", "[gguf]") {
  auto file = gguf_file::open(synod::test::own_data()
                              / "gpt2_vocab/ggml-vocab-gpt-2.gguf");
  CHECK(file->version() == 3);
  CHECK(file->text("general.architecture") == "gpt2");
  CHECK(file->texts("tokenizer.ggml.tokens").size() == 50257);
  CHECK(file->tensors().empty());
}
