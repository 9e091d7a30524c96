// Any bytes: a frame from another node is refused with a named error, or is a
// message that packs and unpacks to the same bytes ever after.

#include "runtime/transport/envelope.hpp"
#include "runtime/transport/gatekeeper.hpp"
#include "schemas/codec.hpp"
#include "schemas/decode.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace synod;

/// Packs the one element of a CAF message.
std::string
pack(const codec& form, const caf::message& x, std::vector<buffer>& buffers) {
  auto body = std::string{};
  form.pack(x.get(0), body, buffers);
  return body;
}

/// As many empty frames as the sender claims.
std::vector<buffer> frames(std::size_t count) {
  return std::vector<buffer>(count);
}

void unpack(const codec& form, std::string_view body, std::size_t buffers) {
  auto first = form.unpack(body, frames(buffers));
  if (!first) {
    if (first.error() != errc::malformed_message)
      __builtin_trap();
    return;
  }
  auto with = std::vector<buffer>{};
  auto once = pack(form, *first, with);
  if (with.size() != buffers)
    __builtin_trap();
  auto second = form.unpack(once, with);
  if (!second)
    __builtin_trap();
  with.clear();
  if (pack(form, *second, with) != once)
    __builtin_trap();
}

/// The head of a multipart message, with the body behind it.
void open_envelope(std::string_view bytes) {
  auto head = envelope{};
  if (!decode(bytes, head))
    return;
  if (const auto* form = find_codec(head.type))
    unpack(*form, bytes, 0);
}

void ask_gatekeeper(std::string_view bytes) {
  auto parts = std::vector<std::string_view>{};
  while (!bytes.empty()) {
    auto size = std::min<std::size_t>(bytes[0] & 63, bytes.size() - 1);
    parts.push_back(bytes.substr(1, size));
    bytes.remove_prefix(1 + size);
  }
  auto answer = answer_zap(parts, {});
  if (!answer.empty() && answer[2] != "400")
    __builtin_trap(); // there are no members
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // A type's number, a count of frames, and a body.
  auto all = std::string_view{reinterpret_cast<const char*>(bytes), size};
  open_envelope(all);
  ask_gatekeeper(all);
  if (size < 3)
    return 0;
  auto id = static_cast<wire_id>(bytes[0] << 8 | bytes[1]);
  if (const auto* form = find_codec(id))
    unpack(*form, all.substr(3), bytes[2]);
  return 0;
}
