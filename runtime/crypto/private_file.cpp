#include "runtime/crypto/private_file.hpp"

#include "schemas/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace synod::crypto {

namespace {

/// A file descriptor that is closed at the end.
struct descriptor {
  int value;

  ~descriptor() {
    if (value >= 0)
      ::close(value);
  }
};

caf::error
failure(errc code, const std::filesystem::path& file, const char* text) {
  return caf::make_error(code, file.string() + ": " + text);
}

caf::error system_failure(const std::filesystem::path& file) {
  return failure(errc::store_failed, file, std::strerror(errno));
}

} // namespace

caf::error
write_private_file(const std::filesystem::path& file, std::string_view text) {
  auto out = descriptor{
    ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (out.value < 0 && errno == EEXIST)
    return failure(errc::store_failed, file, "exists already and is kept");
  if (out.value < 0)
    return system_failure(file);
  auto written = ::write(out.value, text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size()) && ::fsync(out.value) == 0)
    return {};
  auto result = system_failure(file);
  ::unlink(file.c_str());
  return result;
}

caf::expected<std::string>
read_private_file(const std::filesystem::path& file, std::size_t size_max) {
  auto in = descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (in.value < 0)
    return system_failure(file);
  struct stat info {};
  if (::fstat(in.value, &info) != 0)
    return system_failure(file);
  if ((info.st_mode & 077) != 0)
    return failure(errc::bad_key_file, file,
                   "is open to others; a secret key must have mode 0600");
  auto text = std::string(size_max + 1, '\0');
  auto size = ::read(in.value, text.data(), text.size());
  if (size < 0)
    return system_failure(file);
  if (static_cast<std::size_t>(size) > size_max)
    return failure(errc::bad_key_file, file, "is too long to be a key file");
  text.resize(static_cast<std::size_t>(size));
  return text;
}

} // namespace synod::crypto
