#include "actors/gateway/record_key.hpp"

#include "runtime/crypto/random.hpp"
#include "schemas/byte_array.hpp"

#include <botan/mem_ops.h>

namespace synod {

namespace {

using key_bits = byte_array<struct record_key_tag, 16>;

const std::uint8_t* bytes(std::string_view x) {
  return reinterpret_cast<const std::uint8_t*>(x.data());
}

} // namespace

record_key record_key::draw() {
  return record_key{to_hex(key_bits{crypto::random_bits()})};
}

bool record_key::is(std::string_view given) const {
  return !text_.empty() && given.size() == text_.size()
         && Botan::constant_time_compare(bytes(text_), bytes(given),
                                         text_.size());
}

} // namespace synod
