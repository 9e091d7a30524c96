#include "runtime/transport/return_path.hpp"

#include "runtime/transport/refusal.hpp"
#include "runtime/transport/transport.hpp"
#include "schemas/decode.hpp"

#include <caf/message_id.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace synod {

node_id node_of(const caf::strong_actor_ptr& sender) {
  auto* path = sender ? dynamic_cast<return_path*>(sender->get()) : nullptr;
  return path != nullptr ? path->node() : node_id{};
}

return_path::return_path(caf::actor_config& config, node_id node,
                         std::shared_ptr<outbox> out, to_session route,
                         link_limits limits, std::shared_ptr<traffic> counts,
                         std::uint64_t received)
  : actor_proxy(config), node_(std::move(node)), out_(std::move(out)),
    route_(std::move(route)), limits_(limits), counts_(std::move(counts)),
    credit_(limits), replied_(received), received_(received) {
}

caf::error
return_path::ask(const caf::strong_actor_ptr& target, std::uint64_t call,
                 caf::message content, std::size_t bytes, time_point now) {
  if (call == 0 || call > caf::message_id::request_id_mask)
    return errc::malformed_message;
  {
    auto guard = std::lock_guard{mutex_};
    if (calls_.contains(call))
      return errc::malformed_message;
    if (!credit_.take(bytes))
      return errc::overloaded;
    calls_.emplace(call, call_state{now, bytes});
  }
  target->enqueue(ctrl(), caf::make_message_id(call), std::move(content),
                  nullptr);
  return caf::none;
}

void return_path::enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) {
  if (!what->mid.is_response())
    return; // the node is not an actor
  auto call = what->mid.request_id().integer_value();
  {
    auto guard = std::lock_guard{mutex_};
    auto known = calls_.find(call);
    if (known == calls_.end())
      return;
    credit_.give_back(known->second.bytes);
    calls_.erase(known);
  }
  auto content = what->move_content_to_message();
  if (content.match_elements<caf::error>())
    refuse(call, content.get_as<caf::error>(0));
  else
    reply(call, content);
}

void return_path::reply(std::uint64_t call, const caf::message& content) {
  auto head = envelope{.kind = envelope::reply, .call = call};
  const codec* form = nullptr;
  if (!content.empty()) {
    if (content.size() == 1 && content.type(0).second != nullptr)
      head.type = find_wire_id(*content.type(0).second);
    form = find_codec(head.type);
    if (form == nullptr)
      return refuse(call, errc::unknown_message);
  }
  auto out = parcel{route_, {}};
  encode(head, out.head);
  if (form != nullptr)
    form->pack(content.get(0), out.head, out.buffers);
  if (out.head.size() > limits_.body_bytes_max
      || std::ranges::any_of(out.buffers, [this](auto& x) {
           return x.size() > limits_.buffer_bytes_max;
         }))
    return refuse(call, errc::message_too_large);
  auto bytes = out.size();
  if (!reserve(bytes) || !out_->push(std::move(out)))
    refuse(call, errc::overloaded);
}

bool return_path::reserve(std::size_t bytes) {
  auto guard = std::lock_guard{mutex_};
  if (bytes > limits_.bytes_max - (replied_ - received_))
    return false;
  replied_ += bytes;
  return true;
}

void return_path::received(std::uint64_t bytes) {
  auto guard = std::lock_guard{mutex_};
  received_ = std::clamp(bytes, received_, replied_);
}

void return_path::refuse(std::uint64_t call, const caf::error& reason) {
  auto out = parcel{route_, {}};
  encode(envelope{.kind = envelope::refuse,
                  .call = call,
                  .code = static_cast<std::uint8_t>(to_errc(reason))},
         out.head);
  (void) out_->push(std::move(out)); // if not there, its asker's patience ends
}

void return_path::tick(time_point now) {
  auto late = std::vector<std::uint64_t>{};
  {
    auto guard = std::lock_guard{mutex_};
    std::erase_if(calls_, [&](auto& entry) {
      auto& [call, state] = entry;
      if (now - state.since <= limits_.call_lifetime_max)
        return false;
      credit_.give_back(state.bytes);
      late.push_back(call);
      return true;
    });
  }
  for (auto call : late)
    refuse(call, errc::timed_out);
}

void return_path::kill_proxy(caf::execution_unit* context, caf::error reason) {
  cleanup(std::move(reason), context);
}

} // namespace synod
