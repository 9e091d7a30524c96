// Runs every file of the folders on the command line through a fuzz target, so
// that what a fuzzer once found stays found with any compiler.

#include "tests/support/test_data.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int argc, char** argv) {
  std::size_t inputs = 0;
  for (int index = 1; index < argc; ++index) {
    for (const auto& entry : std::filesystem::directory_iterator{argv[index]}) {
      auto input = synod::test::contents(entry.path());
      LLVMFuzzerTestOneInput(
        reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
      ++inputs;
    }
  }
  std::cout << inputs << " inputs replayed\n";
  return inputs == 0 ? 1 : 0;
}
