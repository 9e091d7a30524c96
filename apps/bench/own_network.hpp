#pragma once

#include "apps/bench/own_folder.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <string>

namespace synod::bench {

/// A network of processes that lives as long as this object, and its folder
/// with it.
class own_network {
public:
  /// Runs `synod up TOPOLOGY --detach` of this very program.
  /// @throws std::runtime_error with one line for a person
  explicit own_network(const std::filesystem::path& topology,
                       topology::data_folder folder = make_data_folder());
  ~own_network();

  own_network(const own_network&) = delete;
  own_network& operator=(const own_network&) = delete;

  /// Leaves the folder where it is, and says so: its logs tell what went wrong.
  void keep_logs();

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
  bool keeps_logs_ = false;
};

} // namespace synod::bench
