#include "actors/gateway/chain_call.hpp"

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/json_body.hpp"
#include "schemas/hex.hpp"

#include <charconv>

namespace synod::openai {

namespace {

/// Above what a ledger takes, in hex.
constexpr auto submission_bytes_max = std::size_t{4} << 20;

template <class Id>
Id parse_id(const std::string& text) {
  auto result = from_hex<Id>(text);
  if (!result)
    refuse_parameter("id", "An id is 64 digits of lower-case hex.");
  return *result;
}

template <class T>
T parse_number(const char* param, const std::string& text, T max) {
  auto result = T{0};
  const auto* end = text.data() + text.size();
  auto [stopped, error] = std::from_chars(text.data(), end, result);
  if (error != std::errc{} || stopped != end || result > max)
    refuse_parameter(param, std::string{"Invalid '"} + param
                              + "': must be a whole number up to "
                              + std::to_string(max) + '.');
  return result;
}

block_height parse_height(const std::string& text) {
  if (text == "head")
    return {};
  constexpr auto max = std::numeric_limits<std::uint64_t>::max();
  auto result = block_height{parse_number<std::uint64_t>("height", text, max)};
  if (result == block_height{})
    refuse_parameter("height",
                     "No block has height 0; the first has height 1.");
  return result;
}

chain_call parse_transaction(const std::string& id, const std::string& wait) {
  auto wanted = parse_id<transaction_id>(id);
  if (wait.empty())
    return {get_transaction{wanted}};
  return {
    wait_transaction{wanted, true, parse_number("wait_ms", wait, wait_ms_max)}};
}

} // namespace

std::optional<chain_call> parse_chain_read(const http::target& target) {
  const auto& path = target.path;
  if (path.size() == 2 && path[1] == "status")
    return chain_call{get_chain_status{}};
  if (path.size() == 2 && path[1] == "validators")
    return chain_call{show_validators{}};
  if (path.size() == 2 && path[1] == "workers")
    return chain_call{list_workers{}};
  if (path.size() != 3)
    return {};
  if (path[1] == "block")
    return chain_call{get_block{parse_height(path[2])}};
  if (path[1] == "tx")
    return parse_transaction(path[2], target.value("wait_ms"));
  if (path[1] == "account")
    return chain_call{get_account{parse_id<account_id>(path[2]), {}}};
  if (path[1] == "escrow")
    return chain_call{get_escrow{parse_id<escrow_id>(path[2])}};
  return {};
}

submit_transaction parse_submission(std::string_view body) {
  auto object = parse_object(body);
  auto hex = parameters{object}.text("transaction", submission_bytes_max);
  auto bytes = bytes_from_hex(hex);
  if (!bytes || bytes->empty())
    refuse_parameter("transaction",
                     "'transaction' must be the canonical bytes of a "
                     "signed transaction as lower-case hex.");
  auto* text = reinterpret_cast<const char*>(bytes->data());
  return {std::string{text, bytes->size()}};
}

} // namespace synod::openai
