#include "runtime/crypto/guarded_text.hpp"

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

[[noreturn]] void system_failure(const std::filesystem::path& file) {
  throw guarded_text_error{errc::store_failed, file, std::strerror(errno)};
}

} // namespace

guarded_text_error::guarded_text_error(errc code,
                                       const std::filesystem::path& file,
                                       const std::string& text)
  : std::runtime_error(file.string() + ": " + text), code(code) {
}

void write_guarded_text(const std::filesystem::path& file,
                        std::string_view text, privacy who) {
  auto mode = who == privacy::open ? 0644 : 0600;
  auto out = descriptor{
    ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
  if (out.value < 0 && errno == EEXIST)
    throw guarded_text_error{errc::store_failed, file,
                             "exists already and is kept"};
  if (out.value < 0)
    system_failure(file);
  errno = ENOSPC; // a short write says nothing itself
  auto written = ::write(out.value, text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size()) && ::fsync(out.value) == 0)
    return;
  auto why = errno;
  ::unlink(file.c_str());
  errno = why;
  system_failure(file);
}

std::string read_guarded_text(const std::filesystem::path& file, privacy who,
                              std::size_t size_max) {
  auto in = descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (in.value < 0)
    system_failure(file);
  struct stat info {};
  if (::fstat(in.value, &info) != 0)
    system_failure(file);
  if (who == privacy::owner_alone && (info.st_mode & 077) != 0)
    throw guarded_text_error{errc::bad_key_file, file,
                             "is open to others; a secret must have mode 0600"};
  auto text = std::string(size_max + 1, '\0');
  auto size = ::read(in.value, text.data(), text.size());
  if (size < 0)
    system_failure(file);
  text.resize(static_cast<std::size_t>(size));
  if (text.size() <= size_max)
    return text;
  explicit_bzero(text.data(), text.size());
  throw guarded_text_error{errc::bad_key_file, file,
                           "has more than " + std::to_string(size_max)
                             + " bytes"};
}

} // namespace synod::crypto
