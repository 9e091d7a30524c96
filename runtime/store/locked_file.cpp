#include "runtime/store/locked_file.hpp"

#include "schemas/error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace synod::store {

caf::error file_failure(const std::filesystem::path& path, int code) {
  auto full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  auto text = path.string() + ": " + std::strerror(code);
  if (full)
    text += "; make room on that disk, then start again";
  return caf::make_error(full ? errc::store_full : errc::store_failed, text);
}

caf::error sync_folder(const std::filesystem::path& folder) {
  auto descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return file_failure(folder, errno);
  auto failed = ::fsync(descriptor) != 0;
  auto result = failed ? file_failure(folder, errno) : caf::error{};
  ::close(descriptor);
  return result;
}

locked_file::locked_file(std::filesystem::path path, int descriptor) noexcept
  : path_(std::move(path)), descriptor_(descriptor) {
}

caf::expected<locked_file>
locked_file::open(const std::filesystem::path& path, when_missing rule) {
  auto flags = O_RDWR | O_DSYNC | O_CLOEXEC;
  if (rule == when_missing::make)
    flags |= O_CREAT;
  auto descriptor = ::open(path.c_str(), flags, 0600);
  if (descriptor < 0)
    return file_failure(path, errno);
  auto result = locked_file{path, descriptor};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    return result;
  if (errno != EWOULDBLOCK)
    return file_failure(path, errno);
  return caf::make_error(errc::store_in_use,
                         path.string()
                           + ": another process has it open; stop that one "
                             "first");
}

locked_file::locked_file(locked_file&& other) noexcept
  : path_(std::move(other.path_)),
    descriptor_(std::exchange(other.descriptor_, -1)) {
}

locked_file& locked_file::operator=(locked_file&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

locked_file::~locked_file() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

caf::expected<std::vector<std::byte>>
locked_file::read(std::uint64_t offset, std::size_t size) const {
  auto result = std::vector<std::byte>(size);
  auto done = std::size_t{0};
  while (done < size) {
    auto count = ::pread(descriptor_, result.data() + done, size - done,
                         static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR)
      return file_failure(path_, errno);
    if (count == 0)
      break;
    done += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  result.resize(done);
  return result;
}

caf::error
locked_file::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    auto count = ::pwrite(descriptor_, bytes.data(), bytes.size(),
                          static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return file_failure(path_, count < 0 ? errno : ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

void locked_file::clear() noexcept {
  [[maybe_unused]] auto code = ::ftruncate(descriptor_, 0);
}

} // namespace synod::store
