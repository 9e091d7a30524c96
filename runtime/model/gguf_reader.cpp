#include "runtime/model/gguf_reader.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <limits>

namespace synod::model {

static_assert(std::endian::native == std::endian::little,
              "tensor data is used in place, so the machine must be "
              "little-endian as the files are");

namespace {

// Value types, as numbered in GGUF.
constexpr std::uint32_t uint8_type = 0;
constexpr std::uint32_t int8_type = 1;
constexpr std::uint32_t uint16_type = 2;
constexpr std::uint32_t int16_type = 3;
constexpr std::uint32_t uint32_type = 4;
constexpr std::uint32_t int32_type = 5;
constexpr std::uint32_t float32_type = 6;
constexpr std::uint32_t bool_type = 7;
constexpr std::uint32_t string_type = 8;
constexpr std::uint32_t array_type = 9;
constexpr std::uint32_t uint64_type = 10;
constexpr std::uint32_t int64_type = 11;
constexpr std::uint32_t float64_type = 12;

constexpr std::size_t key_size_max = 65'535;

// The least bytes that a string, a metadata pair, and a tensor info take.
constexpr std::size_t string_bytes_min = 8;
constexpr std::size_t pair_bytes_min = 8 + 1 + 4 + 1;
constexpr std::size_t tensor_info_bytes_min = 8 + 1 + 4 + 8 + 4 + 8;

std::size_t integer_bytes(std::uint32_t type) {
  switch (type) {
    case uint8_type:
    case int8_type:
      return 1;
    case uint16_type:
    case int16_type:
      return 2;
    case uint32_type:
    case int32_type:
      return 4;
    case uint64_type:
    case int64_type:
      return 8;
    default:
      return 0;
  }
}

} // namespace

gguf_reader::gguf_reader(std::span<const std::byte> bytes,
                         std::string_view name)
  : all_(bytes), file_(new gguf_file) {
  file_->name_ = name;
}

std::unique_ptr<gguf_file> gguf_reader::read() {
  read_header();
  file_->keys_.reserve(pairs_expected_);
  for (std::uint64_t pair = 0; pair < pairs_expected_; ++pair)
    read_pair();
  if (tensors_expected_ > (all_.size() - next_) / tensor_info_bytes_min)
    fail(model_fault::count_too_large,
         fmt::format("claims {} tensors, more than its {} bytes can hold",
                     tensors_expected_, all_.size()));
  file_->tensors_.reserve(tensors_expected_);
  offsets_.reserve(tensors_expected_);
  for (std::uint64_t index = 0; index < tensors_expected_; ++index)
    read_tensor_info();
  place_tensors();
  refuse_overlaps();
  return std::move(file_);
}

void gguf_reader::fail(model_fault fault, const std::string& what) const {
  throw model_error(fault, fmt::format("{}: {}", file_->name_, what));
}

// -- primitives ---------------------------------------------------------------

void gguf_reader::take(void* target, std::size_t size, std::string_view what) {
  if (all_.size() - next_ < size)
    fail(model_fault::truncated,
         fmt::format("ends inside {}, at byte {}; copy the file again",
                     printable(what), all_.size()));
  std::memcpy(target, all_.data() + next_, size);
  next_ += size;
}

std::string gguf_reader::bytes(std::uint64_t size, std::string_view what) {
  if (size > all_.size() - next_)
    fail(model_fault::truncated,
         fmt::format("ends inside {}: {} bytes claimed at byte {} of {}",
                     printable(what), size, next_, all_.size()));
  std::string x(reinterpret_cast<const char*>(all_.data() + next_), size);
  next_ += size;
  return x;
}

std::string gguf_reader::name(std::size_t size_max, std::string_view what) {
  auto size = number<std::uint64_t>(what);
  if (size == 0 || size > size_max)
    fail(model_fault::bad_name,
         fmt::format("{} of {} bytes at byte {}; 1 to {} are expected", what,
                     size, next_, size_max));
  return bytes(size, what);
}

std::uint64_t
gguf_reader::count(std::size_t bytes_each, std::string_view what) {
  auto x = number<std::uint64_t>(what);
  if (x > (all_.size() - next_) / bytes_each)
    fail(model_fault::count_too_large,
         fmt::format("{} claims {} elements, more than the {} bytes left",
                     printable(what), x, all_.size() - next_));
  return x;
}

// -- metadata -----------------------------------------------------------------

void gguf_reader::read_header() {
  constexpr std::string_view magic = "GGUF";
  if (all_.size() < magic.size()
      || std::memcmp(all_.data(), magic.data(), magic.size()) != 0)
    fail(model_fault::not_gguf, "is not a GGUF file");
  next_ = magic.size();
  file_->version_ = number<std::uint32_t>("the version");
  if (file_->version_ != 2 && file_->version_ != 3)
    fail(model_fault::unsupported_version,
         fmt::format("has GGUF version {}; 2 and 3 (little-endian) are read",
                     file_->version_));
  tensors_expected_ = number<std::uint64_t>("the tensor count");
  pairs_expected_ = count(pair_bytes_min, "the metadata");
}

void gguf_reader::read_pair() {
  auto key = name(key_size_max, "a metadata key");
  auto type = number<std::uint32_t>("a metadata type");
  auto value = read_value(type, key);
  if (!file_->values_.emplace(key, std::move(value)).second)
    fail(model_fault::duplicate_key,
         fmt::format("has the key '{}' twice", printable(key)));
  file_->keys_.push_back(std::move(key));
}

gguf_file::value
gguf_reader::read_value(std::uint32_t type, const std::string& key) {
  if (integer_bytes(type) != 0)
    return read_integer(type, key);
  switch (type) {
    case float32_type:
      return double{number<float>(key)};
    case float64_type:
      return number<double>(key);
    case bool_type:
      return read_flag(key);
    case string_type:
      return bytes(number<std::uint64_t>(key), key);
    case array_type:
      return read_array(key);
    default:
      fail(model_fault::bad_value_type,
           fmt::format("the key '{}' has the unknown value type {}",
                       printable(key), type));
  }
}

std::int64_t
gguf_reader::read_integer(std::uint32_t type, const std::string& key) {
  switch (type) {
    case uint8_type:
      return number<std::uint8_t>(key);
    case int8_type:
      return number<std::int8_t>(key);
    case uint16_type:
      return number<std::uint16_t>(key);
    case int16_type:
      return number<std::int16_t>(key);
    case uint32_type:
      return number<std::uint32_t>(key);
    case int32_type:
      return number<std::int32_t>(key);
    case int64_type:
      return number<std::int64_t>(key);
    default:
      break;
  }
  auto x = number<std::uint64_t>(key);
  if (x > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    fail(model_fault::bad_value,
         fmt::format("the key '{}' holds {}, more than 63 bits", printable(key),
                     x));
  return static_cast<std::int64_t>(x);
}

bool gguf_reader::read_flag(const std::string& key) {
  auto x = number<std::uint8_t>(key);
  if (x > 1)
    fail(model_fault::bad_value_type,
         fmt::format("the key '{}' holds {} where true or false is expected",
                     printable(key), x));
  return x == 1;
}

template <class T>
std::vector<T>
gguf_reader::read_elements(std::uint32_t type, std::size_t bytes_each,
                           const std::string& key) {
  std::vector<T> xs;
  auto size = count(bytes_each, key);
  xs.reserve(size);
  for (std::uint64_t index = 0; index < size; ++index)
    xs.push_back(std::get<T>(read_value(type, key)));
  return xs;
}

gguf_file::value gguf_reader::read_array(const std::string& key) {
  auto type = number<std::uint32_t>(key);
  if (auto bytes_each = integer_bytes(type))
    return read_elements<std::int64_t>(type, bytes_each, key);
  switch (type) {
    case float32_type:
      return read_elements<double>(type, sizeof(float), key);
    case float64_type:
      return read_elements<double>(type, sizeof(double), key);
    case bool_type:
      return read_elements<bool>(type, 1, key);
    case string_type:
      return read_elements<std::string>(type, string_bytes_min, key);
    default:
      fail(model_fault::bad_value_type,
           fmt::format("the key '{}' is an array of the value type {}",
                       printable(key), type));
  }
}

} // namespace synod::model
