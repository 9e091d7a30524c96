#include "runtime/model/stop_matcher.hpp"

#include <algorithm>
#include <utility>

namespace synod::model {

namespace {

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size()
         && text.substr(text.size() - end.size()) == end;
}

} // namespace

stop_matcher::stop_matcher(std::span<const std::string> stops) {
  for (const auto& stop : stops)
    if (!stop.empty())
      stops_.push_back(stop);
}

std::string stop_matcher::push(std::string_view text) {
  if (stopped_)
    return {};
  auto window = std::exchange(held_, {});
  auto checked = window.size(); // no stop ends before here
  window += text;
  for (auto end = checked + 1; end <= window.size(); ++end) {
    auto size = longest_stop_at_end(std::string_view{window}.substr(0, end));
    if (size == 0)
      continue;
    stopped_ = true;
    return window.substr(0, end - size);
  }
  auto held = longest_beginning_at_end(window);
  held_ = window.substr(window.size() - held);
  window.resize(window.size() - held);
  return window;
}

std::string stop_matcher::finish() {
  return std::exchange(held_, {});
}

std::size_t
stop_matcher::longest_stop_at_end(std::string_view text) const noexcept {
  std::size_t longest = 0;
  for (const auto& stop : stops_)
    if (ends_with(text, stop))
      longest = std::max(longest, stop.size());
  return longest;
}

std::size_t
stop_matcher::longest_beginning_at_end(std::string_view text) const noexcept {
  std::size_t longest = 0;
  for (const auto& stop : stops_) {
    auto size = std::min(stop.size() - 1, text.size());
    while (size > longest
           && !ends_with(text, std::string_view{stop}.substr(0, size)))
      --size;
    longest = std::max(longest, size);
  }
  return longest;
}

} // namespace synod::model
