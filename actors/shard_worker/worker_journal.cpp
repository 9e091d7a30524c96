#include "actors/shard_worker/worker_journal.hpp"

#include "runtime/log/log.hpp"
#include "runtime/transport/refusal.hpp"

#include <string>

namespace synod {

namespace {

constexpr auto id_digits = std::size_t{16};

} // namespace

void write_journal(const actor_address& worker, const open_session& asked,
                   const caf::expected<session_opened>& answer) {
  auto request = to_hex(asked.request, id_digits);
  auto session = asked.session.value();
  if (answer)
    log::debug("{}: request {} session {:016x}: attempt {} goes on from {}",
               worker.actor, request, session, asked.attempt,
               answer->positions);
  else
    log::info("{}: request {} session {:016x}: attempt {} refused: {}",
              worker.actor, request, session, asked.attempt,
              to_string(to_errc(answer.error())));
}

void write_journal(const actor_address& worker, const free_cache& x) {
  auto level = x.expired ? log::level::warning : log::level::debug;
  log::write(level, "{}: request {} session {:016x}: {}", worker.actor,
             to_hex(x.request, id_digits), x.session.value(),
             x.expired ? "freed, its lease was not renewed" : "closed");
}

void write_journal(const actor_address& worker, const send_report& x) {
  if (auto* failed = std::get_if<hop_failed>(&x.message))
    log::warn("{}: session {:016x}: attempt {}: hop {} failed at position "
              "{}: {}",
              worker.actor, x.session.value(), failed->attempt,
              failed->hop_index, failed->position,
              to_string(errc{failed->reason}));
}

} // namespace synod
