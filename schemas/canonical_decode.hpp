#pragma once

#include "schemas/canonical.hpp"

// The reading half of `canonical.hpp`, which includes it.

namespace synod {

namespace canonical {

template <class T>
void read(canonical_reader& in, T& x);

template <class T>
void read_list(canonical_reader& in, T& x) {
  x.clear();
  // No reserve: memory grows with what was really read.
  for (auto left = in.get_list(); left > 0 && !in.failed(); --left)
    read(in, x.emplace_back());
}

template <class T>
void read_byte_array(canonical_reader& in, T& x) {
  auto bytes = in.get_bytes();
  auto value = typename T::bytes_type{};
  if (bytes.size() == value.size())
    std::ranges::transform(bytes, value.begin(), std::to_integer<std::uint8_t>);
  else
    in.fail(errc::unexpected_type);
  x = T{value};
}

template <byte_enum T>
void read_enum(canonical_reader& in, T& x) {
  x = static_cast<T>(in.get_unsigned(0xff));
  if constexpr (requires { is_known(x); })
    if (!is_known(x))
      in.fail(errc::number_out_of_range);
}

template <class T>
void read_integer(canonical_reader& in, T& x) {
  using limits = std::numeric_limits<T>;
  if constexpr (std::unsigned_integral<T>)
    x = static_cast<T>(in.get_unsigned(limits::max()));
  else
    x = static_cast<T>(in.get_signed(limits::min(), limits::max()));
}

template <class T>
void read(canonical_reader& in, T& x) {
  if constexpr (message<T>) {
    auto fields = T::fields(x);
    in.expect_array(std::tuple_size_v<decltype(fields)>);
    std::apply([&](auto&... field) { (read(in, field), ...); }, fields);
  } else if constexpr (std::same_as<T, bool>) {
    x = in.get_bool();
  } else if constexpr (plain_integer<T>) {
    read_integer(in, x);
  } else if constexpr (is_strong_id<T>) {
    auto value = decltype(x.value()){};
    read(in, value);
    x = T{value};
  } else if constexpr (byte_enum<T>) {
    read_enum(in, x);
  } else if constexpr (std::same_as<T, std::string>) {
    x = in.get_text();
  } else if constexpr (is_byte_array<T>) {
    read_byte_array(in, x);
  } else if constexpr (is_bytes<T>) {
    auto bytes = in.get_bytes();
    const auto* first
      = reinterpret_cast<const typename T::value_type*>(bytes.data());
    x.assign(first, first + bytes.size());
  } else {
    static_assert(is_vector<T>, "this type has no canonical form");
    read_list(in, x);
  }
}

} // namespace canonical

template <message T>
caf::expected<T>
canonical_decode(std::span<const std::byte> bytes, canonical_limits limits) {
  static_assert(canonical::depth<T>() <= canonical_depth_max);
  auto in = canonical_reader{bytes, limits};
  auto result = T{};
  canonical::read(in, result);
  in.finish();
  if (in.failed())
    return in.failure();
  if (!std::ranges::equal(canonical_encode(result), bytes))
    return errc::not_canonical;
  return result;
}

} // namespace synod
