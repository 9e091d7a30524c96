#include "runtime/transport/asking.hpp"

#include "schemas/decode.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace synod {

namespace {

constexpr auto answer_frames_max = std::size_t{17};

constexpr auto endpoint_size_max = std::size_t{256};

/// Not less than a handshake may take, for it is cut off then.
constexpr auto endpoint_patience = std::chrono::seconds{2};

constexpr auto observed
  = ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED;

} // namespace

asking::asking(caf::actor_system& system, const transport_options& options,
               std::shared_ptr<outbox> out, traffic_book& book,
               zmq::context_t& context)
  : system_(system), options_(options), out_(std::move(out)), book_(book),
    context_(context) {
}

asking::connection::connection(zmq::context_t& context, node_id node,
                               std::string endpoint)
  : dealer(context, zmq::socket_type::dealer),
    monitor(context, zmq::socket_type::pair), node(std::move(node)),
    endpoint(std::move(endpoint)) {
}

asking::connection::~connection() {
  zmq_socket_monitor(dealer.socket, nullptr, 0);
}

// -- from any thread ----------------------------------------------------------

std::unique_ptr<asking::connection>
asking::make(const node_id& node, const std::string& endpoint,
             const std::string& public_key) {
  auto made = std::make_unique<connection>(context_, node, endpoint);
  auto& socket = made->dealer.socket;
  made->dealer.configure(options_.limits);
  socket.set(zmq::sockopt::immediate, true);
  socket.set(zmq::sockopt::reconnect_ivl, 100);
  socket.set(zmq::sockopt::reconnect_ivl_max, 1000);
  if (!options_.is_plain_text()) {
    socket.set(zmq::sockopt::curve_serverkey, public_key);
    socket.set(zmq::sockopt::curve_publickey, options_.keys.public_key);
    socket.set(zmq::sockopt::curve_secretkey, options_.keys.secret_key);
  }
  auto address = "inproc://monitor." + std::to_string(monitors_++);
  if (zmq_socket_monitor(socket, address.c_str(), observed) != 0)
    throw zmq::error_t{};
  made->monitor.socket.connect(address);
  socket.connect(endpoint);
  made->tried = std::chrono::steady_clock::now();
  return made;
}

caf::error asking::connect(const node_id& node, const std::string& endpoint,
                           const std::string& public_key) {
  if (!options_.is_plain_text() && !crypto::is_z85_key(public_key))
    return errc::invalid_argument;
  auto guard = std::lock_guard{mutex_};
  auto known = targets_.find(node);
  if (known != targets_.end() && known->second.endpoint == endpoint
      && known->second.public_key == public_key)
    return caf::none;
  try {
    auto made = make(node, endpoint, public_key);
    made->to = known != targets_.end()
                 ? known->second.to
                 : std::make_shared<link>(system_, out_, targets_.size(),
                                          options_.limits, book_.of(node));
    targets_.insert_or_assign(node, target{made->to, endpoint, public_key});
    joining_.push_back(std::move(made));
  } catch (const zmq::error_t&) {
    return errc::invalid_argument;
  }
  out_->wake();
  return caf::none;
}

std::shared_ptr<link> asking::find(const node_id& node) const {
  auto guard = std::lock_guard{mutex_};
  auto entry = targets_.find(node);
  return entry == targets_.end() ? nullptr : entry->second.to;
}

// -- connections --------------------------------------------------------------

bool asking::admit() {
  auto joining = std::vector<std::unique_ptr<connection>>{};
  {
    auto guard = std::lock_guard{mutex_};
    joining.swap(joining_);
  }
  for (auto& x : joining) {
    auto number = x->to->dealer();
    if (number == connections_.size()) {
      connections_.push_back(std::move(x));
    } else {
      lose(*connections_[number]);
      connections_[number] = std::move(x);
    }
  }
  return !joining.empty();
}

void asking::append_ports(std::vector<port*>& ports) {
  for (auto& x : connections_)
    ports.insert(ports.end(), {&x->dealer, &x->monitor});
}

void asking::work(time_point now) {
  for (auto& x : connections_) {
    x->dealer.drain([&](frames& xs) { hear(*x, xs, now); });
    x->monitor.drain([&](frames& xs) { observe(*x, xs); });
  }
}

void asking::observe(connection& x, frames& xs) {
  auto event = std::uint16_t{0};
  if (xs[0].size() < sizeof event)
    return;
  std::memcpy(&event, xs[0].data(), sizeof event);
  if (event == ZMQ_EVENT_DISCONNECTED)
    lose(x);
  else
    ping(x); // sooner than the next heartbeat
}

void asking::lose(connection& x) {
  x.to->down();
  x.rests = false;
  x.tried = std::chrono::steady_clock::now();
  if (std::exchange(x.up, false))
    tell(x);
}

