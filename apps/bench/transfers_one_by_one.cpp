#include "apps/bench/transfers_one_by_one.hpp"

#include "apps/bench/disk_limit.hpp"

#include <chrono>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

} // namespace

samples transfer_one_by_one(validator_network& net, std::uint32_t count) {
  auto result = samples{};
  net.resume_nonces();
  for (auto i = 0U; i < count; ++i) {
    auto made = net.next_transfer();
    auto began = clock::now();
    auto sent
      = net.ask<transaction_accepted>(0, submit_transaction{made.canonical});
    auto found
      = net.ask<transaction_found>(0, wait_transaction{made.id, false, 0}, 30s);
    if (!sent || !found)
      throw std::runtime_error{"a transfer did not become final"};
    result.add(ms_since(began));
  }
  return result;
}

nlohmann::json
transfers_one_by_one(validator_network& net, std::uint32_t blocks) {
  auto flush = flush_ms(net.folder().root, 200).quantile(.5);
  auto from = net.wait_until_level(0, 60s);
  auto began = clock::now();
  auto waits = samples{};
  while (net.wait_until_level(0, 60s) < from + blocks)
    waits.add(transfer_one_by_one(net, 50));
  auto took_s = ms_since(began) / 1e3;
  auto height = net.wait_until_level(0, 60s);
  return {{"blocks", height - from},
          {"blocks_per_s", static_cast<double>(height - from) / took_s},
          {"final_ms_p50", waits.quantile(.5)},
          {"final_ms_p99", waits.quantile(.99)},
          {"flush_ms_p50", flush},
          {"final_in_flushes", waits.quantile(.5) / flush}};
}

} // namespace synod::bench
