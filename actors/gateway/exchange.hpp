#pragma once

#include "actors/gateway/http_message.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace synod::http {

class connection;

/// One request and its answer in the making. Its methods are safe to call from
/// any thread, return at once, and do nothing once the answer has ended or the
/// client has left. An exchange that is dropped before its answer ended breaks
/// the connection, so that no client waits for ever.
class exchange {
public:
  using departure = std::function<void()>;

  /// How many bytes of a stream may wait for a slow client, beside what the
  /// system's own buffers hold. A client that falls further behind has left.
  static constexpr auto waiting_bytes_max = std::size_t{256} << 10;

  /// What an exchange and its connection both know.
  class record {
  public:
    /// Calls `f` once when the client has left; at once if it has already.
    void on_departure(departure f);

    /// The client has left, or too much waits for it.
    void depart();

    std::atomic<std::size_t> waiting_bytes = 0;
    std::atomic<bool> ended = false;

  private:
    std::mutex mutex_; // guards what follows
    departure departure_;
    bool departed_ = false;
  };

  /// Runs a function on the server's thread, if the connection is still there
  /// and still at this exchange.
  using poster = std::function<void(std::function<void(connection&)>)>;

  exchange(std::shared_ptr<record> shared, poster post);
  ~exchange();
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  /// Calls `f` once if the client leaves before the answer ends, on the
  /// server's thread; at once and here if it has left already.
  void on_departure(departure f);

  /// Answers with a whole body.
  void respond(response answer);

  /// Sends more of a stream.
  /// @param head its status, type and headers go out before the first bytes
  void stream(const response& head, std::string bytes);

  /// Ends a stream.
  void finish();

private:
  std::shared_ptr<record> record_;
  poster post_;
};

} // namespace synod::http
