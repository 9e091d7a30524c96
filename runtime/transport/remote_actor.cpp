#include "runtime/transport/remote_actor.hpp"

#include "runtime/transport/refusal.hpp"
#include "schemas/decode.hpp"

#include <algorithm>
#include <utility>

namespace synod {

remote_actor::remote_actor(caf::actor_config& config,
                           std::shared_ptr<link> through, std::string actor,
                           methods interface, std::uint64_t incarnation,
                           std::uint64_t epoch)
  : actor_proxy(config), link_(std::move(through)), actor_(std::move(actor)),
    interface_(interface), incarnation_(incarnation), epoch_(epoch) {
}

void remote_actor::enqueue(caf::mailbox_element_ptr what,
                           caf::execution_unit* context) {
  auto err = forward(*what);
  if (err && what->sender && what->mid.is_request())
    what->sender->enqueue(ctrl(), what->mid.response_id(),
                          caf::make_message(std::move(err)), context);
}

const method* remote_actor::find(const std::type_info& type) const {
  auto line
    = std::ranges::find(interface_, find_wire_id(type), &method::request);
  return line == interface_.end() ? nullptr : &*line;
}

caf::error remote_actor::forward(const caf::mailbox_element& what) {
  if (auto ended = ended_.load(); ended != errc{})
    return ended;
  auto& content = what.content();
  if (content.size() != 1 || content.type(0).second == nullptr
      || !what.stages.empty() || what.mid.is_response())
    return errc::unknown_message; // CAF's own, such as an exit
  const auto* line = find(*content.type(0).second);
  if (line == nullptr)
    return errc::unknown_message;
  auto call = link_->next_call();
  auto out = parcel{to_dealer{link_->dealer()}, {}};
  encode(envelope{.kind = envelope::ask,
                  .incarnation = incarnation_,
                  .call = call,
                  .actor = actor_,
                  .type = line->request,
                  .received = link_->received},
         out.head);
  find_codec(line->request)->pack(content.get(0), out.head, out.buffers);
  auto waits = what.mid.is_request();
  return link_->ask(std::move(out), call, epoch_,
                    {.sender = waits ? what.sender : nullptr,
                     .mid = what.mid,
                     .proxy = ctrl(),
                     .reply = line->reply,
                     .since = std::chrono::steady_clock::now()});
}

void remote_actor::kill_proxy(caf::execution_unit* context, caf::error reason) {
  // Its name may pass to another actor, which is not the one this stood for.
  auto code = to_errc(reason);
  ended_ = code == errc::node_down || code == errc::unknown_actor
             ? code
             : errc::actor_failed;
  cleanup(std::move(reason), context);
}

} // namespace synod
