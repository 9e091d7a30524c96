#include "actors/validator/stored_state.hpp"

namespace synod::chain {

stored_state::stored_state(const store::chain_store& from,
                           const crypto::smt_root& root)
  : nodes_(value_or_throw(from.state_nodes())), root_(root) {
}

std::optional<ledger::bytes> stored_state::get(const ledger::bytes& key) const {
  return value_or_throw(crypto::smt_find(*nodes_, root_, key));
}

} // namespace synod::chain
