#pragma once

#include "actors/coordinator/requests.hpp"
#include "tests/sim/network.hpp"

#include <map>
#include <optional>
#include <vector>

namespace synod::sim {

/// A coordinator's core on a node of the simulated network.
class coordinator_process : public process {
public:
  coordinator_process(network& wires,
                      coordinator::coordinator_settings settings);

  void
  receive(const node_id& from, const message& what, answer_to answer) override;
  void link_changed(const node_id& node, bool up) override;

  [[nodiscard]] const coordinator::requests& core() const noexcept {
    return core_;
  }

  /// What an attestation that is not final yet looks like on disk.
  using disk = std::map<request_id, std::vector<std::byte>>;

  /// Keeps attestations there, and submits what an earlier life left.
  void use(disk& where);

private:
  reply handle(const node_id& from, const message& what);
  void start(const node_id& from, const start_request& call, answer_to answer,
             std::size_t tries);
  void write_journal();
  void pump();

  network& wires_;
  node_id self_;
  coordinator::requests core_;
  disk* disk_ = nullptr;
  std::uint64_t timer_ = 0;
  std::optional<instant> due_;
};

} // namespace synod::sim
