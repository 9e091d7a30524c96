#pragma once

#include "apps/bench/own_network.hpp"
#include "runtime/topology/data_folder.hpp"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace synod::bench {

/// The worker processes of a network on this machine, to be killed.
class worker_network {
public:
  struct worker {
    std::string node;
    pid_t pid = 0;
    std::uint32_t first_block = 0;
  };

  /// Starts a network of its own in a temporary folder: a front, and two
  /// workers for each half of the model's blocks. It bears any number of
  /// restarts, and goes with this object.
  /// @throws std::runtime_error, model::model_error
  explicit worker_network(const std::filesystem::path& gguf);

  /// Uses the network that runs in a folder.
  explicit worker_network(topology::data_folder running);

  [[nodiscard]] const std::string& url() const noexcept {
    return url_;
  }

  /// The model's name.
  [[nodiscard]] const std::string& model() const noexcept {
    return model_;
  }

  /// Waits until every worker runs and the coordinator reaches it.
  /// @throws std::runtime_error if that takes too long
  [[nodiscard]] std::vector<worker> wait_until_whole() const;

  /// Leaves the logs of a network of its own where they are, and says so: they
  /// tell what went wrong.
  void keep_logs();

private:
  void read();

  topology::data_folder folder_;
  std::unique_ptr<own_network> own_; ///< Null if it is somebody else's.
  std::string url_;
  std::string model_;
};

} // namespace synod::bench
