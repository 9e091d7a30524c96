#include "actors/node/development_ledger.hpp"

#include "actors/node/development_genesis.hpp"
#include "actors/node/placement.hpp"
#include "actors/wall_clock.hpp"
#include "runtime/ledger/genesis_json.hpp"

namespace synod {

std::string make_missing_ledger(const topology::network& network,
                                const topology::data_folder& folder) {
  if (find_role<topology::validator_spec>(network).empty()
      || !network.ledger.genesis.empty()
      || std::filesystem::exists(folder.genesis()))
    return {};
  topology::write_file(folder.genesis(),
                       ledger::write_genesis_json(
                         make_development_genesis(network, folder, wall_ms())));
  return "made " + folder.genesis().string()
         + " and unencrypted development keys beside it: for trying out, never "
           "for money";
}

} // namespace synod
