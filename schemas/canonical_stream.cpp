#include "schemas/canonical_stream.hpp"

#include "schemas/big_endian.hpp"

#include <algorithm>

namespace synod {

namespace {

// The tags of msgpack's formats (github.com/msgpack/msgpack, spec.md).
constexpr auto fixstr = std::uint8_t{0xa0};   // to 0xbf
constexpr auto fixarray = std::uint8_t{0x90}; // to 0x9f
constexpr auto tag_false = std::uint8_t{0xc2};
constexpr auto tag_true = std::uint8_t{0xc3};
constexpr auto bin8 = std::uint8_t{0xc4};
constexpr auto uint8 = std::uint8_t{0xcc};
constexpr auto int8 = std::uint8_t{0xd0};
constexpr auto str8 = std::uint8_t{0xd9};
constexpr auto array16 = std::uint8_t{0xdc};
constexpr auto negative_fixint = std::uint8_t{0xe0}; // to 0xff

/// How often a width of one byte doubles before it holds `value`: 0 to 3.
std::uint8_t doublings(std::uint64_t value) noexcept {
  if (value <= 0xff)
    return 0;
  if (value <= 0xffff)
    return 1;
  return value <= 0xffff'ffff ? 2 : 3;
}

/// The smallest value that a width of `bytes` is the shortest form for.
std::uint64_t too_small_for(std::size_t bytes) noexcept {
  return bytes == 1 ? 0 : std::uint64_t{1} << (bytes * 4);
}

/// The bytes, in two's complement, that a negative value takes.
std::size_t negative_width(std::int64_t value) noexcept {
  if (value >= INT8_MIN)
    return 1;
  if (value >= INT16_MIN)
    return 2;
  return value >= INT32_MIN ? 4 : 8;
}

} // namespace

// -- writer -------------------------------------------------------------------

void canonical_writer::put_head(std::uint8_t tag, std::uint64_t value,
                                std::size_t bytes) {
  bytes_.push_back(std::byte{tag});
  append_big_endian(bytes_, value, bytes);
}

void canonical_writer::put_unsigned(std::uint64_t value) {
  if (value < 0x80)
    return put_head(static_cast<std::uint8_t>(value), 0, 0);
  auto width = doublings(value);
  put_head(uint8 + width, value, std::size_t{1} << width);
}

void canonical_writer::put_signed(std::int64_t value) {
  if (value >= 0)
    return put_unsigned(static_cast<std::uint64_t>(value));
  if (value >= -32)
    return put_head(static_cast<std::uint8_t>(value), 0, 0);
  auto width = negative_width(value);
  put_head(int8 + doublings((std::uint64_t{1} << (width * 8 - 1)) - 1),
           static_cast<std::uint64_t>(value), width);
}

void canonical_writer::put_bool(bool value) {
  put_head(value ? tag_true : tag_false, 0, 0);
}

void canonical_writer::put_text(std::string_view value) {
  if (value.size() < 32) {
    put_head(static_cast<std::uint8_t>(fixstr | value.size()), 0, 0);
  } else {
    auto width = doublings(value.size());
    put_head(str8 + width, value.size(), std::size_t{1} << width);
  }
  auto bytes = std::as_bytes(std::span{value});
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void canonical_writer::put_bytes(std::span<const std::byte> value) {
  auto width = doublings(value.size());
  put_head(bin8 + width, value.size(), std::size_t{1} << width);
  bytes_.insert(bytes_.end(), value.begin(), value.end());
}

void canonical_writer::put_array(std::size_t size) {
  if (size < 16)
    return put_head(static_cast<std::uint8_t>(fixarray | size), 0, 0);
  auto width = std::max<std::uint8_t>(doublings(size), 1);
  put_head(array16 + width - 1, size, std::size_t{1} << width);
}

// -- reader -------------------------------------------------------------------

canonical_reader::canonical_reader(std::span<const std::byte> bytes,
                                   canonical_limits limits)
  : rest_(bytes), limits_(limits) {
  if (bytes.size() > limits.bytes_max)
    fail(errc::too_long);
}

void canonical_reader::fail(errc reason) noexcept {
  if (!failed())
    failure_ = reason;
  rest_ = {};
}

void canonical_reader::finish() noexcept {
  if (!rest_.empty())
    fail(errc::trailing_bytes);
}

std::span<const std::byte> canonical_reader::get_view(std::uint64_t size) {
  if (size > rest_.size()) {
    fail(errc::truncated);
    return {};
  }
  auto result = rest_.first(size);
  rest_ = rest_.subspan(size);
  return result;
}

std::uint64_t canonical_reader::get_number(std::size_t bytes) {
  return get_big_endian(get_view(bytes));
}

std::uint8_t canonical_reader::get_tag() {
  return static_cast<std::uint8_t>(get_number(1));
}

std::uint64_t
canonical_reader::get_shortest(std::size_t bytes, std::uint64_t too_small) {
  auto result = get_number(bytes);
  if (!failed() && result < too_small)
    fail(errc::not_shortest);
  return failed() ? 0 : result;
}

std::uint64_t canonical_reader::get_unsigned(std::uint64_t max) {
  auto tag = get_tag();
  auto result = std::uint64_t{tag};
  if (tag >= uint8 && tag < uint8 + 4) {
    auto width = std::size_t{1} << (tag - uint8);
    result = get_shortest(width, width == 1 ? 0x80 : too_small_for(width));
  } else if (tag >= int8 && tag < int8 + 4) {
    // Other encoders write positive numbers so; negative ones do not fit.
    auto width = std::size_t{1} << (tag - int8);
    fail(get_number(width) >> (width * 8 - 1) ? errc::number_out_of_range
                                              : errc::not_shortest);
  } else if (tag >= negative_fixint) {
    fail(errc::number_out_of_range);
  } else if (tag >= 0x80) {
    fail(errc::unexpected_type);
  }
  if (!failed() && result > max)
    fail(errc::number_out_of_range);
  return failed() ? 0 : result;
}

std::int64_t canonical_reader::get_signed(std::int64_t min, std::int64_t max) {
  auto tag = rest_.empty() ? 0 : std::to_integer<std::uint8_t>(rest_.front());
  auto result = std::int64_t{0};
  if (tag >= negative_fixint) {
    result = static_cast<std::int8_t>(get_tag());
  } else if (tag >= int8 && tag < int8 + 4) {
    auto width = std::size_t{1} << (get_tag() - int8);
    auto shift = 64 - width * 8;
    result = static_cast<std::int64_t>(get_number(width) << shift) >> shift;
    if (!failed() && (result >= -32 || negative_width(result) != width))
      fail(errc::not_shortest);
  } else {
    result = static_cast<std::int64_t>(get_unsigned(INT64_MAX));
  }
  if (!failed() && (result < min || result > max))
    fail(errc::number_out_of_range);
  return failed() ? 0 : result;
}

bool canonical_reader::get_bool() {
  auto tag = get_tag();
  if (tag != tag_false && tag != tag_true)
    fail(errc::unexpected_type);
  return !failed() && tag == tag_true;
}

std::string canonical_reader::get_text() {
  auto tag = get_tag();
  auto size = std::uint64_t{tag} & 31;
  if (tag >= str8 && tag < str8 + 3) {
    auto width = std::size_t{1} << (tag - str8);
    size = get_shortest(width, width == 1 ? 32 : too_small_for(width));
  } else if (tag < fixstr || tag >= fixstr + 32) {
    fail(errc::unexpected_type);
  }
  if (failed())
    return {};
  auto view = get_view(size);
  return {reinterpret_cast<const char*>(view.data()), view.size()};
}

std::span<const std::byte> canonical_reader::get_bytes() {
  auto tag = get_tag();
  if (tag < bin8 || tag >= bin8 + 3)
    fail(errc::unexpected_type);
  if (failed())
    return {};
  auto width = std::size_t{1} << (tag - bin8);
  auto size = get_shortest(width, too_small_for(width));
  return failed() ? std::span<const std::byte>{} : get_view(size);
}

std::size_t canonical_reader::get_array() {
  auto tag = get_tag();
  if (failed())
    return 0;
  if (tag >= fixarray && tag < fixarray + 16)
    return tag & 15;
  if (tag != array16 && tag != array16 + 1) {
    fail(errc::unexpected_type);
    return 0;
  }
  auto width = std::size_t{2} << (tag - array16);
  return get_shortest(width, width == 2 ? 16 : too_small_for(width));
}

void canonical_reader::expect_array(std::size_t size) {
  if (get_array() != size && !failed())
    fail(errc::unexpected_type);
}

std::size_t canonical_reader::get_list() {
  auto size = get_array();
  if (size > limits_.elements_max)
    fail(errc::too_long);
  else if (size > rest_.size()) // every element takes a byte
    fail(errc::truncated);
  return failed() ? 0 : size;
}

} // namespace synod
