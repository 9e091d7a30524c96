#include "apps/synod/chain_client.hpp"

#include "runtime/proof/chain_json.hpp"

#include <stdexcept>
#include <thread>

namespace synod {

using nlohmann::json;

namespace {

/// A gateway asks a validator, which waits, so its own answer comes later.
constexpr auto wait_slack = std::chrono::seconds{5};

constexpr auto busy_pause = std::chrono::milliseconds{250};

[[noreturn]] void refuse_answer(const gateway& to) {
  throw std::runtime_error(to.url
                           + " does not answer as a gateway with a ledger "
                             "does");
}

json parse_object(const gateway& to, const std::string& body) {
  auto result = json::parse(body, nullptr, false);
  if (!result.is_object())
    refuse_answer(to);
  return result;
}

/// Whether the chain lacks what was asked for; a network without a chain says
/// so itself.
bool is_missing(const http_answer& x) {
  if (x.status != 404)
    return false;
  auto body = json::parse(x.body, nullptr, false);
  auto code = json::json_pointer{"/error/code"};
  return !body.is_object() || body.value(code, json()) != "no_ledger";
}

transaction_found read_found(const gateway& to, const json& x) {
  try {
    return chain_json::read_transaction(x);
  } catch (const json_form::form_error&) {
    refuse_answer(to);
  } catch (const json::exception&) {
    refuse_answer(to);
  }
}

} // namespace

std::optional<json>
gateway_chain::get(const std::string& target,
                   std::chrono::milliseconds timeout) const {
  auto answer = http_send(
    to_.url, {.target = target, .key = to_.key, .timeout = timeout});
  if (is_missing(answer))
    return {};
  if (answer.status != 200)
    throw std::runtime_error(describe_refusal(answer));
  return parse_object(to_, answer.body);
}

std::optional<transaction_found> gateway_chain::find(const transaction_id& id) {
  auto found = get("/chain/tx/" + to_hex(id));
  if (!found)
    return {};
  return read_found(to_, *found);
}

transaction_found
gateway_chain::wait(const transaction_id& id,
                    std::chrono::milliseconds patience) const {
  auto target = "/chain/tx/" + to_hex(id)
                + "?wait_ms=" + std::to_string(patience.count());
  auto until = std::chrono::steady_clock::now() + patience;
  auto ask = [&] {
    return http_send(
      to_.url,
      {.target = target, .key = to_.key, .timeout = patience + wait_slack});
  };
  auto answer = ask();
  while (answer.status == 503 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(busy_pause); // too many wait with us
    answer = ask();
  }
  if (is_missing(answer) || answer.status == 504)
    throw std::runtime_error("transaction " + to_hex(id)
                             + " is not final: no block of this chain holds "
                               "it, or none follows; look again with `synod "
                               "chain tx "
                             + to_hex(id)
                             + "`, and see with `synod chain "
                               "status` whether the validators agree");
  if (answer.status != 200)
    throw std::runtime_error(describe_refusal(answer));
  return read_found(to_, parse_object(to_, answer.body));
}

void gateway_chain::submit(std::string_view canonical) const {
  auto hex = json_form::write_hex(std::as_bytes(std::span{canonical}));
  (void) to_.send({.method = "POST",
                   .target = "/chain/tx",
                   .body = json{{"transaction", hex}}.dump()});
}

} // namespace synod
