#include "tests/apps/program_folder.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>

namespace synod::test {

std::string program_folder::path(const std::string& name) const {
  return (folder.path() / name).string();
}

void program_folder::write(const std::string& name,
                           const std::string& text) const {
  std::ofstream{path(name), std::ios::binary} << text;
}

program_outcome program_folder::call(const std::string& arguments) const {
  auto command = "cd " + folder.path().string() + " && "
                 + std::string{SYNOD_PROGRAM} + " " + arguments;
  auto* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  auto result = program_outcome{};
  auto part = std::array<char, 4096>{};
  while (auto size = fread(part.data(), 1, part.size(), pipe))
    result.out.append(part.data(), size);
  result.status = WEXITSTATUS(pclose(pipe));
  return result;
}

nlohmann::json
program_folder::call_json(const std::string& arguments, int status) const {
  auto result = call(arguments + " --json 2>/dev/null");
  CAPTURE(arguments, result.out);
  CHECK(result.status == status);
  auto parsed = nlohmann::json::parse(result.out, nullptr, false);
  REQUIRE(parsed.is_object());
  return parsed;
}

void program_folder::refuses(const std::string& arguments,
                             const std::string& says) const {
  auto result = call(arguments + " 2>&1");
  CAPTURE(arguments, result.out);
  CHECK(result.status == 1);
  CHECK(result.out.find(says) != std::string::npos);
}

} // namespace synod::test
