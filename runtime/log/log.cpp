#include "runtime/log/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace synod::log {

namespace {

spdlog::level::level_enum level_of(level x) {
  switch (x) {
    case level::debug:
      return spdlog::level::debug;
    case level::info:
      return spdlog::level::info;
    case level::warning:
      return spdlog::level::warn;
    case level::error:
      break;
  }
  return spdlog::level::err;
}

} // namespace

void begin(const std::string& node) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("synod"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l " + node + " %v");
  spdlog::flush_on(spdlog::level::trace);
}

bool is_shown(level x) {
  return spdlog::should_log(level_of(x));
}

void write_line(level x, std::string_view line) noexcept {
  spdlog::log(level_of(x), spdlog::string_view_t{line.data(), line.size()});
}

} // namespace synod::log
