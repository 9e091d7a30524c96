#include "runtime/transport/gatekeeper.hpp"

#include <zmq.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace synod {

namespace {

constexpr auto request_parts = std::size_t{7};
constexpr auto envelope_parts = std::size_t{2}; // routing id, delimiter

std::string to_z85(std::string_view key) {
  auto bytes = std::array<std::uint8_t, 32>{};
  auto text = std::array<char, 41>{};
  std::ranges::copy(key, bytes.begin());
  return zmq_z85_encode(text.data(), bytes.data(), bytes.size());
}

} // namespace

std::vector<std::string> answer_zap(std::span<const std::string_view> request,
                                    const membership& members) {
  // version, request id, domain, address, identity, mechanism, credentials
  if (request.size() < request_parts - 1 || request[0] != "1.0")
    return {};
  auto answer
    = [&](std::string_view status, std::string_view text, const node_id& node) {
        return std::vector<std::string>{"1.0",
                                        std::string{request[1]},
                                        std::string{status},
                                        std::string{text},
                                        node,
                                        {}};
      };
  if (request.size() != request_parts || request[5] != "CURVE"
      || request[6].size() != 32)
    return answer("400", "CURVE is required", {});
  auto member = members.find(to_z85(request[6]));
  if (member == members.end())
    return answer("400", "the key is not known", {});
  return answer("200", "", member->second);
}

gatekeeper::gatekeeper(zmq::context_t& context, membership members)
  : members_(std::move(members)), port_(context, zmq::socket_type::router) {
  port_.socket.set(zmq::sockopt::linger, 0);
  port_.socket.bind("inproc://zeromq.zap.01");
}

void gatekeeper::work() {
  port_.drain([this](frames& xs) {
    if (xs.size() <= envelope_parts)
      return;
    auto request = std::vector<std::string_view>{};
    for (auto i = envelope_parts; i < xs.size(); ++i)
      request.push_back(xs[i].to_string_view());
    auto parts = answer_zap(request, members_);
    if (parts.empty())
      return;
    auto out = parcel{to_session{}, {}}; // the empty head is the delimiter
    for (auto& part : parts) {
      auto bytes = std::as_bytes(std::span{part});
      out.buffers.push_back(buffer::copy_of(bytes));
    }
    port_.send(xs[0].to_string(), out);
  });
}

} // namespace synod
