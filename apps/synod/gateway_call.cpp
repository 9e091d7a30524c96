#include "apps/synod/gateway_call.hpp"

#include <stdexcept>
#include <utility>

namespace synod {

using nlohmann::json;

gateway gateway::of(const topology::data_folder& folder) {
  auto url = topology::read_line(folder.gateway_url()).value_or("");
  if (url.empty())
    throw std::runtime_error("no gateway runs in " + folder.root.string()
                             + "; start the network, or name its folder with "
                               "--data");
  return {url, topology::read_line(folder.gateway_key()).value_or("")};
}

json gateway::send(http_call call) const {
  call.key = key;
  auto answer = http_send(url, call);
  if (answer.status < 200 || answer.status > 299)
    throw std::runtime_error(describe_refusal(answer));
  auto result = json::parse(answer.body, nullptr, false);
  if (!result.is_object())
    throw std::runtime_error(url
                             + " answered with something that is not a "
                               "JSON object");
  return result;
}

std::string describe_refusal(const http_answer& answer) {
  auto body = json::parse(answer.body, nullptr, false);
  auto text = std::string{};
  if (body.is_object() && body.contains("error") && body["error"].is_object())
    text = body["error"].value("message", "");
  if (text.empty())
    text = "the gateway refused";
  return text + " (HTTP " + std::to_string(answer.status) + ")";
}

} // namespace synod
