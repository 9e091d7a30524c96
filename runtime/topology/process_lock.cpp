#include "runtime/topology/process_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace synod::topology {

namespace {

struct flock whole_file() {
  struct flock result {};
  result.l_type = F_WRLCK;
  result.l_whence = SEEK_SET;
  return result;
}

} // namespace

std::optional<process_lock>
process_lock::take(const std::filesystem::path& file) {
  auto descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    throw std::runtime_error(file.string() + ": " + std::strerror(errno));
  auto result = process_lock{descriptor};
  auto wanted = whole_file();
  if (::fcntl(descriptor, F_SETLK, &wanted) == 0)
    return result;
  if (errno == EAGAIN || errno == EACCES)
    return {};
  throw std::runtime_error(file.string() + ": " + std::strerror(errno));
}

std::optional<pid_t> process_lock::holder(const std::filesystem::path& file) {
  auto descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0)
    return {};
  auto found = whole_file();
  auto asked = ::fcntl(descriptor, F_GETLK, &found) == 0;
  ::close(descriptor);
  if (!asked || found.l_type == F_UNLCK)
    return {};
  return found.l_pid;
}

process_lock::process_lock(process_lock&& other) noexcept
  : descriptor_(std::exchange(other.descriptor_, -1)) {
}

process_lock& process_lock::operator=(process_lock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

process_lock::~process_lock() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

} // namespace synod::topology
