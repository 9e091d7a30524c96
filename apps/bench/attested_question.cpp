#include "apps/bench/attested_question.hpp"

#include "apps/bench/own_network.hpp"
#include "apps/bench/samples.hpp"
#include "apps/bench/streamed_answer.hpp"
#include "apps/synod/request_receipt.hpp"

#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr auto patience = 30s;

template <class F>
void wait_for(F is_there, const std::string& what) {
  for (auto until = clock::now() + patience; !is_there();) {
    if (clock::now() > until)
      throw std::runtime_error{what};
    std::this_thread::sleep_for(5ms);
  }
}

void wait_until_provable(const gateway& to, const paid_request& request) {
  auto receipt = request_receipt{};
  wait_for(
    [&] {
      receipt = await_receipt(to, request, true, 0ms);
      if (!receipt.refusal.empty())
        throw std::runtime_error{"the attestation was refused: "
                                 + receipt.refusal};
      return receipt.height > 0;
    },
    "no block holds the attestation of request " + request.id);
  auto next = "/chain/block/" + std::to_string(receipt.height + 1);
  wait_for(
    [&] {
      return http_send(to.url, {.target = next, .key = to.key}).status == 200;
    },
    "no block follows the one with the attestation");
}

} // namespace

json attested_question(const std::string& topology, unsigned questions) {
  auto network = own_network{topology};
  auto to = gateway::of(network.folder());
  auto from_question = samples{};
  auto from_last = samples{};
  for (auto i = 0U; i <= questions; ++i) {
    auto wishes = json{{"model", "reader"},
                       {"temperature", 0},
                       {"messages",
                        {{{"role", "user"},
                          {"content", "When does the Thaltic Clinic open?"}}}}};
    auto answer = stream_answer(network.url(), "/v1/chat/completions", wishes);
    if (!answer.error.empty() || answer.pieces.empty())
      throw std::runtime_error{"the answer ended with: " + answer.error};
    wait_until_provable(to, {answer.request, answer.record_key});
    if (i == 0)
      continue; // waits for the account's first escrow
    from_question.add(ms_since(answer.asked));
    from_last.add(ms_since(answer.pieces.back()));
  }
  return {{"question_to_provable_ms_p50", from_question.quantile(.5)},
          {"question_to_provable_ms_max", from_question.quantile(1)},
          {"last_token_to_provable_ms_p50", from_last.quantile(.5)},
          {"last_token_to_provable_ms_max", from_last.quantile(1)}};
}

} // namespace synod::bench
