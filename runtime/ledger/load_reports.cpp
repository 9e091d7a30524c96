#include "runtime/ledger/load_reports.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/money.hpp"

namespace synod::ledger {

refusal load_reports::add(const signed_load_report& x, const account_id& worker,
                          time_ms now, const chain_parameters& chain,
                          const signature_check& check) {
  auto last = latest_.find(worker);
  const auto& report = x.report;
  if (report.version != 1 || report.worker != worker
      || report.sessions > report.sessions_max || report.expires_ms < now
      || report.expires_ms > after(now, load_report_ms_max)
      || (last != latest_.end()
          && report.sequence <= last->second.report.sequence)
      || !check(worker, crypto::signed_bytes(chain.chain_id, report),
                x.signature))
    return errc::bad_load_report;

  latest_.insert_or_assign(worker, x);
  return applied;
}

const signed_load_report*
load_reports::find(const account_id& worker, time_ms now) const {
  auto found = latest_.find(worker);
  return found == latest_.end() || found->second.report.expires_ms < now
           ? nullptr
           : &found->second;
}

void load_reports::remove(const account_id& worker) {
  latest_.erase(worker);
}

} // namespace synod::ledger
