#include "apps/synod/event_stream.hpp"

#include <stdexcept>
#include <utility>

namespace synod {

namespace {

constexpr auto event_bytes_max = std::size_t{4} << 20;

} // namespace

void event_stream::add(std::string_view bytes) {
  for (auto byte : bytes) {
    if (byte == '\n') {
      end_line();
      continue;
    }
    if (line_.size() + data_.size() >= event_bytes_max)
      throw std::runtime_error("the gateway sent an event without end");
    line_ += byte;
  }
}

void event_stream::end_line() {
  constexpr auto field = std::string_view{"data:"};
  auto line = std::exchange(line_, {});
  if (line.ends_with('\r'))
    line.pop_back();
  if (line.starts_with(field)) {
    auto value = std::string_view{line}.substr(field.size());
    if (value.starts_with(' '))
      value.remove_prefix(1);
    data_ += (data_.empty() ? "" : "\n");
    data_ += value;
  } else if (line.empty() && !data_.empty()) {
    take_(std::exchange(data_, {}));
  }
}

} // namespace synod
