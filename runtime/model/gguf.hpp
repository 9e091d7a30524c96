#pragma once

#include "runtime/model/model_error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace synod::model {

/// A tensor's element type, as numbered in GGUF. Other numbers occur in files;
/// those tensors can be listed but not used.
enum class tensor_type : std::uint32_t {
  f32 = 0,
  f16 = 1,
  q4_0 = 2,
  q8_0 = 8,
  bf16 = 30,
};

/// True for the enumerators above.
[[nodiscard]] bool is_supported(tensor_type x) noexcept;

/// Returns the type's usual name ("Q8_0"), or "type 99" for a stranger.
[[nodiscard]] std::string to_string(tensor_type x);

/// One tensor of a file.
struct tensor {
  std::string name;
  tensor_type type = tensor_type::f32;

  /// As in the file: fastest-varying dimension first, 1 to 4 of them.
  std::vector<std::uint64_t> shape;

  /// The elements; borrowed from the file, valid as long as it. Empty if the
  /// type is not supported. Aligned to 8 bytes at least.
  std::span<const std::byte> data;

  /// The product of `shape`; fits 63 bits.
  [[nodiscard]] std::uint64_t elements() const noexcept;
};

/// A GGUF file (version 2 or 3, little-endian), checked completely when opened
/// and immutable afterwards, so any number of threads may read it. Metadata is
/// copied out; tensor data stays in the mapping. Memory for the copy is at most
/// a small multiple of the file's size whatever its counts claim.
///
/// A file must not shrink while it is open: touching tensor data past the new
/// end raises SIGBUS, as with any mapping. Replace models by renaming.
///
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
class gguf_file {
public:
  /// Maps a file.
  /// @throws model_error
  [[nodiscard]] static std::shared_ptr<const gguf_file>
  open(const std::filesystem::path& path);

  /// Reads bytes that the caller keeps alive, aligned to 8 bytes; `name` stands
  /// in error texts.
  /// @throws model_error
  [[nodiscard]] static std::shared_ptr<const gguf_file>
  parse(std::span<const std::byte> bytes, std::string_view name = "memory");

  /// Every tensor in file order, those of unsupported types included.
  [[nodiscard]] std::span<const tensor> tensors() const noexcept {
    return tensors_;
  }

  /// Returns the tensor to compute with, or nullptr if the file has none such.
  /// @throws model_error if its type is not supported
  [[nodiscard]] const tensor* find_tensor(std::string_view name) const;

  // Metadata. Each returns nothing for an absent key.
  // @throws model_error if the value is of another type (or a negative integer)

  /// Any of the integer types.
  [[nodiscard]] std::optional<std::uint64_t>
  integer(std::string_view key) const;
  /// FLOAT32 or FLOAT64.
  [[nodiscard]] std::optional<double> real(std::string_view key) const;
  [[nodiscard]] std::optional<std::string_view>
  text(std::string_view key) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;

  // Arrays. Each is empty for an absent key; an array's emptiness and absence
  // mean the same to every reader here.
  // @throws model_error if the value is of another type

  [[nodiscard]] std::span<const std::string> texts(std::string_view key) const;
  [[nodiscard]] std::span<const std::int64_t>
  integers(std::string_view key) const;
  [[nodiscard]] std::span<const double> reals(std::string_view key) const;

  /// Returns the keys in the file's order.
  [[nodiscard]] std::span<const std::string> keys() const noexcept {
    return keys_;
  }

  /// Returns the value as one line for a person; long ones are cut short.
  /// Empty if the key is absent.
  [[nodiscard]] std::string describe(std::string_view key) const;

  /// The file's name for error texts.
  [[nodiscard]] const std::string& name() const noexcept {
    return name_;
  }

  [[nodiscard]] std::uint32_t version() const noexcept {
    return version_;
  }

private:
  friend class gguf_reader;

  // A UINT64 above the signed range is refused by the reader.
  using value = std::variant<std::int64_t, double, bool, std::string,
                             std::vector<std::int64_t>, std::vector<double>,
                             std::vector<bool>, std::vector<std::string>>;

  template <class T>
  const T* find(std::string_view key, const char* expected) const;

  std::string name_;
  std::uint32_t version_ = 0;
  std::shared_ptr<const void> mapping_; // keeps tensor data alive
  std::vector<std::string> keys_;
  std::map<std::string, value, std::less<>> values_;
  std::vector<tensor> tensors_;
  std::map<std::string, std::size_t, std::less<>> tensor_index_;
};

} // namespace synod::model
