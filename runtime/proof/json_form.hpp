#pragma once

#include "schemas/canonical.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

// A message as JSON for people, from the one field list that it has: an object
// with the names of `json_names.hpp`, bytes as lower-case hex. There is one
// text for each value, and reading is strict, so a text can be compared byte by
// byte.

namespace synod::json_form {

using json = nlohmann::json; // its objects are ordered by key

/// The names of a message's fields, in their order. Specialised per message.
template <class T>
inline constexpr auto names_of = std::array<const char*, 0>{};

/// What could not be read, and where.
class form_error : public std::runtime_error {
public:
  form_error(std::string place, const std::string& what)
    : runtime_error(place + " " + what), place_(std::move(place)) {
  }

  /// As a path: "block.header.height".
  [[nodiscard]] const std::string& place() const noexcept {
    return place_;
  }

private:
  std::string place_;
};

/// What a text may hold before it is refused.
struct form_limits {
  std::size_t bytes_max = std::size_t{8} << 20;
  std::size_t values_max = 500'000; ///< Names count, too.
  int depth_max = 16;
};

/// Parses a text; refuses repeated names, which JSON allows.
/// @throws form_error
[[nodiscard]] json parse(std::string_view text, const form_limits& limits = {});

/// @throws form_error unless it is exactly so many bytes as lower-case hex
void read_hex(const json& in, const std::string& place,
              std::span<std::uint8_t> to);

/// @throws form_error unless it is whole bytes as lower-case hex
[[nodiscard]] std::vector<std::uint8_t>
read_hex(const json& in, const std::string& place);

[[nodiscard]] std::string write_hex(std::span<const std::byte> bytes);

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;

template <class T>
[[nodiscard]] json to_json(const T& x) {
  if constexpr (message<T>) {
    auto fields = T::fields(x);
    constexpr auto names = names_of<T>;
    static_assert(names.size() == std::tuple_size_v<decltype(fields)>);
    auto result = json::object();
    auto name = names.begin();
    std::apply(
      [&](const auto&... field) { ((result[*name++] = to_json(field)), ...); },
      fields);
    return result;
  } else if constexpr (is_optional<T>) {
    return x ? to_json(*x) : json();
  } else if constexpr (canonical::is_strong_id<T>) {
    return x.value();
  } else if constexpr (canonical::byte_enum<T>) {
    return static_cast<std::uint8_t>(x);
  } else if constexpr (canonical::is_byte_array<T>) {
    return to_hex(x);
  } else if constexpr (canonical::is_bytes<T>) {
    return write_hex(std::as_bytes(std::span{x}));
  } else if constexpr (canonical::is_vector<T>) {
    auto result = json::array();
    for (const auto& element : x)
      result.push_back(to_json(element));
    return result;
  } else {
    return x;
  }
}

template <class T>
void read(const json& in, const std::string& place, T& x);

template <message T>
void read_object(const json& in, const std::string& place, T& x) {
  auto fields = T::fields(x);
  constexpr auto names = names_of<T>;
  static_assert(names.size() == std::tuple_size_v<decltype(fields)>);
  if (!in.is_object())
    throw form_error{place, "must be an object"};
  auto name = names.begin();
  auto read_field = [&](auto& field) {
    auto found = in.find(*name);
    if (found == in.end())
      throw form_error{place, std::string{"lacks \""} + *name + '"'};
    read(*found, place + '.' + *name++, field);
  };
  std::apply([&](auto&... field) { (read_field(field), ...); }, fields);
  if (in.size() != names.size())
    throw form_error{place, "has a field that is not known"};
}

template <std::integral T>
void read_number(const json& in, const std::string& place, T& x) {
  auto is_fit
    = in.is_number_unsigned()
        ? std::in_range<T>(in.get<std::uint64_t>())
        : in.is_number_integer() && std::in_range<T>(in.get<std::int64_t>());
  if (!is_fit)
    throw form_error{place, "must be a whole number in range"};
  x = in.get<T>();
}

/// @returns two spaces deep, names in alphabetic order, a newline at the end.
/// @throws form_error if a text is not UTF-8
[[nodiscard]] std::string write_text(const json& x);

template <message T>
[[nodiscard]] std::string write_text(const T& x) {
  return write_text(to_json(x));
}

} // namespace synod::json_form

#include "runtime/proof/json_form_read.hpp"
