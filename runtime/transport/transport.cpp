#include "runtime/transport/transport.hpp"

#include "runtime/transport/asking.hpp"
#include "runtime/transport/gatekeeper.hpp"
#include "runtime/transport/refusal.hpp"
#include "runtime/transport/serving.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <random>
#include <thread>

namespace synod {

/// Everything that is behind the socket thread, and the thread itself.
class transport::sockets {
public:
  sockets(caf::actor_system& system, transport_options options)
    : options_(std::move(options)),
      asking_(system, options_, out_, book_, context_),
      serving_(system, options_, incarnation_, out_, published_, book_,
               context_) {
    if (!options_.is_plain_text())
      gatekeeper_.emplace(context_, options_.members);
    serving_.bind(
      [this](const node_id& node, const std::string& endpoint) {
        asking_.redirect(node, endpoint);
      },
      [this](const node_id& node, auto now) { asking_.use(node, now); });
    endpoint_ = serving_.asked().socket.get(zmq::sockopt::last_endpoint);
    asking_.advertise(options_.advertised.empty() ? endpoint_
                                                  : options_.advertised);
    thread_ = std::thread{[this] { run(); }};
  }

  ~sockets() {
    stopped_ = true;
    out_->wake();
    thread_.join();
  }

  const std::string& endpoint() const noexcept {
    return endpoint_;
  }

  std::uint64_t incarnation() const noexcept {
    return incarnation_;
  }

  caf::error connect(const node_id& node, const std::string& endpoint,
                     const std::string& public_key) {
    if (node == options_.self)
      return caf::none;
    return asking_.connect(node, endpoint, public_key);
  }

  bool is_up(const node_id& node) const {
    auto to = asking_.find(node);
    return to != nullptr && to->is_up();
  }

  void on_change(listener f) {
    {
      auto guard = std::lock_guard{mutex_};
      joining_.push_back(std::move(f));
    }
    out_->wake();
  }

  std::vector<link_status> links() const {
    auto result = std::vector<link_status>{};
    book_.each([&](const node_id& node, const traffic& x) {
      result.push_back({node, false, x.bytes_sent, x.bytes_received,
                        x.messages_sent, x.messages_received});
    });
    for (auto& x : result)
      x.up = is_up(x.node);
    return result;
  }

  actor_address publish(const std::string& name, caf::strong_actor_ptr actor,
                        methods interface) {
    auto* watched = actor->get();
    auto notice = [out = out_, name](caf::actor_id id, errc reason) {
      out->push_notice({to_watchers{name, id}, serving::down(name, reason)});
    };
    auto before = published_.add(name, {std::move(actor), interface});
    if (before && before->get() != watched)
      notice(before->id(), errc::unknown_actor);
    watched->attach_functor(
      [notice, id = watched->id()](const caf::error& reason) {
        notice(id, to_errc(reason));
      });
    return {options_.self, name};
  }

  caf::expected<caf::strong_actor_ptr>
  resolve(const actor_address& address, methods interface) {
    if (address.node == options_.self)
      return resolve_here(address.actor, interface);
    auto to = asking_.find(address.node);
    if (to == nullptr)
      return caf::make_error(errc::node_down);
    return to->handle(address.actor, interface);
  }

private:
  static zmq::context_t make_context() {
    auto result = zmq::context_t{};
    result.set(zmq::ctxopt::max_sockets, 16'384); // three for each node
    return result;
  }

  caf::expected<caf::strong_actor_ptr>
  resolve_here(const std::string& name, methods interface) {
    auto found = published_.find(name);
    auto has = [&](const method& wanted) {
      return std::ranges::find(found.interface, wanted.request,
                               &method::request)
             != found.interface.end();
    };
    if (!found.actor || !std::ranges::all_of(interface, has))
      return caf::make_error(errc::unknown_actor);
    return std::move(found.actor);
  }

  void run() {
    auto ports = poll_set{out_->wakeup()};
    auto next_tick = std::chrono::steady_clock::time_point{};
    assign(ports);
    while (!stopped_) {
      if (ports.wait(next_tick)) {
        for (auto& x : out_->take())
          std::visit([&](auto& to) { send(to, x); }, x.to);
        if (asking_.admit())
          assign(ports);
        admit_listeners();
      }
      auto now = std::chrono::steady_clock::now();
      if (gatekeeper_)
        gatekeeper_->work();
      serving_.work(now);
      asking_.work(now);
      // After what has come is read: when this process was held up itself, that
      // is no silence of the others.
      if (now >= next_tick) {
        asking_.tick(now);
        serving_.tick(now);
        next_tick = now + options_.heartbeat;
      }
    }
    asking_.stop();
    serving_.stop();
  }

  void assign(poll_set& to) {
    auto ports = std::vector<port*>{&serving_.asked()};
    if (gatekeeper_)
      ports.push_back(&gatekeeper_->asked());
    asking_.append_ports(ports);
    to.assign(std::move(ports));
  }

  void admit_listeners() {
    auto joining = std::vector<listener>{};
    {
      auto guard = std::lock_guard{mutex_};
      joining.swap(joining_);
    }
    for (auto& f : joining)
      asking_.on_change(std::move(f));
  }

  void send(const to_dealer& to, const parcel& x) {
    asking_.send(to, x);
  }

  template <class To>
  void send(const To& to, const parcel& x) {
    serving_.send(to, x);
  }

  const transport_options options_;
  const std::uint64_t incarnation_ = [] {
    auto device = std::random_device{};
    return (std::uint64_t{device()} << 32 | device()) | 1;
  }();
  const std::shared_ptr<outbox> out_ = std::make_shared<outbox>();
  exports published_;
  traffic_book book_;
  zmq::context_t context_ = make_context();
  std::optional<gatekeeper> gatekeeper_;
  asking asking_;
  serving serving_;
  std::string endpoint_;
  std::atomic<bool> stopped_ = false;

  std::mutex mutex_;
  std::vector<listener> joining_;

  std::thread thread_;
};

// -- the face -----------------------------------------------------------------

transport::transport(caf::actor_system& system, transport_options options)
  : sockets_(std::make_unique<sockets>(system, std::move(options))) {
}

transport::~transport() = default;

const std::string& transport::endpoint() const noexcept {
  return sockets_->endpoint();
}

std::uint64_t transport::incarnation() const noexcept {
  return sockets_->incarnation();
}

caf::error transport::connect(const node_id& node, const std::string& endpoint,
                              const std::string& public_key) {
  return sockets_->connect(node, endpoint, public_key);
}

bool transport::is_up(const node_id& node) const {
  return sockets_->is_up(node);
}

void transport::on_change(listener f) {
  sockets_->on_change(std::move(f));
}

std::vector<link_status> transport::links() const {
  return sockets_->links();
}

actor_address
transport::publish(const std::string& name, caf::strong_actor_ptr actor,
                   methods interface) {
  return sockets_->publish(name, std::move(actor), interface);
}

caf::expected<caf::strong_actor_ptr>
transport::resolve(const actor_address& address, methods interface) {
  return sockets_->resolve(address, interface);
}

} // namespace synod
