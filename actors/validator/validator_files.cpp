#include "actors/validator/validator_files.hpp"

#include "actors/validator/agreement.hpp"
#include "actors/validator/stored_state.hpp"

#include <stdexcept>

namespace synod::chain {

validator_files
open_validator_files(const genesis& begin, const std::filesystem::path& folder,
                     crypto::signing_key key, ledger::signature_check check,
                     std::size_t map_bytes_max) {
  try {
    std::filesystem::create_directories(folder);
    auto chain = std::shared_ptr<store::chain_store>{value_or_throw(
      store::chain_store::open(folder / "store", map_bytes_max))};
    prepare_signer(folder / "signer", chain->height().has_value(),
                   validator_id{key.public_key().bytes()},
                   begin.parameters.chain_id);
    auto app
      = std::make_unique<ledger_application>(begin, *chain, std::move(check));
    app->start();
    auto signer = validator_signer{folder / "signer", std::move(key),
                                   begin.parameters.chain_id};
    check_start(signer.record(), app->head().height);
    auto bodies = value_or_throw(store::body_file::open(folder / "bodies"));
    return {std::move(chain), std::move(app), std::move(bodies),
            std::move(signer)};
  } catch (const std::exception& error) {
    throw std::runtime_error{folder.string() + ": " + error.what()};
  }
}

} // namespace synod::chain
