#include "apps/synod/event_stream.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <vector>

using namespace synod;

TEST_CASE("events: however a stream is cut, its events are the same",
          "[apps]") {
  const auto text = std::string{"data: {\"a\":1}\n\n: a comment\r\n\r\n"
                                "event: x\ndata:b\ndata: c\r\n\r\n\n"
                                "data: [DONE]\n\ndata: unfinished\n"};
  const auto expected = std::vector<std::string>{"{\"a\":1}", "b\nc", "[DONE]"};
  for (auto size = std::size_t{1}; size <= text.size(); ++size) {
    auto events = std::vector<std::string>{};
    auto stream
      = event_stream{[&](std::string_view x) { events.emplace_back(x); }};
    for (auto at = std::size_t{0}; at < text.size(); at += size)
      stream.add(std::string_view{text}.substr(at, size));
    CAPTURE(size);
    CHECK(events == expected);
  }
}

TEST_CASE("events: one without end is refused", "[apps]") {
  auto stream = event_stream{[](std::string_view) {}};
  const auto piece = std::string(1 << 20, 'x');
  CHECK_THROWS_AS(
    [&] {
      for (auto i = 0; i < 5; ++i)
        stream.add(piece);
    }(),
    std::runtime_error);
}
