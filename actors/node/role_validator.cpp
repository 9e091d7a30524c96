#include "actors/node/ledger_place.hpp"
#include "actors/validator/open_genesis.hpp"
#include "actors/validator/validator.hpp"
#include "actors/wall_clock.hpp"
#include "runtime/crypto/key_file.hpp"
#include "runtime/log/log.hpp"

#include <chrono>
#include <stdexcept>

namespace synod {

namespace {

/// A proposer that is gone holds a height up for the first of them.
constexpr auto step_timeouts = consensus::timeout_options{
  .propose_ms = 1'000, .prevote_ms = 500, .precommit_ms = 500};

chain::instant read_clock() {
  auto since = std::chrono::steady_clock::now().time_since_epoch();
  auto steady = std::chrono::duration_cast<std::chrono::milliseconds>(since);
  return {wall_ms(), static_cast<std::uint64_t>(steady.count())};
}

crypto::signing_key open_key(const role_surroundings& around,
                             const topology::validator_spec& spec) {
  auto file = around.folder.validator_key(around.node.name);
  auto passphrase = std::string{};
  if (!spec.passphrase_file.empty())
    passphrase = topology::read_line(spec.passphrase_file).value_or("");
  auto key = crypto::read_key_file(file, passphrase);
  if (!key)
    throw std::runtime_error(file.string() + ": " + spell(key.error()));
  return std::move(*key);
}

/// @throws std::runtime_error unless the genesis names this node with this key
void check_membership(const genesis& begin, const node_id& node,
                      const public_key& key) {
  for (const auto& x : begin.validators)
    if (x.node == node && x.key == key)
      return;
  throw std::runtime_error("the genesis does not name the validator " + node
                           + " with the key " + to_hex(key)
                           + "; give it the key that it began with, or make "
                             "another genesis");
}

chain::validator_surroundings surroundings_of(transport& net) {
  return {
    .peer =
      [&net](const node_id& node) {
        return net.resolve<validator_actor>({node, "validator"});
      },
    .node_of = node_of,
    .clock = read_clock,
  };
}

} // namespace

running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::validator_spec& spec) {
  auto begin = std::make_shared<const genesis>(
    chain::open_genesis(genesis_file(around.network, around.folder)));
  auto key = open_key(around, spec);
  check_membership(*begin, around.node.name, key.public_key());
  auto known = std::make_shared<chain::known_signatures>();
  auto files
    = std::make_shared<chain::validator_files>(chain::open_validator_files(
      *begin, around.folder.chain(around.node.name), std::move(key),
      [known](const auto&... xs) { return known->verify(xs...); }));
  auto options = chain::validator_options{};
  options.self = around.node.name;
  options.actor = name;
  options.begin = begin;
  options.agreement.timeouts = step_timeouts;
  auto handle
    = around.system.spawn(chain::validator, std::move(options),
                          surroundings_of(around.net), std::move(files), known);
  around.net.publish(name, caf::actor_cast<validator_actor>(handle));
  around.net.on_change([handle](const node_id& node, bool up) {
    caf::anon_send(handle, link_changed{node, up});
  });
  return {{"validator", name, caf::actor_cast<status_actor>(handle)},
          caf::actor_cast<caf::actor>(handle)};
}

} // namespace synod