/// Drops what waits in the old connection: a node that was stopped must not
/// find, when it wakes, what has long been given up.
void asking::renew(connection& x, std::string endpoint) {
  try {
    x.dealer.socket.disconnect(x.endpoint);
  } catch (const zmq::error_t&) {
    // It never was an endpoint, and so is not connected.
  }
  x.endpoint = std::move(endpoint);
  try {
    x.dealer.socket.connect(x.endpoint);
  } catch (const zmq::error_t&) {
    // It is not an endpoint; the other one is tried next.
  }
}

asking::connection* asking::connected(const node_id& node) const {
  auto x = std::ranges::find(
    connections_, node, [](auto& y) -> auto& { return y->node; });
  return x == connections_.end() ? nullptr : x->get();
}

void asking::redirect(const node_id& node, const std::string& endpoint) {
  auto* x = connected(node);
  if (x == nullptr || x->endpoint == endpoint)
    return;
  x->other = endpoint;
  if (!x->up)
    x->tried = {}; // at once
}

void asking::use(const node_id& node, time_point now) {
  if (auto* x = connected(node))
    x->to->use(now);
}

void asking::tend(connection& x, time_point now) {
  if (x.up && now - x.heard > options_.silence_max_of(x.rests)) {
    lose(x);
    renew(x, x.endpoint);
  }
  if (x.up || now - x.tried <= endpoint_patience)
    return;
  x.tried = now;
  // Also at the same endpoint: libzmq gives up where it met somebody who is no
  // node, or not this one, but the port may have passed to the right one.
  renew(x, x.other.empty() ? x.endpoint : std::exchange(x.other, x.endpoint));
}

// -- messages -----------------------------------------------------------------

void asking::send(const to_dealer& to, const parcel& x) {
  if (to.number >= connections_.size())
    return;
  auto& through = *connections_[to.number];
  if (through.dealer.send(x)) // if not, `lose` answers
    through.to->counts().sent(x.size());
}

void asking::hear(connection& from, frames& xs, time_point now) {
  auto bytes = size_of(xs, 0);
  from.to->counts().received(bytes);
  auto head = envelope{};
  auto body = xs[0].to_string_view();
  if (xs.size() > answer_frames_max
      || body.size() > options_.limits.body_bytes_max || !decode(body, head))
    return;
  if (head.kind == envelope::pong)
    return pong(from, head, now);
  if (head.kind == envelope::down)
    return from.to->down(head.actor,
                         errc{std::max(head.code, std::uint8_t{1})});
  if (head.kind == envelope::reply)
    from.to->received += bytes;
  if (head.kind == envelope::reply || head.kind == envelope::refuse)
    from.to->settle(head, body, to_buffers(xs, 1));
}

void asking::pong(connection& from, const envelope& head, time_point now) {
  from.heard = now;
  if (!from.to->up(head.incarnation, head.call))
    return lose(from); // another process has the name now, or has forgotten us
  if (!from.up && from.to->is_up()) {
    from.up = true;
    tell(from);
    greet(from);
  }
}

void asking::ping(connection& x) {
  auto out = parcel{to_dealer{x.to->dealer()}, {}};
  encode(envelope{.kind = x.rests ? envelope::rest : envelope::ping,
                  .incarnation = x.to->incarnation(),
                  .call = x.to->epoch(),
                  .actor = options_.self,
                  .received = x.to->received},
         out.head);
  if (x.dealer.send(out))
    x.to->counts().sent(out.size());
}

void asking::greet(connection& x) {
  auto out = parcel{to_dealer{x.to->dealer()}, {}};
  encode(envelope{.kind = envelope::hello, .actor = advertised_}, out.head);
  if (x.dealer.send(out))
    x.to->counts().sent(out.size());
}

/// Both sides change pace with the ping that says so, at once.
void asking::pace(connection& x, time_point now) {
  // One that has fallen silent does not begin to, or it would be borne longer.
  auto may = x.rests || now - x.heard <= 2 * options_.heartbeat;
  auto rests = x.up && may && x.to->is_idle(now - options_.rest_after);
  if (rests == x.rests)
    return;
  x.rests = rests;
  x.pinged = {};
  x.heard = now; // what was borne so far proves nothing at the new pace
}

void asking::tick(time_point now) {
  for (auto& x : connections_) {
    tend(*x, now);
    pace(*x, now);
    x->to->tick(now);
    if (now - x->pinged < options_.heartbeat_of(x->rests))
      continue;
    x->pinged = now;
    ping(*x);
  }
}

void asking::stop() {
  for (auto& x : connections_)
    lose(*x);
}

// -- listeners ----------------------------------------------------------------

void asking::on_change(listener f) {
  for (auto& x : connections_)
    if (x->up)
      f(x->node, true);
  listeners_.push_back(std::move(f));
}

void asking::tell(const connection& x) {
  for (auto& f : listeners_)
    f(x.node, x.up);
}

} // namespace synod
