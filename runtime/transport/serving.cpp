#include "runtime/transport/serving.hpp"

#include "runtime/transport/endpoint.hpp"
#include "schemas/decode.hpp"

#include <caf/actor_config.hpp>
#include <caf/make_actor.hpp>

#include <algorithm>
#include <utility>

namespace synod {

namespace {

constexpr auto question_frames_max
  = std::size_t{18}; // routing id, head, 16 buffers
constexpr auto sessions_max = std::size_t{2048};
constexpr auto sessions_per_node_max = 8; // it may reconnect before we notice

/// What libzmq knows of the connection that a frame came by, or nothing.
std::string property(zmq::message_t& frame, const char* name) {
  const auto* value = zmq_msg_gets(frame.handle(), name);
  return value == nullptr ? std::string{} : std::string{value};
}

} // namespace

serving::serving(caf::actor_system& system, const transport_options& options,
                 std::uint64_t incarnation, std::shared_ptr<outbox> out,
                 exports& published, traffic_book& book,
                 zmq::context_t& context)
  : system_(system), options_(options), incarnation_(incarnation),
    out_(std::move(out)), published_(published), book_(book),
    router_(context, zmq::socket_type::router) {
  router_.configure(options.limits);
  router_.socket.set(zmq::sockopt::router_mandatory, true);
  if (!options.is_plain_text()) {
    router_.socket.set(zmq::sockopt::curve_server, true);
    router_.socket.set(zmq::sockopt::curve_secretkey, options.keys.secret_key);
    router_.socket.set(zmq::sockopt::zap_domain, "synod");
  }
}

void serving::bind(greeted f, asked_by g) {
  greeted_ = std::move(f);
  asked_by_ = std::move(g);
  router_.socket.bind(options_.endpoint);
}

// -- inward -------------------------------------------------------------------

void serving::work(time_point now) {
  router_.drain([&](frames& xs) { serve(xs, now); });
}

void serving::serve(frames& xs, time_point now) {
  auto head = envelope{};
  if (xs.size() < 2 || xs.size() > question_frames_max)
    return;
  auto body = xs[1].to_string_view();
  if (body.size() > options_.limits.body_bytes_max || !decode(body, head))
    return;
  auto node
    = options_.is_plain_text() ? head.actor : property(xs[1], "User-Id");
  auto entry = sessions_.find(xs[0].to_string());
  if (entry == sessions_.end()) {
    if (!head.is_ping())
      return;
    if (head.incarnation != 0)
      return forgotten(xs[0].to_string(), head.call);
    entry = open(xs[0].to_string(), node, head, now);
    if (entry == sessions_.end())
      return;
  }
  auto& from = entry->second;
  if (!options_.is_plain_text() && node != (*from).node())
    return; // a client may choose its routing id, and so take another's
  from.heard = now;
  (*from).counts().received(size_of(xs, 1));
  (*from).received(head.received);
  if (head.is_ping()) {
    from.rests = head.kind == envelope::rest;
    return pong(entry->first, head.call);
  }
  if (head.kind == envelope::watch)
    return watch(entry->first, from, head.actor);
  if (head.kind == envelope::hello)
    return greet(*from, xs[1], head);
  if (head.kind != envelope::ask)
    return;
  from.rests = false; // its next ping is under way
  note(from, now);
  if (auto err = ask(*from, head, body, xs, now))
    (*from).refuse(head.call, err);
}

serving::sessions::iterator
serving::open(const std::string& routing_id, const node_id& node,
              const envelope& hello, time_point now) {
  auto others = std::ranges::count_if(
    sessions_, [&](auto& x) { return (*x.second).node() == node; });
  if (node.empty() || sessions_.size() == sessions_max
      || others >= sessions_per_node_max)
    return sessions_.end();
  auto config = caf::actor_config{};
  auto path = caf::make_actor<return_path, caf::strong_actor_ptr>(
    system_.next_actor_id(), system_.node(), &system_, config, node, out_,
    to_session{routing_id}, options_.limits, book_.of(node), hello.received);
  return sessions_
    .emplace(routing_id, session{.path = std::move(path), .heard = now})
    .first;
}

caf::error serving::ask(return_path& from, const envelope& head,
                        std::string_view body, frames& xs, time_point now) {
  if (head.incarnation != incarnation_)
    return errc::node_down;
  auto to = published_.find(head.actor);
  if (!to.actor)
    return errc::unknown_actor;
  if (std::ranges::find(to.interface, head.type, &method::request)
      == to.interface.end())
    return errc::unknown_message;
  auto bytes = size_of(xs, 1);
  auto content = find_codec(head.type)->unpack(body, to_buffers(xs, 2));
  if (!content)
    return std::move(content.error());
  return from.ask(to.actor, head.call, std::move(*content), bytes, now);
}

void serving::watch(const std::string& routing_id, session& from,
                    const std::string& name) {
  if (auto found = published_.find(name); found.actor)
    from.watched.insert_or_assign(name, found.actor->id());
  else
    send(to_session{routing_id}, {{}, down(name, errc::unknown_actor)});
}

void serving::note(session& from, time_point now) {
  if (now - from.told < options_.heartbeat)
    return;
  from.told = now;
  asked_by_((*from).node(), now);
}

void serving::greet(const return_path& from, zmq::message_t& frame,
                    const envelope& head) {
  auto seen = property(frame, "Peer-Address");
  greeted_(from.node(), reachable(head.actor, seen));
}

// -- outward ------------------------------------------------------------------

/// Was silent for so long that its session ended, with all that it waits for.
void serving::forgotten(const std::string& routing_id, std::uint64_t call) {
  auto out = parcel{to_session{routing_id}, {}};
  encode(envelope{.kind = envelope::pong, .call = call}, out.head);
  router_.send(routing_id, out);
}

void serving::pong(const std::string& routing_id, std::uint64_t call) {
  auto out = parcel{to_session{routing_id}, {}};
  encode(
    envelope{.kind = envelope::pong, .incarnation = incarnation_, .call = call},
    out.head);
  send(to_session{routing_id}, out);
}

std::string serving::down(const std::string& actor, errc reason) {
  auto head = std::string{};
  encode(envelope{.kind = envelope::down,
                  .actor = actor,
                  .code = static_cast<std::uint8_t>(reason)},
         head);
  return head;
}

void serving::send(const to_session& to, const parcel& x) {
  auto known = sessions_.find(to.routing_id);
  if (known != sessions_.end() && router_.send(to.routing_id, x))
    (*known->second).counts().sent(x.size());
}

void serving::send(const to_watchers& to, const parcel& x) {
  for (auto& [routing_id, session] : sessions_) {
    auto watched = session.watched.find(to.actor);
    if (watched == session.watched.end() || watched->second != to.id)
      continue;
    session.watched.erase(watched);
    send(to_session{routing_id}, x);
  }
  published_.remove(to.actor, to.id);
}

// -- time ---------------------------------------------------------------------

void serving::tick(time_point now) {
  std::erase_if(sessions_, [&](auto& entry) {
    auto& x = entry.second;
    (*x).tick(now);
    auto lost = now - x.heard > options_.silence_max_of(x.rests);
    if (lost)
      (*x).kill_proxy(nullptr, errc::node_down);
    return lost;
  });
}

void serving::stop() {
  for (auto& [id, x] : sessions_)
    (*x).kill_proxy(nullptr, errc::node_down);
}

} // namespace synod
