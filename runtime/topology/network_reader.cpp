#include "runtime/topology/network_reader.hpp"

#include "runtime/topology/value_kinds.hpp"

#include <algorithm>

namespace synod::topology {

namespace {

constexpr auto models_max = std::size_t{64};
constexpr auto nodes_max = std::size_t{1000};
constexpr auto actors_max = std::size_t{256};

constexpr auto required = presence::required;

} // namespace

void network_reader::read(const toml::table& root) {
  auto in = table_reader{root, "", faults_};
  in.read_table("network", required,
                [this](table_reader& head) { read_head(head); });
  in.read_tables("model", models_max, presence::optional,
                 [this](table_reader& model) { read_model_table(model); });
  in.read_tables("node", nodes_max, required,
                 [this](table_reader& node) { read_node(node); });
  in.read_table("supervision", presence::optional,
                [this](table_reader& table) { read_supervision(table); });
  in.read_table("limits", presence::optional,
                [this](table_reader& table) { read_limits(table); });
  in.read_table("ledger", presence::optional,
                [this](table_reader& table) { read_ledger(table); });
  in.finish();
  check_machines();
  if (!role_unread_) {
    check_roles(in);
    check_validators(in);
  }
  if (!role_unread_ && !shard_unread_)
    check_tilings();
}

reading network_reader::take() {
  auto result = reading{};
  if (faults_.empty())
    result.found = std::move(network_);
  result.faults = std::move(faults_);
  result.warnings = std::move(warnings_);
  return result;
}

void network_reader::read_head(table_reader& in) {
  in.read("name", network_.name, name_kind(), required);
  in.read("security", network_.security,
          word_kind<security_mode>({{"curve", security_mode::curve},
                                    {"plaintext", security_mode::plaintext}}));
}

void network_reader::read_model_table(table_reader& in) {
  auto spec = model_spec{};
  auto named = in.read("name", spec.name, name_kind(), required);
  auto located = in.read("file", spec.file, path_kind(folder_), required);
  if (!named)
    return;
  check_new(in, "name", "model", spec.name);
  auto blocks = std::optional<std::uint32_t>{};
  if (located && blocks_of_)
    blocks = blocks_of_(spec.file);
  if (located && blocks_of_ && !blocks)
    warnings_.push_back("model " + spec.name + ": " + spec.file.string()
                        + " cannot be opened here; that its blocks are "
                          "covered was not checked");
  models_.emplace(spec.name, read_model{in, blocks, {}});
  network_.models.push_back(std::move(spec));
}

void network_reader::read_node(table_reader& in) {
  auto node = node_spec{};
  if (in.read("name", node.name, name_kind(), required))
    check_new(in, "name", "node", node.name);
  if (in.read("address", node.address, address_kind("tcp://"), required))
    check_address(in, "address", node.address);
  if (in.read("public_key", node.public_key, public_key_kind()))
    check_new(in, "public_key", "key", node.public_key);
  in.read_tables("actor", actors_max, required,
                 [&](table_reader& actor) { read_actor(actor, node); });
  check_actors(in, node);
  network_.nodes.push_back(std::move(node));
  nodes_.push_back(in);
}

void network_reader::read_actor(table_reader& in, node_spec& node) {
  using words = std::vector<std::pair<std::string, std::string>>;
  auto roles = words{{"gateway", "gateway"},
                     {"coordinator", "coordinator"},
                     {"shard_worker", "shard_worker"},
                     {"rag_agent", "rag_agent"},
                     {"validator", "validator"}};
  auto role = std::string{};
  if (!in.read("role", role, word_kind<std::string>(roles), required)) {
    role_unread_ = true;
    return in.ignore_rest();
  }
  auto actor = actor_spec{role, read_options(in, role)};
  auto same = std::ranges::count_if(node.actors, [&](const actor_spec& x) {
    return role_of(x.options) == role;
  });
  if (same > 0)
    actor.name += "/" + std::to_string(same + 1);
  node.actors.push_back(std::move(actor));
}

actor_options
network_reader::read_options(table_reader& in, const std::string& role) {
  if (role == "gateway")
    return read_gateway(in);
  if (role == "shard_worker")
    return read_shard_worker(in);
  if (role == "rag_agent")
    return read_rag_agent(in);
  if (role == "validator")
    return read_validator(in);
  return coordinator_spec{};
}

gateway_spec network_reader::read_gateway(table_reader& in) {
  auto x = gateway_spec{};
  if (in.read("listen", x.listen, address_kind(""), required))
    check_address(in, "listen", x.listen);
  using taken = gateway_spec::taken_port;
  in.read("if_taken", x.if_taken,
          word_kind<taken>({{"refuse", taken::refuse}, {"any", taken::any}}));
  in.read("api_keys_file", x.api_keys_file, path_kind(folder_));
  in.read("records_max", x.records_max, count_kind(0, 1U << 20));
  return x;
}

shard_worker_spec network_reader::read_shard_worker(table_reader& in) {
  auto x = shard_worker_spec{};
  auto range = block_range{};
  auto named = in.read("model", x.model, name_kind(), required);
  auto placed = in.read("blocks", range, blocks_kind(), required);
  in.read("kv_positions", x.kv_positions, count_kind(16, 1U << 24));
  in.read("threads", x.threads, count_kind(1, 256));
  std::tie(x.block_first, x.block_last) = range;
  auto model = models_.find(x.model);
  shard_unread_ |= !named || !placed || model == models_.end();
  if (named && model == models_.end())
    in.refuse_word("model", "no [[model]] is called \"" + x.model + "\"",
                   x.model, network_.models);
  else if (named && placed)
    model->second.shards.push_back({range, in});
  return x;
}

rag_agent_spec network_reader::read_rag_agent(table_reader& in) {
  auto x = rag_agent_spec{};
  in.read("domain", x.domain, name_kind(), required);
  if (in.read("corpus", x.file, path_kind(folder_), required)) {
    x.corpus = x.file.stem().string();
    check_new(in, "corpus", "corpus", x.corpus);
  }
  return x;
}

validator_spec network_reader::read_validator(table_reader& in) {
  auto x = validator_spec{};
  in.read("weight", x.weight, count_kind(1, 1U << 20));
  in.read("passphrase_file", x.passphrase_file, path_kind(folder_));
  return x;
}

void network_reader::read_ledger(table_reader& in) {
  ledger_read_ = true;
  in.read("genesis", network_.ledger.genesis, path_kind(folder_));
}

void network_reader::read_supervision(table_reader& in) {
  using strategies = supervision_spec::strategies;
  auto& x = network_.supervision;
  in.read("strategy", x.strategy,
          word_kind<strategies>({{"one_for_one", strategies::one_for_one},
                                 {"rest_for_one", strategies::rest_for_one}}));
  in.read("intensity", x.intensity, count_kind(0, 1000));
  in.read("period_s", x.period, seconds_kind(3600));
}

void network_reader::read_limits(table_reader& in) {
  auto& x = network_.limits;
  in.read("request_timeout_s", x.request_timeout, seconds_kind(3600));
  in.read("requests_max", x.requests_max, count_kind(1, 10'000));
  in.read("passages_max", x.passages_max, count_kind(0, 16));
}

} // namespace synod::topology
