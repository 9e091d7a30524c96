#include "apps/bench/disk_limit.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace synod::bench {

samples flush_ms(const std::filesystem::path& folder, unsigned count) {
  auto file = folder / "flush-limit";
  auto out
    = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0)
    throw std::system_error{errno, std::generic_category(), file.string()};
  auto result = samples{};
  auto page = std::array<char, 4096>{};
  auto failed = 0;
  for (auto i = 0U; i < count && failed == 0; ++i) {
    auto began = std::chrono::steady_clock::now();
    if (::write(out, page.data(), page.size())
          != static_cast<ssize_t>(page.size())
        || ::fdatasync(out) != 0)
      failed = errno;
    result.add(ms_since(began));
  }
  ::close(out);
  std::filesystem::remove(file);
  if (failed != 0)
    throw std::system_error{failed, std::generic_category(), file.string()};
  return result;
}

} // namespace synod::bench
