#pragma once

#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <tuple>

namespace synod {

/// How much room a worker has, signed by its account as "synod/load_report/v1".
/// The reports a route was chosen by are part of the request record.
struct load_report {
  static constexpr auto name = "load_report";

  std::uint8_t version = 1;
  account_id worker;
  std::uint64_t sequence = 0;     ///< A higher one replaces a lower.
  time_ms expires_ms = 0;         ///< Not used after it.
  std::uint32_t sessions = 0;     ///< Open now.
  std::uint32_t sessions_max = 0; ///< 0: takes none.

  static auto fields(auto& x) {
    return std::tie(x.version, x.worker, x.sequence, x.expires_ms, x.sessions,
                    x.sessions_max);
  }

  friend bool operator==(const load_report&, const load_report&) = default;
};

struct signed_load_report {
  static constexpr auto name = "signed_load_report";

  load_report report;
  synod::signature signature;

  static auto fields(auto& x) {
    return std::tie(x.report, x.signature);
  }

  friend bool operator==(const signed_load_report&, const signed_load_report&)
    = default;
};

} // namespace synod
