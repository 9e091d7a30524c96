#pragma once

#include "actors/gateway/gateway.hpp"
#include "actors/gateway/network_watch.hpp"
#include "actors/gateway/open_requests.hpp"
#include "runtime/transport/refusal.hpp"

#include <caf/actor_addr.hpp>
#include <caf/error.hpp>

#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace synod {

/// What a GATEWAY holds: the server, the requests under way and who answers
/// them, and what it knows of the network.
/// @relates gateway
class gateway_state {
public:
  explicit gateway_state(gateway_self self);

  /// Tells the clients that still wait, then stops serving.
  ~gateway_state();
  gateway_state(const gateway_state&) = delete;
  gateway_state& operator=(const gateway_state&) = delete;

  /// Begins to serve.
  /// @throws std::system_error if it cannot listen
  void start(gateway_options options, gateway_resolver resolver);

  /// A request that takes actors arrived.
  void handle(http_arrival& x);

  /// From a coordinator.
  /// @returns `unknown_request` if nobody waits for it, or if it comes from
  ///          another node than the request went to
  caf::error take(const text_delta& x);
  caf::error take(const request_finished& x);
  caf::error take(const request_settled& x);

  void client_left(const request_id& id);

  /// A coordinator has ended: so have its requests.
  void coordinator_down(const caf::actor_addr& source);

  /// Ends the requests that are overdue, and waits on if there are others.
  void tick();

  [[nodiscard]] actor_status status() const;

  [[nodiscard]] const gateway_options& options() const noexcept {
    return options_;
  }

  [[nodiscard]] const gateway_resolver& resolver() const noexcept {
    return resolver_;
  }

  /// Names the actor in logs.
  static inline const char* name = "gateway";

private:
  /// A request on its way through a coordinator.
  struct pursuit {
    start_request message;
    std::size_t first = 0; ///< Index of the coordinator that was asked first.
    std::size_t tried = 0;
    actor_address coordinator{};
    coordinator_actor handle{};
    synod::record_key record_key{};
    bool has_cap = false;    ///< That is not accounted for yet.
    bool has_waited = false; ///< For an escrow, once.
  };

  /// A request that is over and of which more may be heard.
  struct unsettled {
    node_id coordinator;
    escrow_id escrow;
    amount charged = 0; ///< Out of the purse, so far.
    synod::record_key record_key{};
    std::uint64_t order = 0; ///< In which they ended.
  };

  void carry_out(http_arrival& x, openai::completion_request& call);
  void carry_out(http_arrival& x, openai::corpus_call& call);
  void carry_out(http_arrival& x, openai::show_metrics&);
  void carry_out(http_arrival& x, openai::show_status&);
  void carry_out(http_arrival& x, openai::show_corpora&);
  void carry_out(http_arrival& x, openai::show_record& wish);
  void carry_out(http_arrival& x, openai::show_route& wish);
  void carry_out(http_arrival& x, openai::chain_call& call);
  void carry_out(http_arrival& x, http::response& answer);

  void ask_next_coordinator(const request_id& id, errc last);
  void ask(const request_id& id);
  void refused(const request_id& id, const caf::error& why);
  void forget(const request_id& id, amount cost);
  [[nodiscard]] std::optional<errc> pay(request_id& id);
  void carry_out_wishes();
  void settle_errand(std::uint64_t ticket, const accounts::submitted& what);
  void go_on_parked(std::optional<errc> refusal);
  void expect_settlement(const request_id& id, unsettled x);
  void forget_settlement(const request_id& id);
  void fail(const request_id& id, errc why);
  void cancel(const request_id& id);
  void wait_for_ticks();
  [[nodiscard]] caf::error check_sender(const request_id& id) const;
  [[nodiscard]] bool is_from(const node_id& node) const;
  [[nodiscard]] std::string url() const;

  gateway_self self_;
  gateway_options options_;
  gateway_resolver resolver_;
  std::shared_ptr<openai::metrics> metrics_;
  open_requests open_;
  std::unordered_map<request_id, pursuit> pursuits_;
  std::vector<caf::actor_addr> monitored_;
  std::size_t next_coordinator_ = 0;
  std::unique_ptr<payment> payment_; ///< Null where nothing is paid.
  /// Requests that wait for the first escrow, which takes a block.
  std::vector<request_id> parked_;
  std::map<request_id, unsettled> unsettled_;
  std::map<std::uint64_t, request_id> unsettled_order_;
  std::uint64_t ended_ = 0;
  std::shared_ptr<int> explaining_ = std::make_shared<int>(); ///< Counts uses.
  std::shared_ptr<int> reading_ = std::make_shared<int>();    ///< Likewise.
  std::shared_ptr<int> waiting_ = std::make_shared<int>();    ///< Likewise.
  network_watch watch_;
  bool ticking_ = false;
  std::unique_ptr<http::server> server_; // last: ends before what it calls
};

/// Returns what is said of a request whose record is not kept, and likewise to
/// whoever lacks its key.
[[nodiscard]] http::response no_record();

/// Tells the gateway when the client of a request leaves.
void watch_departure(gateway_self self, const request_id& id,
                     http::exchange& client);

} // namespace synod
