#include "actors/validator/stored_state.hpp"

#include "schemas/error.hpp"

#include <stdexcept>

namespace synod::chain {

std::string spell(const caf::error& x) {
  if (x.category() != caf::error{errc::unspecified}.category())
    return caf::to_string(x);
  auto code = errc{x.code()};
  auto result = std::string{describe(code)};
  if (x.context().match_elements<std::string>())
    result = x.context().get_as<std::string>(0);
  return result + " (" + to_string(code) + ")";
}

stored_state::stored_state(const store::chain_store& from,
                           const crypto::smt_root& root)
  : nodes_(value_or_throw(from.state_nodes())), root_(root) {
}

std::optional<ledger::bytes> stored_state::get(const ledger::bytes& key) const {
  return value_or_throw(crypto::smt_find(*nodes_, root_, key));
}

} // namespace synod::chain
