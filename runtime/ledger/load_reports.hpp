#pragma once

#include "runtime/ledger/context.hpp"
#include "schemas/load_report.hpp"

#include <map>

namespace synod::ledger {

/// No report may promise for longer: an old one says nothing about now.
constexpr auto load_report_ms_max = time_ms{30'000};

/// The latest word of each worker on how much room it has.
class load_reports {
public:
  /// Refuses `bad_load_report` unless the worker of that account signed it, its
  /// sequence is above that of the one before, and it expires within the next
  /// `load_report_ms_max`.
  /// @param worker who must have signed: a registered one, so that memory stays
  ///        bounded by the registrations
  [[nodiscard]] refusal
  add(const signed_load_report& x, const account_id& worker, time_ms now,
      const chain_parameters& chain, const signature_check& check);

  /// @returns the worker's report, or null if there is none that is valid now.
  [[nodiscard]] const signed_load_report*
  find(const account_id& worker, time_ms now) const;

  /// Forgets a worker that is no longer registered.
  void remove(const account_id& worker);

private:
  std::map<account_id, signed_load_report> latest_;
};

} // namespace synod::ledger
