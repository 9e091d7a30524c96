#pragma once

#include "schemas/byte_array.hpp"
#include "schemas/canonical_stream.hpp"
#include "schemas/message.hpp"
#include "schemas/strong_id.hpp"

#include <caf/expected.hpp>

#include <algorithm>
#include <concepts>
#include <limits>
#include <type_traits>

// The canonical form of a message, for everything that is hashed or signed: a
// msgpack array of exactly its fields in declared order, integers and lengths
// in their shortest form; no floats, maps, extensions or nil; nested at most
// `canonical_depth_max` deep. Equal messages have equal bytes and the other way
// round. Fields may be integers, bool, text, bytes (`byte_array`, a vector of
// std::byte or std::uint8_t), strong ids, enums over std::uint8_t, messages,
// and vectors of these. Text is bytes: whoever shows it checks it.
//
// For an enum, `constexpr bool is_known(E)` beside it says which values exist;
// without it all do.

namespace synod {

constexpr auto canonical_depth_max = 8;

namespace canonical {

template <class T>
constexpr bool is_vector = false;
template <class T>
constexpr bool is_vector<std::vector<T>> = true;

template <class T>
constexpr bool is_bytes
  = std::same_as<
      T, std::vector<std::byte>> || std::same_as<T, std::vector<std::uint8_t>>;

template <class T>
constexpr bool is_byte_array = false;
template <class Tag, std::size_t Size>
constexpr bool is_byte_array<byte_array<Tag, Size>> = true;

template <class T>
constexpr bool is_strong_id = false;
template <class Tag, class Rep>
constexpr bool is_strong_id<strong_id<Tag, Rep>> = true;

template <class T>
concept byte_enum
  = std::is_enum_v<T> && std::same_as<std::underlying_type_t<T>, std::uint8_t>;

template <class T>
concept plain_integer
  = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

/// How deep arrays nest in a value of type `T`.
template <class T>
constexpr int depth() {
  if constexpr (message<T>) {
    using fields = decltype(T::fields(std::declval<T&>()));
    return []<class... Ts>(std::type_identity<std::tuple<Ts...>>) {
      return 1 + std::max({0, depth<std::remove_cvref_t<Ts>>()...});
    }(std::type_identity<fields>{});
  } else if constexpr (is_vector<T> && !is_bytes<T>) {
    return 1 + depth<typename T::value_type>();
  } else {
    return 0;
  }
}

template <class T>
void write(canonical_writer& out, const T& x) {
  if constexpr (message<T>) {
    auto fields = T::fields(x);
    out.put_array(std::tuple_size_v<decltype(fields)>);
    std::apply([&](const auto&... field) { (write(out, field), ...); }, fields);
  } else if constexpr (std::same_as<T, bool>) {
    out.put_bool(x);
  } else if constexpr (plain_integer<T> && std::unsigned_integral<T>) {
    out.put_unsigned(x);
  } else if constexpr (plain_integer<T>) {
    out.put_signed(x);
  } else if constexpr (is_strong_id<T>) {
    write(out, x.value());
  } else if constexpr (byte_enum<T>) {
    out.put_unsigned(static_cast<std::uint8_t>(x));
  } else if constexpr (std::same_as<T, std::string>) {
    out.put_text(x);
  } else if constexpr (is_byte_array<T>) {
    out.put_bytes(std::as_bytes(std::span{x.bytes()}));
  } else if constexpr (is_bytes<T>) {
    out.put_bytes(std::as_bytes(std::span{x}));
  } else {
    static_assert(is_vector<T>, "this type has no canonical form");
    out.put_array(x.size());
    for (const auto& element : x)
      write(out, element);
  }
}

} // namespace canonical

/// @returns the canonical bytes of `x`.
template <message T>
[[nodiscard]] std::vector<std::byte> canonical_encode(const T& x) {
  static_assert(canonical::depth<T>() <= canonical_depth_max);
  auto out = canonical_writer{};
  canonical::write(out, x);
  return out.take();
}

/// @returns the message whose canonical bytes these are. Fails with
///          `truncated`, `trailing_bytes`, `unexpected_type`, `not_shortest`,
///          `number_out_of_range`, `too_long` or `not_canonical`.
template <message T>
[[nodiscard]] caf::expected<T>
canonical_decode(std::span<const std::byte> bytes,
                 canonical_limits limits = {});

} // namespace synod

#include "schemas/canonical_decode.hpp"
