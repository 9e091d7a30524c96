#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

// What a process tells its operator, a line at a time, on standard error. The
// lines go through spdlog, whose headers cost three seconds in every file and
// are therefore seen by log.cpp alone. No prompt and no answer belongs here.

namespace synod::log {

enum class level { debug, info, warning, error };

/// Names the node in every line from now on, and writes each at once.
/// @pre nothing was written yet
void begin(const std::string& node);

[[nodiscard]] bool is_shown(level x);

/// Thread-safe; never throws.
void write_line(level x, std::string_view line) noexcept;

template <class... Ts>
void write(level x, fmt::format_string<Ts...> form, Ts&&... xs) {
  if (is_shown(x))
    write_line(x, std::string_view{fmt::format(form, std::forward<Ts>(xs)...)});
}

template <class... Ts>
void debug(fmt::format_string<Ts...> form, Ts&&... xs) {
  write(level::debug, form, std::forward<Ts>(xs)...);
}

template <class... Ts>
void info(fmt::format_string<Ts...> form, Ts&&... xs) {
  write(level::info, form, std::forward<Ts>(xs)...);
}

template <class... Ts>
void warn(fmt::format_string<Ts...> form, Ts&&... xs) {
  write(level::warning, form, std::forward<Ts>(xs)...);
}

template <class... Ts>
void error(fmt::format_string<Ts...> form, Ts&&... xs) {
  write(level::error, form, std::forward<Ts>(xs)...);
}

} // namespace synod::log
