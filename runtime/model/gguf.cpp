#include "runtime/model/gguf.hpp"

#include "runtime/model/gguf_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace synod::model {

namespace {

/// A file descriptor that is closed on every path.
struct descriptor {
  int value;

  explicit descriptor(int x) : value(x) {
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (value >= 0)
      ::close(value);
  }
};

[[noreturn]] void refuse(const std::string& path, std::string_view why) {
  throw model_error(model_fault::unreadable, fmt::format("{}: {}", path, why));
}

/// Maps a whole file for reading.
std::shared_ptr<const void> map(const std::string& path, std::size_t& size) {
  descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.value < 0)
    refuse(path, fmt::format("cannot be opened: {}", std::strerror(errno)));
  struct stat info {};
  if (::fstat(file.value, &info) != 0 || !S_ISREG(info.st_mode))
    refuse(path, "is not a regular file");
  size = static_cast<std::size_t>(info.st_size);
  if (size == 0)
    refuse(path, "is empty");
  auto* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.value, 0);
  if (start == MAP_FAILED)
    refuse(path, fmt::format("cannot be mapped: {}", std::strerror(errno)));
  return {start, [length = size](const void* x) {
            ::munmap(const_cast<void*>(x), length);
          }};
}

/// Returns a value as one line for a person.
struct describer {
  static constexpr std::size_t text_size_max = 200;

  std::string operator()(const std::string& x) const {
    return printable(x, text_size_max);
  }
  std::string operator()(bool x) const {
    return x ? "true" : "false";
  }
  template <class T>
  std::string operator()(const std::vector<T>& xs) const {
    return fmt::format("array of {}", xs.size());
  }
  template <class T>
  std::string operator()(const T& x) const {
    return fmt::format("{}", x);
  }
};

} // namespace

std::shared_ptr<const gguf_file>
gguf_file::open(const std::filesystem::path& path) {
  std::size_t size = 0;
  auto mapping = map(path.string(), size);
  gguf_reader reader{{static_cast<const std::byte*>(mapping.get()), size},
                     path.string()};
  auto file = reader.read();
  file->mapping_ = std::move(mapping);
  return file;
}

std::shared_ptr<const gguf_file>
gguf_file::parse(std::span<const std::byte> bytes, std::string_view name) {
  return gguf_reader{bytes, name}.read();
}

const tensor* gguf_file::find_tensor(std::string_view name) const {
  auto position = tensor_index_.find(name);
  if (position == tensor_index_.end())
    return nullptr;
  const auto& found = tensors_[position->second];
  if (!is_supported(found.type))
    throw model_error(
      model_fault::unsupported_tensor_type,
      fmt::format("{}: the tensor '{}' has the type {}; F32, F16, BF16, Q8_0 "
                  "and Q4_0 are supported, so convert the model to one of them",
                  name_, printable(name), to_string(found.type)));
  return &found;
}

template <class T>
const T* gguf_file::find(std::string_view key, const char* expected) const {
  auto position = values_.find(key);
  if (position == values_.end())
    return nullptr;
  if (const auto* found = std::get_if<T>(&position->second))
    return found;
  throw model_error(model_fault::wrong_value_type,
                    fmt::format("{}: the key '{}' does not hold {}", name_,
                                printable(key), expected));
}

std::optional<std::uint64_t> gguf_file::integer(std::string_view key) const {
  const auto* found = find<std::int64_t>(key, "an integer");
  if (found == nullptr)
    return std::nullopt;
  if (*found < 0)
    throw model_error(model_fault::wrong_value_type,
                      fmt::format("{}: the key '{}' holds {}, a negative "
                                  "number",
                                  name_, printable(key), *found));
  return static_cast<std::uint64_t>(*found);
}

std::optional<double> gguf_file::real(std::string_view key) const {
  const auto* found = find<double>(key, "a floating-point number");
  return found != nullptr ? std::optional{*found} : std::nullopt;
}

std::optional<std::string_view> gguf_file::text(std::string_view key) const {
  const auto* found = find<std::string>(key, "a string");
  return found != nullptr ? std::optional<std::string_view>{*found}
                          : std::nullopt;
}

std::optional<bool> gguf_file::flag(std::string_view key) const {
  const auto* found = find<bool>(key, "true or false");
  return found != nullptr ? std::optional{*found} : std::nullopt;
}

std::span<const std::string> gguf_file::texts(std::string_view key) const {
  const auto* found
    = find<std::vector<std::string>>(key, "an array of strings");
  return found != nullptr ? std::span{*found} : std::span<const std::string>{};
}

std::span<const std::int64_t> gguf_file::integers(std::string_view key) const {
  const auto* found
    = find<std::vector<std::int64_t>>(key, "an array of integers");
  return found != nullptr ? std::span{*found} : std::span<const std::int64_t>{};
}

std::span<const double> gguf_file::reals(std::string_view key) const {
  const auto* found
    = find<std::vector<double>>(key, "an array of floating-point numbers");
  return found != nullptr ? std::span{*found} : std::span<const double>{};
}

std::string gguf_file::describe(std::string_view key) const {
  auto position = values_.find(key);
  if (position == values_.end())
    return {};
  return std::visit(describer{}, position->second);
}

} // namespace synod::model
