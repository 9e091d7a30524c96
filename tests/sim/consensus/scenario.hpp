#pragma once

#include "tests/sim/consensus/faulty.hpp"

#include <memory>
#include <string>
#include <vector>

namespace synod::sim {

/// Four or seven validators, up to f of them faulty, a while of trouble, and
/// then calm: all drawn from one seed.
class scenario {
public:
  /// Makes the scheme for that many ids.
  using scheme_maker
    = std::unique_ptr<signature_scheme> (*)(std::size_t validators);

  explicit scenario(std::uint64_t seed,
                    scheme_maker make_scheme = make_keyed_hash);

  /// Runs trouble, heals, and waits until every honest validator is ten
  /// heights past the highest.
  /// @returns what failed, each by name; nothing if all held
  std::vector<std::string> run();

  /// Of all deliveries: equal seeds, equal digests.
  [[nodiscard]] std::uint64_t digest() const noexcept {
    return world_.deliveries();
  }

  [[nodiscard]] std::string description() const;

  [[nodiscard]] const checker& watch() const noexcept {
    return checker_;
  }

private:
  enum class role {
    honest,
    equivocator,
    silent,
    garbler,
    lying_clock,
    rotten_disk
  };

  void draw_roles(std::size_t faulty);
  void draw_weights();
  void add(number self);
  void cut_something();
  [[nodiscard]] bool is_honest(number x) const;
  [[nodiscard]] bool all_have(std::size_t heights) const;

  std::uint64_t seed_;
  std::size_t validators_;
  std::unique_ptr<signature_scheme> scheme_;
  world world_;
  checker checker_;
  std::vector<role> roles_;
  std::vector<consensus::validator> members_;
  unsigned crash_permille_ = 0;
  std::vector<std::unique_ptr<validator_node>> nodes_; ///< Null: none.
  std::vector<std::unique_ptr<garbler>> garblers_;
};

} // namespace synod::sim
