#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

// What a topology file says, as plain values. A value of these types that
// `read_network` returned is complete and consistent: every name that is
// referred to exists, and the ranges of every model tile its blocks.

namespace synod::topology {

/// How nodes prove who they are.
enum class security_mode : std::uint8_t {
  curve,     ///< CURVE keys; unknown keys are refused.
  plaintext, ///< Every claim is believed: for tests and figures alone.
};

/// A model by the name under which requests ask for it.
struct model_spec {
  std::string name;
  std::filesystem::path file; ///< GGUF; absolute.
};

/// Where a TCP port is listened on. Port 0: any free one.
struct socket_address {
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const socket_address&, const socket_address&)
    = default;
};

/// The HTTP front.
struct gateway_spec {
  /// What happens where somebody else listens there already.
  enum class taken_port : std::uint8_t { refuse, any };

  socket_address listen{"127.0.0.1", 0};
  taken_port if_taken = taken_port::refuse; ///< `any`: any free port instead.
  std::filesystem::path api_keys_file;      ///< One key a line; empty: no keys.
  std::uint32_t records_max = 1'000; ///< Of paid requests, kept for clients.
};

/// Owns requests.
struct coordinator_spec {};

/// Runs the blocks `block_first` to `block_last`, both included.
struct shard_worker_spec {
  std::string model; ///< The name of a model of the network.
  std::uint32_t block_first = 0;
  std::uint32_t block_last = 0;
  std::uint32_t kv_positions = 16384; ///< What its KV cache may hold in all.
  std::uint32_t threads = 1;
};

/// Owns one corpus.
struct rag_agent_spec {
  std::string domain;
  std::string corpus;         ///< Its name: the stem of the file.
  std::filesystem::path file; ///< JSON lines; absolute.
};

/// A replica of the ledger.
struct validator_spec {
  std::uint32_t weight = 1;              ///< In a genesis that is made here.
  std::filesystem::path passphrase_file; ///< Of its key; empty: none needed.
};

using actor_options
  = std::variant<gateway_spec, coordinator_spec, shard_worker_spec,
                 rag_agent_spec, validator_spec>;

/// The role's name: `gateway`, `coordinator`, `shard_worker`, `rag_agent`,
/// `validator`.
[[nodiscard]] const char* role_of(const actor_options& x) noexcept;

/// One actor of a node.
struct actor_spec {
  /// Under which its node publishes it: the role for the first actor of a role,
  /// then `<role>/2`, `<role>/3`. Unique within the node.
  std::string name;
  actor_options options;
};

/// One process.
struct node_spec {
  std::string name;       ///< Letters, digits, `-` and `_`; 64 at most.
  socket_address address; ///< Where other nodes connect to.
  std::string public_key; ///< Z85; empty: the data folder has it.
  std::vector<actor_spec> actors;
};

/// What OTP calls a supervisor's flags.
struct supervision_spec {
  enum class strategies : std::uint8_t { one_for_one, rest_for_one };

  strategies strategy = strategies::one_for_one;
  std::uint32_t intensity = 10; ///< Restarts that are borne within a period.
  std::chrono::seconds period{10};
};

/// Bounds of the network as a whole.
struct limits_spec {
  std::chrono::seconds request_timeout{60};
  std::uint32_t requests_max = 64; ///< Under way at once, per coordinator.
  std::uint32_t passages_max = 3;  ///< Put into one prompt.
};

/// The ledger of a network that has validators.
struct ledger_spec {
  /// What the chain begins with; absolute. Empty: `genesis.json` in the data
  /// folder, which `synod up` makes where it is missing.
  std::filesystem::path genesis;
};

/// A whole network.
struct network {
  std::string name;
  security_mode security = security_mode::curve;
  std::vector<model_spec> models;
  std::vector<node_spec> nodes; ///< In the order in which they start.
  supervision_spec supervision;
  limits_spec limits;
  ledger_spec ledger;
};

/// @returns null if no node has that name.
[[nodiscard]] const node_spec*
find_node(const network& x, std::string_view name) noexcept;

/// @returns null if no model has that name.
[[nodiscard]] const model_spec*
find_model(const network& x, std::string_view name) noexcept;

} // namespace synod::topology
