#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace synod::topology {

/// Where the processes of one network on one machine keep what they share.
/// Two networks side by side use two folders.
struct data_folder {
  std::filesystem::path root; ///< Absolute.

  [[nodiscard]] std::filesystem::path keys() const {
    return root / "keys";
  }

  [[nodiscard]] std::filesystem::path log(std::string_view node) const;

  /// The background supervisor's log. No node's, whose names have no dots.
  [[nodiscard]] std::filesystem::path supervisor_log() const {
    return root / "logs" / "synod.up.log";
  }

  /// The lock that the supervisor holds as long as it lives.
  [[nodiscard]] std::filesystem::path supervisor_lock() const {
    return root / "run" / "synod.up.lock";
  }

  /// Where the supervisor answers `status` and `down`.
  [[nodiscard]] std::filesystem::path supervisor_socket() const {
    return root / "run" / "supervisor.sock";
  }

  /// The lock that a node holds as long as it lives.
  [[nodiscard]] std::filesystem::path node_lock(std::string_view node) const;

  /// One line: where the node that runs here can be connected to.
  [[nodiscard]] std::filesystem::path address(std::string_view node) const;

  /// One line: the gateway's URL, without `/v1`.
  [[nodiscard]] std::filesystem::path gateway_url() const {
    return root / "gateway.url";
  }

  /// One line: a key that the gateway takes from this user's own commands, if
  /// it asks for keys at all.
  [[nodiscard]] std::filesystem::path gateway_key() const {
    return root / "run" / "gateway.key";
  }

  /// What the network's ledger began with.
  [[nodiscard]] std::filesystem::path genesis() const {
    return root / "genesis.json";
  }

  /// The key that a node's validator signs with.
  [[nodiscard]] std::filesystem::path
  validator_key(std::string_view node) const;

  /// Where a node's validator keeps the chain.
  [[nodiscard]] std::filesystem::path chain(std::string_view node) const;

  /// Where an agent keeps its changes to a corpus and its index.
  [[nodiscard]] std::filesystem::path corpus(std::string_view name) const;
};

/// `~/.synod`, or `./.synod` where there is no home.
[[nodiscard]] std::filesystem::path default_data_folder();

/// Makes the folder and those below it, readable by their owner alone.
/// @throws std::runtime_error with one line for a person
data_folder open_data_folder(const std::filesystem::path& root);

/// Replaces a file: readers see the old text or the new, never a part of it.
/// @throws std::runtime_error with one line for a person
void write_file(const std::filesystem::path& file, std::string_view text);

/// @returns the first line of a small file; nothing if it cannot be read.
[[nodiscard]] std::optional<std::string>
read_line(const std::filesystem::path& file);

} // namespace synod::topology
