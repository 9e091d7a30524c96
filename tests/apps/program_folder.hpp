#pragma once

#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace synod::test {

struct program_outcome {
  int status = -1;
  std::string out;
};

/// A folder, and the built program run in it as its users do.
struct program_folder {
  temporary_folder folder;

  [[nodiscard]] std::string path(const std::string& name) const;

  void write(const std::string& name, const std::string& text) const;

  /// The arguments are shell words; standard error joins the output with 2>&1.
  [[nodiscard]] program_outcome call(const std::string& arguments) const;

  /// One JSON object on standard output, whatever the status.
  [[nodiscard]] nlohmann::json
  call_json(const std::string& arguments, int status) const;

  void refuses(const std::string& arguments, const std::string& says) const;
};

} // namespace synod::test
