#pragma once

#include "schemas/codec.hpp"
#include "schemas/decode.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// Messages of every listed type, made from nothing but their field lists.

namespace synod::test {

/// Calls `f.template operator()<T>(id)` for every type in
/// `schemas/type_ids.hpp`.
template <class F>
void each_type(F f) {
  using block = caf::id_block::synod;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (f.template operator()<typename caf::type_by_id<block::begin + I>::type>(
       static_cast<wire_id>(block::begin + I)),
     ...);
  }
  (std::make_index_sequence<block::end - block::begin>());
}

/// Fills `x`, its fields, and their elements with what `from` draws: `integer`,
/// `text`, `real`, `bytes`, and `count` for the length of a list.
template <class T, class Source>
void fill(T& x, Source& from) {
  if constexpr (std::is_same_v<T, bool>)
    x = from.integer() % 2 == 1;
  else if constexpr (std::is_integral_v<T>)
    x = static_cast<T>(from.integer());
  else if constexpr (std::is_floating_point_v<T>)
    x = from.real();
  else if constexpr (std::is_same_v<T, std::byte>)
    x = static_cast<std::byte>(from.integer());
  else if constexpr (std::is_same_v<T, std::string>)
    x = from.text();
  else if constexpr (std::is_same_v<T, buffer>)
    x = buffer::copy_of(from.bytes());
  else if constexpr (message<T>)
    std::apply([&](auto&... field) { (fill(field, from), ...); }, T::fields(x));
  else if constexpr (requires { x.resize(0); }) {
    x.resize(from.count());
    for (auto& element : x)
      fill(element, from);
  } else if constexpr (requires { x.value(); }) {
    auto value = x.value();
    fill(value, from);
    x = T{value};
  } else {
    auto bytes = x.bytes();
    for (auto& byte : bytes)
      fill(byte, from);
    x = T{bytes};
  }
}

/// Draws 1, 2, 3, ... and lists of two.
class counted {
public:
  std::uint64_t integer() {
    return ++last_;
  }

  float real() {
    return static_cast<float>(integer()) / 4;
  }

  std::string text() {
    return "text " + std::to_string(integer());
  }

  std::vector<std::byte> bytes() {
    return std::vector<std::byte>(3, static_cast<std::byte>(integer()));
  }

  std::size_t count() const {
    return 2;
  }

private:
  std::uint64_t last_ = 0;
};

/// @returns the same message of type `T` each time, with no field at its
///          default.
template <class T>
T sample() {
  auto from = counted{};
  auto result = T{};
  fill(result, from);
  return result;
}

/// Whether two messages are the same in every field.
template <class T>
bool same(const T& x, const T& y) {
  if constexpr (std::is_same_v<T, buffer>)
    return std::ranges::equal(x.bytes(), y.bytes());
  else if constexpr (message<T>)
    return [&]<std::size_t... I>([[maybe_unused]] auto a,
                                 [[maybe_unused]] auto b,
                                 std::index_sequence<I...>) {
      return (same(std::get<I>(a), std::get<I>(b)) && ...);
    }
  (T::fields(x), T::fields(y),
   std::make_index_sequence<std::tuple_size_v<decltype(T::fields(x))>>());
  else if constexpr (requires {
                       requires message<typename T::value_type>;
                     }) return std::ranges::equal(x, y, [](auto& a, auto& b) {
    return same(a, b);
  });
  else return x == y;
}

/// What a message is on the wire.
struct packed {
  std::string body;
  std::vector<buffer> buffers;
};

template <class T>
packed pack(wire_id id, const T& x) {
  auto result = packed{};
  find_codec(id)->pack(&x, result.body, result.buffers);
  return result;
}

} // namespace synod::test
