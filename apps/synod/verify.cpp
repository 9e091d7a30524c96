#include "apps/synod/verify.hpp"

#include "apps/synod/checked_proof.hpp"
#include "apps/synod/genesis_file.hpp"
#include "apps/synod/json_output.hpp"
#include "apps/synod/printable.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace synod {

namespace {

struct options {
  std::string proof;
  std::string genesis;
  std::string answer;
  bool json = false;
};

nlohmann::json to_json(const proof::verification& x) {
  auto findings = nlohmann::json::array();
  for (const auto& y : x.findings)
    findings.push_back({{"part", y.part},
                        {"verdict", proof::to_string(y.verdict)},
                        {"text", y.text}});
  const auto* fault = x.fault();
  return {{"verified", x.holds()},
          {"fault", fault ? nlohmann::json(fault->part) : nlohmann::json()},
          {"findings", std::move(findings)},
          {"proven", x.proven},
          {"not_proven", x.not_proven}};
}

void print_list(const char* title, const std::vector<std::string>& texts) {
  if (texts.empty())
    return;
  std::cout << '\n' << title << '\n';
  for (const auto& x : texts)
    std::cout << "  - " << printable(x) << '\n';
}

void print(const proof::verification& x) {
  for (const auto& y : x.findings) {
    auto part = y.part;
    part.resize(std::max(part.size(), std::size_t{17}), ' ');
    auto verdict = std::string{proof::to_string(y.verdict)};
    verdict.resize(7, ' ');
    std::cout << part << ' ' << verdict << ' ' << printable(y.text) << '\n';
  }
  print_list("Proven:", x.proven);
  print_list("Not proven:", x.not_proven);
}

void verify(const options& x) {
  auto trusted = read_genesis(x.genesis);
  auto text = read_text_file(x.proof);
  auto answer = std::string{};
  auto given = std::optional<std::string_view>{};
  if (!x.answer.empty())
    given = answer = read_text_file(x.answer);
  auto result = proof::verify(text, trusted, given);
  if (x.json)
    print_json(to_json(result));
  else
    print(result);
  require_verified(result, x.proof);
}

} // namespace

void add_verify(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "verify", "Check a proof of service offline, against nothing but a genesis "
              "that you trust.");
  command.add_option("proof", x->proof, "From `synod attestation`").required();
  command
    .add_option("--trust", x->genesis,
                "The genesis.json of the chain; compare its hash with what "
                "others have")
    .required();
  command.add_option("--answer", x->answer,
                     "A file with the answer as it was streamed, to be "
                     "compared (the proof must hold the request)");
  command.add_flag("--json", x->json, "Print one JSON object");
  command.footer("Example:\n  synod verify proof.json --trust genesis.json "
                 "--answer answer.txt");
  command.callback([x] { verify(*x); });
}

} // namespace synod
