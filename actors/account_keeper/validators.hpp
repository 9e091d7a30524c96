#pragma once

#include "actors/interfaces.hpp"
#include "runtime/accounts/validator_choice.hpp"
#include "schemas/address.hpp"

#include <caf/expected.hpp>

#include <functional>
#include <vector>

namespace synod {

/// The validators that an actor asks, one at a time: another one once this one
/// is silent.
class validators {
public:
  using resolver
    = std::function<caf::expected<validator_actor>(const actor_address&)>;

  validators() = default;

  /// @pre `all` is not empty
  validators(std::vector<actor_address> all, resolver find)
    : all_(std::move(all)), find_(std::move(find)) {
  }

  /// @returns the one to ask now, or why it cannot be.
  [[nodiscard]] caf::expected<validator_actor> current() const {
    return find_(all_[turn_ % all_.size()]);
  }

  /// Whose turn it is: to be told if that one fails.
  [[nodiscard]] std::size_t turn() const noexcept {
    return turn_;
  }

  /// Goes on to the next one if `why` says that the one asked in `turn` does
  /// not take part. Several questions that fail together count once.
  void failed(errc why, std::size_t turn) noexcept {
    if (accounts::may_another_answer(why) && turn == turn_)
      ++turn_;
  }

private:
  std::vector<actor_address> all_;
  resolver find_;
  std::size_t turn_ = 0;
};

} // namespace synod
