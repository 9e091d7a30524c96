#pragma once

#include "schemas/canonical.hpp"
#include "schemas/digest.hpp"
#include "schemas/ids.hpp"

#include <string>
#include <vector>

namespace synod::test {

enum class colour : std::uint8_t { red = 0, green = 1, blue = 200 };

constexpr bool is_known(colour x) {
  return x == colour::red || x == colour::green || x == colour::blue;
}

struct coin {
  static constexpr auto name = "coin";

  std::uint64_t amount = 0;
  digest owner;

  static auto fields(auto& x) {
    return std::tie(x.amount, x.owner);
  }

  friend bool operator==(const coin&, const coin&) = default;
};

/// One field of every kind.
struct everything {
  static constexpr auto name = "everything";

  std::uint8_t version = 1;
  std::uint16_t small = 0;
  std::uint32_t medium = 0;
  std::uint64_t large = 0;
  std::int32_t round = -1;
  std::int64_t balance = 0;
  bool flag = false;
  colour paint = colour::red;
  session_id session;
  std::string text;
  std::vector<std::byte> blob;
  std::vector<std::uint32_t> numbers;
  std::vector<std::string> names;
  std::vector<coin> coins;
  coin change;

  static auto fields(auto& x) {
    return std::tie(x.version, x.small, x.medium, x.large, x.round, x.balance,
                    x.flag, x.paint, x.session, x.text, x.blob, x.numbers,
                    x.names, x.coins, x.change);
  }

  friend bool operator==(const everything&, const everything&) = default;
};

} // namespace synod::test
