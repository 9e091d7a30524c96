#pragma once

#include "schemas/error.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The values that canonical msgpack is made of. There is one way to write each:
// the shortest. msgpack-cxx writes the same bytes, but its reader takes every
// other form too, builds a tree before the types are known, and throws; so the
// strict half of the format is read here.

namespace synod {

/// What a decoder allows before it allocates.
struct canonical_limits {
  std::size_t bytes_max = std::size_t{1} << 20; ///< The whole message.
  std::size_t elements_max = 65'536;            ///< Any one list.
};

class canonical_writer {
public:
  void put_unsigned(std::uint64_t value);
  void put_signed(std::int64_t value);
  void put_bool(bool value);
  void put_text(std::string_view value);
  void put_bytes(std::span<const std::byte> value);

  /// The head of an array: `size` values follow.
  void put_array(std::size_t size);

  [[nodiscard]] std::vector<std::byte> take() noexcept {
    return std::move(bytes_);
  }

private:
  void put_head(std::uint8_t tag, std::uint64_t value, std::size_t bytes);

  std::vector<std::byte> bytes_;
};

/// Reads one message. The first failure stays; what is read after it is zero or
/// empty, so that callers check once. Never reads outside the bytes.
class canonical_reader {
public:
  /// Fails with `too_long` at once if the bytes are more than allowed.
  canonical_reader(std::span<const std::byte> bytes, canonical_limits limits);

  [[nodiscard]] std::uint64_t get_unsigned(std::uint64_t max);
  [[nodiscard]] std::int64_t get_signed(std::int64_t min, std::int64_t max);
  [[nodiscard]] bool get_bool();
  [[nodiscard]] std::string get_text();

  /// A view of the input.
  [[nodiscard]] std::span<const std::byte> get_bytes();

  /// Reads the head of an array of exactly `size`.
  void expect_array(std::size_t size);

  /// Reads the head of a list. At least so many bytes follow.
  [[nodiscard]] std::size_t get_list();

  void fail(errc reason) noexcept;

  /// Fails with `trailing_bytes` unless all was read.
  void finish() noexcept;

  [[nodiscard]] bool failed() const noexcept {
    return failure_ != errc{};
  }

  /// @pre `failed()`
  [[nodiscard]] errc failure() const noexcept {
    return failure_;
  }

private:
  [[nodiscard]] std::uint8_t get_tag();
  [[nodiscard]] std::uint64_t get_number(std::size_t bytes);
  [[nodiscard]] std::uint64_t
  get_shortest(std::size_t bytes, std::uint64_t too_small);
  [[nodiscard]] std::size_t get_array();
  [[nodiscard]] std::span<const std::byte> get_view(std::uint64_t size);

  std::span<const std::byte> rest_;
  canonical_limits limits_;
  errc failure_{};
};

} // namespace synod
