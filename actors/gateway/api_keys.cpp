#include "actors/gateway/api_keys.hpp"

#include <botan/mem_ops.h>

namespace synod::openai {

namespace {

bool is_bearer(std::string_view scheme) {
  constexpr auto expected = std::string_view{"bearer "};
  if (scheme.size() != expected.size())
    return false;
  for (auto i = std::size_t{0}; i < expected.size(); ++i)
    if ((scheme[i] | 0x20) != expected[i])
      return false;
  return true;
}

const std::uint8_t* bytes(std::string_view x) {
  return reinterpret_cast<const std::uint8_t*>(x.data());
}

} // namespace

api_keys::api_keys(std::vector<std::string> keys) : keys_(std::move(keys)) {
  std::erase(keys_, std::string{});
}

bool api_keys::allow(std::string_view authorization) const {
  if (keys_.empty())
    return true;
  constexpr auto scheme_size = std::string_view{"bearer "}.size();
  if (!is_bearer(authorization.substr(0, scheme_size)))
    return false;
  auto given = authorization.substr(scheme_size);
  auto found = false;
  for (const auto& key : keys_)
    found
      |= key.size() == given.size()
         && Botan::constant_time_compare(bytes(key), bytes(given), key.size());
  return found;
}

} // namespace synod::openai
