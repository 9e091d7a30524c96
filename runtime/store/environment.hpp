#pragma once

#include "runtime/store/locked_file.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

struct MDB_env;

namespace synod::store {

class read_transaction;
class write_transaction;

/// One of an environment's named tables of sorted byte strings.
struct database {
  unsigned handle = 0;
};

struct environment_options {
  std::vector<std::string> databases;
  std::size_t map_bytes = std::size_t{64} << 20;
  /// Where doubling ends: `store_full` beyond.
  std::size_t map_bytes_max = std::size_t{1} << 40;
};

/// An LMDB environment, a folder that one process writes: every commit is
/// synced, and the map doubles when it is full. Safe to use from any thread.
/// An error carries a sentence for a person.
class environment {
public:
  /// Makes the folder and the databases where they are missing. Fails with
  /// `store_in_use` if another process has it open, `store_full`,
  /// `store_damaged` or `store_failed`.
  static caf::expected<std::unique_ptr<environment>>
  open(const std::filesystem::path& folder, environment_options options);

  environment(const environment&) = delete;
  environment& operator=(const environment&) = delete;
  ~environment();

  /// @pre the options named it
  [[nodiscard]] database find(std::string_view name) const;

  /// Keep it short: pages that it can see are not used again, and the map
  /// cannot grow, until it ends.
  [[nodiscard]] caf::expected<read_transaction> read() const;

  /// Runs `body` and commits what it wrote, synced, or nothing if it returns an
  /// error. Where the map was full, it is doubled and `body` runs again.
  /// @pre the calling thread has no read transaction open
  [[nodiscard]] caf::error
  write(const std::function<caf::error(write_transaction&)>& body);

  [[nodiscard]] const std::filesystem::path& folder() const noexcept {
    return folder_;
  }

private:
  friend class read_transaction;
  friend class write_transaction;

  environment(std::filesystem::path folder, environment_options options);

  [[nodiscard]] caf::error failure(int code, const char* doing) const;
  [[nodiscard]] caf::error commit_failure(int code);
  caf::error start();
  caf::error open_databases();
  caf::error attempt(const std::function<caf::error(write_transaction&)>& body,
                     bool& map_full);
  caf::error grow();
  void reader_ended() const noexcept;

  std::filesystem::path folder_;
  environment_options options_;
  std::optional<locked_file> lock_;
  MDB_env* env_ = nullptr;
  std::vector<database> databases_;
  std::mutex writing_;
  mutable std::mutex mutex_; // guards the two below
  mutable std::condition_variable changed_;
  mutable std::size_t readers_ = 0;
  bool growing_ = false;
};

} // namespace synod::store
