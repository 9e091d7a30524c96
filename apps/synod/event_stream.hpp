#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace synod {

/// Puts the server-sent events of a stream together, however it is cut. Reads
/// what gateways send: fields `data`, lines that end in LF or CRLF.
class event_stream {
public:
  /// Is called with the data of each event.
  using taker = std::function<void(std::string_view)>;

  explicit event_stream(taker take) : take_(std::move(take)) {
  }

  /// More of the stream.
  /// @throws std::runtime_error if an event has more than 4 MiB, and whatever
  ///         the taker throws
  void add(std::string_view bytes);

private:
  void end_line();

  taker take_;
  std::string line_;
  std::string data_;
};

} // namespace synod
