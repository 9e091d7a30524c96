#pragma once

#include "runtime/model/gguf.hpp"

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synod::test {

/// Writes GGUF bytes, well-formed or not, for tests. Parts are written as they
/// are named; nothing is checked.
class gguf_builder {
public:
  template <class T>
  static std::string raw(T x) {
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &x, sizeof(T));
    return bytes;
  }

  static std::string string(std::string_view x) {
    return raw<std::uint64_t>(x.size()).append(x);
  }

  /// Adds a pair whose value's bytes are given.
  gguf_builder&
  pair(std::string_view key, std::uint32_t type, std::string_view value) {
    pairs_ += string(key) + raw(type);
    pairs_ += value;
    ++pair_count;
    return *this;
  }

  gguf_builder& text(std::string_view key, std::string_view value) {
    return pair(key, 8, string(value));
  }

  gguf_builder& number(std::string_view key, std::uint32_t value) {
    return pair(key, 4, raw(value));
  }

  gguf_builder& real(std::string_view key, float value) {
    return pair(key, 6, raw(value));
  }

  gguf_builder& flag(std::string_view key, bool value) {
    return pair(key, 7, raw<std::uint8_t>(value ? 1 : 0));
  }

  gguf_builder&
  texts(std::string_view key, const std::vector<std::string>& values) {
    auto bytes = raw<std::uint32_t>(8) + raw<std::uint64_t>(values.size());
    for (const auto& x : values)
      bytes += string(x);
    return pair(key, 9, bytes);
  }

  gguf_builder&
  numbers(std::string_view key, const std::vector<std::int32_t>& values) {
    return array(key, 5, values);
  }

  gguf_builder& reals(std::string_view key, const std::vector<float>& values) {
    return array(key, 6, values);
  }

  /// Adds a tensor's entry; `offset` counts from the start of the data.
  gguf_builder&
  tensor(std::string_view name, std::uint32_t type,
         const std::vector<std::uint64_t>& shape, std::uint64_t offset) {
    tensors_ += string(name) + raw(static_cast<std::uint32_t>(shape.size()));
    for (auto size : shape)
      tensors_ += raw(size);
    tensors_ += raw(type) + raw(offset);
    ++tensor_count;
    return *this;
  }

  /// Sets the bytes of all tensors.
  gguf_builder& data(std::string x) {
    data_ = std::move(x);
    return *this;
  }

  /// Returns the file; the counts are members, so that tests can lie.
  [[nodiscard]] std::string bytes() const {
    auto head = std::string{"GGUF"} + raw(version) + raw(tensor_count)
                + raw(pair_count) + pairs_ + tensors_;
    if (!data_.empty())
      head.resize((head.size() + 31) / 32 * 32);
    return head + data_;
  }

  std::uint32_t version = 3;
  std::uint64_t tensor_count = 0;
  std::uint64_t pair_count = 0;

private:
  template <class T>
  gguf_builder& array(std::string_view key, std::uint32_t type,
                      const std::vector<T>& values) {
    auto bytes = raw(type) + raw<std::uint64_t>(values.size());
    for (auto x : values)
      bytes += raw(x);
    return pair(key, 9, bytes);
  }

  std::string pairs_;
  std::string tensors_;
  std::string data_;
};

/// Reads the bytes of a file; they must outlive it.
inline std::shared_ptr<const model::gguf_file> parse(const std::string& bytes) {
  return model::gguf_file::parse(
    std::as_bytes(std::span{bytes.data(), bytes.size()}), "test");
}

} // namespace synod::test
