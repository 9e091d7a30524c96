#pragma once

#include "actors/gateway/network_view.hpp"

#include <memory>
#include <string>
#include <vector>

namespace synod::openai {

/// What Prometheus reads: the gateway's own counters and the gauges of every
/// actor of the network. No label holds anything that a client sent.
class metrics {
public:
  metrics();
  ~metrics();
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  /// A call that took actors was answered.
  /// @param endpoint one of the front's own words, such as "chat"
  void
  answered(const std::string& endpoint, unsigned status, double duration_s);

  /// The first text of an answer is on its way.
  void first_text(double delay_s);

  /// An answer ended well.
  void tokens(std::uint32_t prompt, std::uint32_t completion);

  /// A client left before its answer ended.
  void client_left();

  /// Returns the text format, version 0.0.4.
  /// @param connections those that are open now
  /// @param requests those that are under way now
  [[nodiscard]] std::string text(std::size_t connections, std::size_t requests,
                                 const std::vector<node_report>& nodes) const;

private:
  struct families;
  std::unique_ptr<families> families_;
};

} // namespace synod::openai
