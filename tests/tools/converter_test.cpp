// `llama2c-to-gguf` on what is no llama2.c model: a reason, no output file.

#include "runtime/model/gguf.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

using namespace synod;
namespace fs = std::filesystem;

namespace {

struct outcome {
  int status = -1;
  std::string text;
  bool wrote = false;
};

const auto source = test::own_data() / "stories260K";

// Converts files with these bytes.
outcome convert(const std::string& model, const std::string& tokenizer) {
  auto folder = fs::temp_directory_path()
                / ("synod_converter_test_" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream{folder / "model.bin", std::ios::binary} << model;
  std::ofstream{folder / "tokenizer.bin", std::ios::binary} << tokenizer;
  auto command = std::string{SYNOD_SOURCE_DIR} + "/tests/tools/llama2c-to-gguf";
  for (const auto* name : {"model.bin", "tokenizer.bin", "out.gguf"})
    command += " " + (folder / name).string();
  auto* pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  outcome result;
  std::array<char, 4096> part;
  while (auto size = fread(part.data(), 1, part.size(), pipe))
    result.text.append(part.data(), size);
  result.status = WEXITSTATUS(pclose(pipe));
  result.wrote = fs::exists(folder / "out.gguf");
  fs::remove_all(folder);
  return result;
}

} // namespace

TEST_CASE("converter: keeps every weight and piece") {
  auto file = model::gguf_file::open(SYNOD_STORIES_GGUF);
  auto raw = test::contents(source / "stories260K.bin");
  CHECK(file->tensors().size() == 2 + 5 * 9);
  // The embedding stands first in both, and w2 is the way down.
  const auto* embedding = file->find_tensor("token_embd.weight");
  REQUIRE(embedding != nullptr);
  CHECK(raw.substr(28, embedding->data.size())
        == std::string{reinterpret_cast<const char*>(embedding->data.data()),
                       embedding->data.size()});
  CHECK(file->find_tensor("blk.4.ffn_down.weight")->shape
        == std::vector<std::uint64_t>{172, 64});
  CHECK(file->texts("tokenizer.ggml.tokens").size() == 512);
  CHECK(file->find_tensor("output.weight") == nullptr);
}

TEST_CASE("converter: says what is wrong and writes nothing") {
  auto model = test::contents(source / "stories260K.bin");
  auto tokenizer = test::contents(source / "tok512.bin");
  auto refuses
    = [](const std::string& a, const std::string& b, const std::string& why) {
        auto result = convert(a, b);
        CAPTURE(result.text);
        CHECK(result.status == 1);
        CHECK(result.text.find(why) != std::string::npos);
        CHECK_FALSE(result.wrote);
      };
  CHECK(convert(model, tokenizer).status == 0);
  refuses("", tokenizer, "too short");
  refuses(model.substr(0, 100'000), tokenizer, "ends before");
  refuses(model + "x", tokenizer, "left over");
  refuses("24ka" + model, tokenizer, "version");
  refuses(std::string(100, '\xff'), tokenizer, "makes no sense");
  refuses(model, tokenizer.substr(0, 3000), "ends before token 214");
  refuses(model, std::string(12, '\xff'), "token 0 runs past the end");
  refuses(model, "", "ends before token 0");
}
