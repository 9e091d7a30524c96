#pragma once

#include "runtime/topology/data_folder.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <string>

namespace synod::bench {

/// A network of processes that lives as long as this object, in a data folder
/// of its own below the system's temporary one.
class demo_network {
public:
  /// Runs `synod up TOPOLOGY --detach` of this very program.
  /// @throws std::runtime_error with one line for a person
  explicit demo_network(const std::filesystem::path& topology);
  ~demo_network();

  demo_network(const demo_network&) = delete;
  demo_network& operator=(const demo_network&) = delete;

  /// From the command to the gateway's first answer.
  [[nodiscard]] std::chrono::milliseconds start_time() const noexcept {
    return start_time_;
  }

  [[nodiscard]] const topology::data_folder& folder() const noexcept {
    return folder_;
  }

  /// Of the gateway, without `/v1`.
  [[nodiscard]] const std::string& url() const noexcept {
    return url_;
  }

  /// What `synod status --json` prints.
  [[nodiscard]] nlohmann::json status() const;

private:
  topology::data_folder folder_;
  std::string url_;
  std::chrono::milliseconds start_time_{};
};

} // namespace synod::bench
