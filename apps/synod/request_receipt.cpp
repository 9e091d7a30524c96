#include "apps/synod/request_receipt.hpp"

#include "apps/synod/kept_record.hpp"
#include "runtime/proof/request_folder.hpp"

#include <stdexcept>
#include <thread>

namespace synod {

namespace {

using clock = std::chrono::steady_clock;

constexpr auto interval = std::chrono::milliseconds{50};

/// Nothing in it while the gateway has no record.
request_receipt look(const gateway& to, const paid_request& request) {
  auto result = request_receipt{};
  result.request = request.id;
  auto answer = http_send(to.url, {.target = "/synod/requests/" + request.id,
                                   .key = to.key,
                                   .record_key = request.record_key,
                                   .timeout = std::chrono::seconds{10}});
  if (answer.status == 404)
    return result;
  if (answer.status != 200)
    throw std::runtime_error(describe_refusal(answer));
  result.record = nlohmann::json::parse(answer.body);
  result.attestation = result.record.at("attestation").get<std::string>();
  result.height = result.record.at("height").get<std::uint64_t>();
  result.refusal = result.record.at("refusal").get<std::string>();
  return result;
}

} // namespace

request_receipt await_receipt(const gateway& to, const paid_request& request,
                              bool final, std::chrono::milliseconds patience) {
  auto until = clock::now() + patience;
  for (;;) {
    auto result = look(to, request);
    auto is_known = !result.attestation.empty()
                    && (!final || result.height > 0 || !result.refusal.empty());
    if (is_known || clock::now() >= until)
      return result;
    std::this_thread::sleep_for(interval);
  }
}

void keep_request(const std::filesystem::path& data, const request_receipt& x) {
  auto folder = proof::request_folder{requests_folder(data)};
  folder.keep(parse_request_id(x.request), read_kept_record(x.record.dump()));
  folder.prune(std::filesystem::file_time_type::clock::now());
}

void keep_record_key(const std::filesystem::path& data, const paid_request& x) {
  proof::request_folder{requests_folder(data)}.keep_record_key(
    parse_request_id(x.id), x.record_key);
}

} // namespace synod
