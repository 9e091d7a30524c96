#include "runtime/supervision/log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>
#include <system_error>

namespace synod::supervision {

int open_log(const std::filesystem::path& file) {
  auto log
    = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (log < 0)
    throw std::runtime_error(file.string() + ": " + std::strerror(errno));
  return log;
}

void bound_log(const std::filesystem::path& file,
               std::uintmax_t bytes_max) noexcept {
  try {
    auto error = std::error_code{};
    auto size = std::filesystem::file_size(file, error);
    if (error || size <= bytes_max)
      return;
    // Not renamed: its process holds the file, not the name.
    std::filesystem::copy_file(
      file, file.string() + ".1",
      std::filesystem::copy_options::overwrite_existing, error);
    std::filesystem::resize_file(file, 0, error);
  } catch (const std::bad_alloc&) {
    return; // next time
  }
}

} // namespace synod::supervision
