#include "runtime/ledger/genesis_rules.hpp"

namespace synod::ledger {

const char* to_string(genesis_fault x) noexcept {
  switch (x) {
    case genesis_fault::unknown_version:
      return "unknown_version";
    case genesis_fault::bad_chain_id:
      return "bad_chain_id";
    case genesis_fault::fee_is_zero:
      return "fee_is_zero";
    case genesis_fault::split_not_whole:
      return "split_not_whole";
    case genesis_fault::no_community:
      return "no_community";
    case genesis_fault::bond_is_zero:
      return "bond_is_zero";
    case genesis_fault::epoch_is_zero:
      return "epoch_is_zero";
    case genesis_fault::delay_is_zero:
      return "delay_is_zero";
    case genesis_fault::delay_too_long:
      return "delay_too_long";
    case genesis_fault::dispute_window_too_short:
      return "dispute_window_too_short";
    case genesis_fault::transaction_size_out_of_range:
      return "transaction_size_out_of_range";
    case genesis_fault::time_is_zero:
      return "time_is_zero";
    case genesis_fault::no_validator:
      return "no_validator";
    case genesis_fault::bad_validator_name:
      return "bad_validator_name";
    case genesis_fault::weight_is_zero:
      return "weight_is_zero";
    case genesis_fault::weight_too_large:
      return "weight_too_large";
    case genesis_fault::validators_unordered:
      return "validators_unordered";
    case genesis_fault::duplicate_validator_name:
      return "duplicate_validator_name";
    case genesis_fault::accounts_unordered:
      return "accounts_unordered";
    case genesis_fault::supply_too_large:
      return "supply_too_large";
    case genesis_fault::supply_is_zero:
      return "supply_is_zero";
    case genesis_fault::bad_model_name:
      return "bad_model_name";
    case genesis_fault::duplicate_model_name:
      return "duplicate_model_name";
    case genesis_fault::model_without_blocks:
      return "model_without_blocks";
    case genesis_fault::bad_profile:
      return "bad_profile";
    case genesis_fault::models_unordered:
      return "models_unordered";
  }
  return "unknown genesis fault";
}

} // namespace synod::ledger
