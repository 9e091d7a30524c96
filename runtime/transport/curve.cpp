#include "runtime/transport/curve.hpp"

#include <zmq.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace synod {

curve_keys make_curve_keys() {
  auto public_key = std::array<char, 41>{};
  auto secret_key = std::array<char, 41>{};
  if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
    throw std::runtime_error("libzmq was built without CURVE");
  return {public_key.data(), secret_key.data()};
}

bool is_curve_key(std::string_view text) {
  if (text.size() != 40)
    return false;
  auto bytes = std::array<std::uint8_t, 32>{};
  return zmq_z85_decode(bytes.data(), std::string{text}.c_str()) != nullptr;
}

} // namespace synod
