#pragma once

#include "runtime/model/gguf.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace synod::model {

/// Reads and checks the bytes of one GGUF file, once, from front to back. Every
/// count is compared with the bytes that are left before memory is taken for
/// it.
class gguf_reader {
public:
  gguf_reader(std::span<const std::byte> bytes, std::string_view name);

  /// Returns the file, without a mapping.
  /// @throws model_error
  std::unique_ptr<gguf_file> read();

private:
  [[noreturn]] void fail(model_fault fault, const std::string& what) const;

  // -- primitives -------------------------------------------------------------

  template <class T>
  T number(std::string_view what) {
    T x;
    take(&x, sizeof(T), what);
    return x;
  }
  void take(void* target, std::size_t size, std::string_view what);
  std::string bytes(std::uint64_t size, std::string_view what);
  std::string name(std::size_t size_max, std::string_view what);
  std::uint64_t count(std::size_t bytes_each, std::string_view what);

  // -- metadata ---------------------------------------------------------------

  void read_header();
  void read_pair();
  gguf_file::value read_value(std::uint32_t type, const std::string& key);
  gguf_file::value read_array(const std::string& key);
  std::int64_t read_integer(std::uint32_t type, const std::string& key);
  template <class T>
  std::vector<T> read_elements(std::uint32_t type, std::size_t bytes_each,
                               const std::string& key);
  bool read_flag(const std::string& key);

  // -- tensors ----------------------------------------------------------------

  void read_tensor_info();
  void read_shape(tensor& x);
  void place_tensors();
  void refuse_overlaps() const;

  std::span<const std::byte> all_;
  std::size_t next_ = 0;
  std::uint64_t tensors_expected_ = 0;
  std::uint64_t pairs_expected_ = 0;
  std::vector<std::uint64_t> offsets_; // of each tensor, from the data's start
  std::unique_ptr<gguf_file> file_;
};

} // namespace synod::model
