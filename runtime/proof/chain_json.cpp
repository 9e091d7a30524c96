#include "runtime/proof/chain_json.hpp"

#include "runtime/crypto/sha256.hpp"
#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/block_names.hpp"
#include "runtime/proof/chain_names.hpp"

namespace synod::chain_json {

namespace {

constexpr auto limits = canonical_limits{.bytes_max = std::size_t{8} << 20};

std::span<const std::byte> bytes_of(std::string_view x) {
  return std::as_bytes(std::span{x});
}

template <class T>
json decoded(std::span<const std::byte> canonical) {
  auto x = canonical_decode<T>(canonical, limits);
  return x ? json_form::to_json(*x) : json();
}

json body_of(const transaction& x) {
  switch (x.type) {
    case transaction_type::transfer:
      return decoded<transfer>(x.body);
    case transaction_type::register_worker:
      return decoded<register_worker>(x.body);
    case transaction_type::unregister_worker:
      return decoded<unregister_worker>(x.body);
    case transaction_type::open_escrow:
      return decoded<open_escrow>(x.body);
    case transaction_type::top_up:
      return decoded<top_up>(x.body);
    case transaction_type::attest:
      return decoded<attest>(x.body);
    case transaction_type::close_escrow:
      return decoded<close_escrow>(x.body);
    case transaction_type::expire:
      return decoded<expire>(x.body);
  }
  return {};
}

/// What became of a transaction, with the refusal by its name.
json describe_receipt(const transaction_receipt& x) {
  auto result = json_form::to_json(x);
  result["outcome"] = x.refusal == 0 ? std::string{"applied"}
                                     : synod::to_string(errc{x.refusal});
  return result;
}

template <class T>
T read_member(const json& x, const char* name) {
  if (!x.is_object() || !x.contains(name))
    throw json_form::form_error{"transaction",
                                std::string{"lacks \""} + name + '"'};
  auto result = T{};
  json_form::read(x[name], name, result);
  return result;
}

std::string read_bytes(const json& x, const char* name) {
  auto bytes = read_member<std::vector<std::uint8_t>>(x, name);
  return {bytes.begin(), bytes.end()};
}

} // namespace

const char* name_of(transaction_type x) noexcept {
  switch (x) {
    case transaction_type::transfer:
      return "transfer";
    case transaction_type::register_worker:
      return "register_worker";
    case transaction_type::unregister_worker:
      return "unregister_worker";
    case transaction_type::open_escrow:
      return "open_escrow";
    case transaction_type::top_up:
      return "top_up";
    case transaction_type::attest:
      return "attest";
    case transaction_type::close_escrow:
      return "close_escrow";
    case transaction_type::expire:
      return "expire";
  }
  return "unknown";
}

json describe_transaction(std::string_view canonical) {
  auto x = canonical_decode<signed_transaction>(bytes_of(canonical), limits);
  if (!x)
    return {{"id", to_hex(crypto::sha256(bytes_of(canonical)))},
            {"type", "unknown"}};
  const auto& head = x->transaction;
  return {{"id", to_hex(ledger::id_of(head))},
          {"type", name_of(head.type)},
          {"lane", head.lane.value()},
          {"sender", to_hex(head.sender)},
          {"nonce", head.nonce},
          {"valid_until_ms", head.valid_until_ms},
          {"fee_max", head.fee_max},
          {"body", body_of(head)},
          {"signature", to_hex(x->signature)}};
}

json to_json(const chain_status& x) {
  return json_form::to_json(x);
}

json to_json(const std::vector<validator_entry>& xs) {
  return {{"validators", json_form::to_json(xs)}};
}

json to_json(const account_id& id, const account_state& x) {
  auto result = json_form::to_json(x);
  result["account"] = to_hex(id);
  return result;
}

json to_json(const escrow_id& id, const escrow_state& x) {
  auto result = json_form::to_json(x);
  result["escrow"] = to_hex(id);
  return result;
}

json to_json(const workers_listed& x) {
  return json_form::to_json(x);
}

json to_json(const stored_block& x) {
  auto result = json{{"height", x.height.value()},
                     {"commit", decoded<certificate>(x.certificate.bytes())},
                     {"transactions", json::array()}};
  auto found = canonical_decode<block>(x.block.bytes(), limits);
  if (!found)
    return result;
  result["id"] = to_hex(ledger::id_of(found->header));
  result["header"] = json_form::to_json(found->header);
  for (auto i = std::size_t{0}; i < found->transactions.size(); ++i) {
    auto& tx = result["transactions"].emplace_back(
      describe_transaction(found->transactions[i]));
    if (i < x.receipts.size())
      tx["receipt"] = describe_receipt(x.receipts[i]);
  }
  return result;
}

json to_json(const transaction_found& x) {
  auto headers = json::array();
  for (const auto& y : x.headers)
    headers.push_back(
      {{"header", json_form::write_hex(bytes_of(y.header))},
       {"commit", json_form::write_hex(bytes_of(y.certificate))}});
  return {{"height", x.height.value()},
          {"index", x.index},
          {"transaction", describe_transaction(x.transaction)},
          {"canonical", json_form::write_hex(bytes_of(x.transaction))},
          {"receipt", describe_receipt(x.receipt)},
          {"proven", x.headers.size() > 1},
          {"transaction_proof", json_form::to_json(x.transaction_proof)},
          {"receipt_proof", json_form::to_json(x.receipt_proof)},
          {"headers", std::move(headers)}};
}

transaction_found read_transaction(const json& x) {
  auto result = transaction_found{};
  result.height = read_member<block_height>(x, "height");
  result.index = read_member<std::uint32_t>(x, "index");
  result.transaction = read_bytes(x, "canonical");
  auto receipt = x.value("receipt", json::object());
  if (receipt.is_object())
    receipt.erase("outcome"); // for people
  json_form::read(receipt, "receipt", result.receipt);
  result.transaction_proof = read_member<merkle_proof>(x, "transaction_proof");
  result.receipt_proof = read_member<merkle_proof>(x, "receipt_proof");
  for (const auto& y : x.value("headers", json::array()))
    result.headers.push_back(
      {read_bytes(y, "header"), read_bytes(y, "commit")});
  return result;
}

} // namespace synod::chain_json
