#include "actors/validator/known_signatures.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace synod::chain {

known_signatures::known_signatures(std::size_t remembered_max, rule holds)
  : holds_(std::move(holds)),
    sets_(remembered_max / std::tuple_size_v<set> + 1) {
}

bool known_signatures::verify(const public_key& key,
                              std::span<const std::byte> message,
                              const signature& x) {
  auto all = std::vector<std::byte>{message.begin(), message.end()};
  auto add = [&all](std::span<const std::byte> part) {
    all.insert(all.end(), part.begin(), part.end());
  };
  add(std::as_bytes(std::span{key.bytes()})); // of fixed sizes: no two readings
  add(std::as_bytes(std::span{x.bytes()}));
  auto name = crypto::sha256(all);
  if (is_known(name))
    return true;
  if (!holds_(key, message, x))
    return false;
  remember(name);
  return true;
}

known_signatures::set& known_signatures::set_of(const digest& name) {
  auto place = std::uint64_t{0}; // a hash's first bytes are as good as any
  std::memcpy(&place, name.bytes().data(), sizeof place);
  return sets_[place % sets_.size()];
}

bool known_signatures::is_known(const digest& name) {
  auto lock = std::lock_guard{mutex_};
  return std::ranges::find(set_of(name), name) != set_of(name).end();
}

void known_signatures::remember(const digest& name) {
  auto lock = std::lock_guard{mutex_};
  auto& among = set_of(name);
  std::shift_right(among.begin(), among.end(), 1);
  among.front() = name;
}

} // namespace synod::chain
