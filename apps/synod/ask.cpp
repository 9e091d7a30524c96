#include "apps/synod/ask.hpp"

#include "apps/synod/event_stream.hpp"
#include "apps/synod/json_output.hpp"
#include "apps/synod/network_options.hpp"
#include "apps/synod/printable.hpp"
#include "apps/synod/request_receipt.hpp"

#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace synod {

namespace {

using nlohmann::json;

/// The longest silence within an answer.
constexpr auto patience = std::chrono::seconds{120};

/// For an attestation to be made, and to be in a block.
constexpr auto attestation_patience = std::chrono::seconds{3};
constexpr auto final_patience = std::chrono::seconds{90};

struct options {
  std::string question;
  std::string model;
  std::string domain;
  std::optional<std::uint64_t> seed;
  std::optional<std::uint32_t> tokens_max;
  std::optional<double> temperature;
  network_choice network;
  bool final = false;
  bool json = false;
};

/// An answer as far as it has come.
struct answer {
  std::string text;
  std::string reason;
  json usage = nullptr;
  json extra = json::object(); // the gateway's field `synod`
  bool done = false;
  request_receipt receipt{}; // if it is paid
};

std::string pick_model(const gateway& to) {
  auto models
    = to.send({.target = "/v1/models", .timeout = std::chrono::seconds{10}});
  auto list = models.value("data", json::array());
  if (list.empty())
    throw std::runtime_error("the network serves no model");
  return list[0].value("id", "");
}

json to_body(const options& x, const std::string& model) {
  auto result = json{
    {"model", model},
    {"messages", {{{"role", "user"}, {"content", x.question}}}},
    {"stream", true},
    {"stream_options", {{"include_usage", true}}},
  };
  if (!x.domain.empty())
    result["domain"] = x.domain;
  if (x.seed)
    result["seed"] = *x.seed;
  if (x.tokens_max)
    result["max_tokens"] = *x.tokens_max;
  if (x.temperature)
    result["temperature"] = *x.temperature;
  return result;
}

void take_event(std::string_view data, answer& into, bool show) {
  if (data == "[DONE]") {
    into.done = true;
    return;
  }
  auto event = json::parse(data);
  if (event.contains("error"))
    throw std::runtime_error(event["error"].value("message", "it failed"));
  if (event.contains("synod"))
    into.extra = event["synod"];
  if (event.contains("usage") && event["usage"].is_object())
    into.usage = event["usage"];
  auto choices = event.value("choices", json::array());
  if (choices.empty())
    return;
  auto text = choices[0].value("delta", json::object()).value("content", "");
  into.text += text;
  if (choices[0].contains("finish_reason")
      && choices[0]["finish_reason"].is_string())
    into.reason = choices[0]["finish_reason"];
  if (show)
    std::cout << printable(text) << std::flush;
}

answer fetch(const gateway& to, const json& body, bool show) {
  auto result = answer{};
  auto events = event_stream{
    [&](std::string_view data) { take_event(data, result, show); }};
  auto call = http_call{.method = "POST",
                        .target = "/v1/chat/completions",
                        .body = body.dump(),
                        .key = to.key,
                        .timeout = patience};
  auto end = http_stream(to.url, call,
                         [&](std::string_view part) { events.add(part); });
  if (end.status != 200)
    throw std::runtime_error(describe_refusal(end));
  if (!result.done)
    throw std::runtime_error("the answer broke off");
  return result;
}

bool is_paid(const answer& x) {
  return x.extra.value("cost", std::uint64_t{0}) > 0;
}

void print_sources(const answer& x) {
  if (auto domain = x.extra.value("domain", ""); !domain.empty())
    std::cout << "domain   " << domain << '\n';
  for (const auto& y : x.extra.value("citations", json::array()))
    std::cout << "cited    " << printable(y.value("passage", "")) << "  \""
              << printable(y.value("title", "")) << "\"  ("
              << y.value("corpus", "") << ", version " << y.value("version", 0)
              << ")\n";
  for (const auto& y : x.extra.value("route", json::array())) {
    auto first = y.value("first", 0U);
    std::cout << "blocks   " << first << '-' << first + y.value("count", 1U) - 1
              << "  on " << y.value("node", "") << '/' << y.value("actor", "")
              << '\n';
  }
  std::cout << "seed     " << x.extra.value("seed", std::uint64_t{0}) << '\n';
  if (auto attempts = x.extra.value("attempts", 1); attempts > 1)
    std::cout << "attempts " << attempts << '\n';
}

void print_payment(const answer& x) {
  if (!is_paid(x))
    return;
  if (x.extra.value("waited_for_escrow", false))
    std::cout << "waited   for a block to hold the account's first escrow; the "
                 "next requests do not\n";
  auto& receipt = x.receipt;
  auto charged = x.extra.value("cost", std::uint64_t{0});
  std::cout << "request  " << x.extra.value("request", "") << '\n';
  std::cout << "cost     " << (receipt.refusal.empty() ? charged : 0) << '\n';
  if (receipt.attestation.empty()) {
    std::cout << "attested not yet: no word from the ledger\n";
    return;
  }
  std::cout << "attested " << receipt.attestation;
  if (!receipt.refusal.empty())
    std::cout << "  (refused: " << receipt.refusal << ")";
  else if (receipt.height > 0)
    std::cout << "  (block " << receipt.height << ")";
  std::cout << '\n';
}

/// Reads what the request came to, and keeps it.
/// @throws std::runtime_error if the user waits for more than there is
void settle(const options& x, const gateway& to, answer& into) {
  auto data = std::filesystem::absolute(x.network.data);
  auto request = paid_request{into.extra.value("request", ""),
                              into.extra.value("record_key", "")};
  if (!request.record_key.empty())
    keep_record_key(data, request);
  auto& receipt = into.receipt;
  receipt = await_receipt(to, request, x.final,
                          x.final ? final_patience : attestation_patience);
  if (!receipt.attestation.empty())
    keep_request(data, receipt);
  if (!x.final)
    return;
  if (!receipt.refusal.empty())
    throw std::runtime_error("the ledger refused the attestation of request "
                             + receipt.request + ": " + receipt.refusal
                             + "; nothing was paid, and nothing is attested");
  if (receipt.height == 0)
    throw std::runtime_error("the attestation of request " + receipt.request
                             + " is in no block yet; `synod chain status` "
                               "tells whether the validators agree");
}

/// The answer is here already, and is shown whatever the ledger says.
/// @returns what went wrong, for a person; empty: nothing
std::string try_to_settle(const options& x, const gateway& to, answer& into) {
  if (!is_paid(into))
    return {};
  try {
    settle(x, to, into);
    return {};
  } catch (const json::exception&) {
    return to.url + " does not tell of paid requests as a gateway does";
  } catch (const std::runtime_error& why) {
    return why.what();
  }
}

json to_json(const answer& x, const std::string& model) {
  auto result = x.extra;
  if (!result.contains("cost") || !x.receipt.refusal.empty())
    result["cost"] = 0; // what the ledger refuses is not paid
  result["attestation"] = x.receipt.attestation;
  result["text"] = x.text;
  result["model"] = model;
  result["finish_reason"] = x.reason;
  result["usage"] = x.usage;
  return result;
}

void ask(const options& x) {
  auto to = find_gateway(x.network);
  try {
    auto model = x.model.empty() ? pick_model(to) : x.model;
    auto result = fetch(to, to_body(x, model), !x.json);
    auto trouble = try_to_settle(x, to, result);
    if (x.json) {
      print_json(to_json(result, model));
    } else {
      std::cout << "\n\n";
      print_sources(result);
      print_payment(result);
    }
    if (!trouble.empty())
      throw std::runtime_error(trouble);
  } catch (const http_failure& why) {
    if (!x.network.url.empty())
      throw;
    throw std::runtime_error(std::string{why.what()} + "; is the network of "
                             + x.network.data
                             + " running? `synod up FILE.toml --detach` starts "
                               "one");
  } catch (const json::exception&) {
    throw std::runtime_error(to.url + " does not speak as a gateway does");
  }
}

} // namespace

void add_ask(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "ask", "Ask a running network, and see who answered. Whoever runs a worker "
           "of the pipeline can recover the prompt.");
  command.add_option("question", x->question, "What to ask")
    .required()
    .not_blank();
  command.add_option("--domain", x->domain,
                     "Where to look it up; \"none\" looks nothing up "
                     "(default: the network picks)");
  command.add_option("--model", x->model, "Default: the network's first");
  command.add_option("--seed", x->seed, "Of the sampling");
  command.add_option("--max-tokens", x->tokens_max, "Of the answer");
  command.add_option("--temperature", x->temperature,
                     "From 0, the default: always the likeliest token, to 2");
  add_network_options(command, x->network);
  command.add_flag("--final", x->final,
                   "Where requests are paid, wait until a block holds the "
                   "attestation");
  command.add_flag("--json", x->json, "Print one JSON object, at the end");
  command.footer("Example:\n  synod ask \"What is the base rate?\" --domain "
                 "finance");
  command.callback([x] { ask(*x); });
}

} // namespace synod
