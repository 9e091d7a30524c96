#include "actors/account_keeper/registration.hpp"

namespace synod {

registration_standing
standing_of(const register_worker& wanted, const account_id& account,
            const workers_listed& list) noexcept {
  auto is_taken = false;
  for (const auto& x : list.workers) {
    if (x.account != account) {
      is_taken |= x.worker_name == wanted.worker_name || x.key == wanted.key;
      continue;
    }
    if (x.leaves_ms != 0)
      return registration_standing::leaving;
    auto is_same = x.worker_name == wanted.worker_name && x.key == wanted.key
                   && x.model == wanted.model && x.range == wanted.range
                   && x.ask == wanted.ask;
    return is_same ? registration_standing::registered
                   : registration_standing::differs;
  }
  return is_taken ? registration_standing::taken
                  : registration_standing::missing;
}

} // namespace synod
