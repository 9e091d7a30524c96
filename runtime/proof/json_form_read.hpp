#pragma once

#include "runtime/proof/json_form.hpp"

// The reading half of `json_form.hpp`, which includes it.

namespace synod::json_form {

template <class T>
void read_list(const json& in, const std::string& place, T& x) {
  if (!in.is_array())
    throw form_error{place, "must be a list"};
  x.clear();
  for (auto i = std::size_t{0}; i < in.size(); ++i)
    read(in[i], place + '[' + std::to_string(i) + ']', x.emplace_back());
}

template <canonical::byte_enum T>
void read_enum(const json& in, const std::string& place, T& x) {
  auto value = std::uint8_t{0};
  read_number(in, place, value);
  x = static_cast<T>(value);
  if constexpr (requires { is_known(x); })
    if (!is_known(x))
      throw form_error{place, "is a number that means nothing here"};
}

template <class T>
void read_plain(const json& in, const std::string& place, T& x) {
  if constexpr (std::same_as<T, bool>) {
    if (!in.is_boolean())
      throw form_error{place, "must be true or false"};
    x = in.get<bool>();
  } else if constexpr (std::same_as<T, std::string>) {
    if (!in.is_string())
      throw form_error{place, "must be text"};
    x = in.get<std::string>();
  } else {
    read_number(in, place, x);
  }
}

template <class T>
void read(const json& in, const std::string& place, T& x) {
  if constexpr (message<T>) {
    read_object(in, place, x);
  } else if constexpr (is_optional<T>) {
    x.reset();
    if (!in.is_null())
      read(in, place, x.emplace());
  } else if constexpr (canonical::is_strong_id<T>) {
    auto value = decltype(x.value()){};
    read(in, place, value);
    x = T{value};
  } else if constexpr (canonical::byte_enum<T>) {
    read_enum(in, place, x);
  } else if constexpr (canonical::is_byte_array<T>) {
    auto bytes = typename T::bytes_type{};
    read_hex(in, place, bytes);
    x = T{bytes};
  } else if constexpr (canonical::is_bytes<T>) {
    auto bytes = read_hex(in, place);
    const auto* first
      = reinterpret_cast<const typename T::value_type*>(bytes.data());
    x.assign(first, first + bytes.size());
  } else if constexpr (canonical::is_vector<T>) {
    read_list(in, place, x);
  } else {
    read_plain(in, place, x);
  }
}

} // namespace synod::json_form
