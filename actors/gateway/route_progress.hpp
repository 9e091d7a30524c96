#pragma once

#include "actors/gateway/exchange.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace synod {

/// What a client hears of an explanation that takes as long as the chain is
/// long: how far it is, if it wants to know, and then the answer.
class route_progress {
public:
  using instant = std::chrono::steady_clock::time_point;

  route_progress(std::shared_ptr<http::exchange> to, bool is_wanted);

  /// So many blocks are read. Tells it now and then.
  void tell(std::uint64_t block, std::uint64_t of, instant now);

  /// Ends with an answer: the last event of a stream, or all there is.
  void end(http::response x);

  /// Whether the client has left.
  [[nodiscard]] bool is_unwanted() const noexcept {
    return *left_;
  }

private:
  std::shared_ptr<http::exchange> to_;
  std::shared_ptr<std::atomic<bool>> left_;
  bool is_wanted_;
  bool has_begun_ = false;
  std::uint64_t told_ = 0; // blocks
  instant told_at_{};
};

} // namespace synod
