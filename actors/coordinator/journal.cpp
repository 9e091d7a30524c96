#include "actors/coordinator/journal.hpp"

#include "runtime/log/log.hpp"

#include <string>

namespace synod::coordinator {

namespace {

constexpr auto id_digits = std::size_t{16};

std::string text_of(const std::vector<hop>& route) {
  auto result = std::string{};
  for (auto& x : route) {
    if (!result.empty())
      result += " > ";
    result += x.worker.node + '/' + x.worker.actor;
  }
  return result;
}

void write(const open_session& x) {
  if (x.hop_index == 0)
    log::info("request {} session {:016x}: attempt {} on {}",
              to_hex(x.request, id_digits), x.session.value(), x.attempt,
              text_of(x.route));
}

void write(const request_finished& x) {
  auto error = x.error == 0 ? std::string{} : to_string(errc{x.error});
  log::info("request {}: {} after {} tokens and {} attempts",
            to_hex(x.request, id_digits), x.error == 0 ? x.reason : error,
            x.tokens_completion, x.attempts);
}

} // namespace

void write_journal(const ask& x) {
  if (auto* open = std::get_if<open_session>(&x.what))
    write(*open);
  else if (auto* end = std::get_if<request_finished>(&x.what))
    write(*end);
}

} // namespace synod::coordinator
