#pragma once

#include "runtime/topology/table_reader.hpp"
#include "runtime/topology/tiling.hpp"

#include <map>
#include <set>

namespace synod::topology {

/// Turns the tables of a topology file into a `network`, noting every fault on
/// the way. Use one per file; the tables must outlive it.
class network_reader {
public:
  network_reader(const std::filesystem::path& folder,
                 const block_counter& blocks_of)
    : folder_(folder), blocks_of_(blocks_of) {
  }

  void read(const toml::table& root);

  /// @returns the network if there was no fault, else the faults.
  [[nodiscard]] reading take();

private:
  struct placed_shard {
    block_range range;
    table_reader at;
  };

  struct read_model {
    table_reader at;
    std::optional<std::uint32_t> blocks; ///< If its file can be opened here.
    std::vector<placed_shard> shards;
  };

  void read_head(table_reader& in);
  void read_model_table(table_reader& in);
  void read_node(table_reader& in);
  void read_actor(table_reader& in, node_spec& node);
  actor_options read_options(table_reader& in, const std::string& role);
  shard_worker_spec read_shard_worker(table_reader& in);
  rag_agent_spec read_rag_agent(table_reader& in);
  gateway_spec read_gateway(table_reader& in);
  validator_spec read_validator(table_reader& in);
  void read_ledger(table_reader& in);
  void read_supervision(table_reader& in);
  void read_limits(table_reader& in);

  void check_new(table_reader& in, const std::string& key,
                 const std::string& kind, const std::string& value);
  void check_address(table_reader& in, const std::string& key,
                     const socket_address& x);
  void check_actors(table_reader& in, const node_spec& node);
  void check_machines();
  void check_roles(table_reader& root);
  void check_validators(table_reader& root);
  void check_tilings();

  const std::filesystem::path& folder_;
  const block_counter& blocks_of_;
  network network_;
  std::vector<fault> faults_;
  std::vector<std::string> warnings_;
  std::map<std::string, read_model> models_;
  std::vector<table_reader> nodes_; ///< Beside `network_.nodes`.
  std::set<std::pair<std::string, std::string>> taken_; ///< Kind and value.

  // What could not be read is not reported as missing as well.
  bool role_unread_ = false;
  bool shard_unread_ = false;
  bool ledger_read_ = false; ///< There is a table of it.
};

} // namespace synod::topology
