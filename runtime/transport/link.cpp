#include "runtime/transport/link.hpp"

#include "runtime/transport/remote_actor.hpp"
#include "schemas/decode.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_config.hpp>
#include <caf/make_actor.hpp>

#include <algorithm>
#include <utility>

namespace synod {

link::link(caf::actor_system& system, std::shared_ptr<outbox> out,
           std::size_t dealer, link_limits limits,
           std::shared_ptr<traffic> counts)
  : system_(system), out_(std::move(out)), dealer_(dealer), limits_(limits),
    counts_(std::move(counts)), credit_(limits) {
}

// -- handles ------------------------------------------------------------------

caf::strong_actor_ptr
link::find_handle(const std::string& actor, methods interface) {
  auto [first, last] = handles_.equal_range(actor);
  for (; first != last; ++first)
    if (auto known = first->second.lock())
      if (static_cast<remote_actor*>(known->get())->interface().data()
          == interface.data())
        return known;
  return nullptr;
}

caf::expected<caf::strong_actor_ptr>
link::handle(const std::string& actor, methods interface) {
  auto made = caf::strong_actor_ptr{};
  {
    auto guard = std::lock_guard{mutex_};
    if (!up_)
      return caf::make_error(errc::node_down);
    if (auto known = find_handle(actor, interface))
      return known;
    if (handles_.size() >= limits_.handles_max)
      return caf::make_error(errc::overloaded);
    auto config = caf::actor_config{};
    made = caf::make_actor<remote_actor, caf::strong_actor_ptr>(
      system_.next_actor_id(), system_.node(), &system_, config,
      shared_from_this(), actor, interface, incarnation_, epoch_);
    asked_ = std::chrono::steady_clock::now();
    handles_.emplace(actor, caf::actor_cast<caf::weak_actor_ptr>(made));
  }
  auto watch = parcel{to_dealer{dealer_}, {}};
  encode(envelope{.kind = envelope::watch, .actor = actor}, watch.head);
  out_->push_notice(std::move(watch));
  return made;
}

void link::kill(const handles& xs, errc reason) {
  for (auto& [actor, weak] : xs)
    if (auto proxy = weak.lock())
      static_cast<remote_actor*>(proxy->get())->kill_proxy(nullptr, reason);
}

void link::down(const std::string& actor, errc reason) {
  auto lost = handles{};
  {
    auto guard = std::lock_guard{mutex_};
    auto [first, last] = handles_.equal_range(actor);
    lost.insert(first, last);
    handles_.erase(first, last);
  }
  kill(lost, reason);
}

// -- calls --------------------------------------------------------------------

caf::error
link::ask(parcel x, std::uint64_t call, std::uint64_t epoch, caller who) {
  who.bytes = x.size();
  if (x.head.size() > limits_.body_bytes_max || who.bytes > limits_.bytes_max
      || std::ranges::any_of(x.buffers, [this](auto& y) {
           return y.size() > limits_.buffer_bytes_max;
         }))
    return errc::message_too_large;
  {
    auto guard = std::lock_guard{mutex_};
    if (!up_ || epoch != epoch_)
      return errc::node_down;
    if (!credit_.take(who.bytes))
      return errc::overloaded;
    asked_ = std::max(asked_, who.since);
    calls_.emplace(call, std::move(who));
  }
  if (out_->push(std::move(x)))
    return caf::none;
  auto guard = std::lock_guard{mutex_};
  if (auto unsent = calls_.extract(call))
    credit_.give_back(unsent.mapped().bytes);
  else
    return caf::none; // the link was lost meanwhile, and has told the sender
  return errc::overloaded;
}

void link::settle(const envelope& head, std::string_view body,
                  std::vector<buffer> buffers) {
  auto call = calls::node_type{};
  {
    auto guard = std::lock_guard{mutex_};
    call = calls_.extract(head.call);
    if (call.empty())
      return;
    credit_.give_back(call.mapped().bytes);
  }
  auto& who = call.mapped();
  if (!who.sender)
    return;
  auto refused = [&](errc reason) {
    who.sender->enqueue(who.proxy, who.mid.response_id(),
                        caf::make_message(caf::make_error(reason)), nullptr);
  };
  if (head.kind == envelope::refuse)
    return refused(head.code == 0 ? errc::unspecified : errc{head.code});
  if (head.type != who.reply)
    return refused(errc::unknown_message);
  auto content = caf::expected<caf::message>{caf::message{}};
  if (head.type != no_message)
    content = find_codec(head.type)->unpack(body, std::move(buffers));
  if (!content)
    return refused(errc::malformed_message);
  who.sender->enqueue(who.proxy, who.mid.response_id(), std::move(*content),
                      nullptr);
}

void link::refuse(const calls& xs, errc reason) {
  for (auto& [call, who] : xs)
    if (who.sender)
      who.sender->enqueue(who.proxy, who.mid.response_id(),
                          caf::make_message(caf::make_error(reason)), nullptr);
}

// -- state --------------------------------------------------------------------

bool link::up(std::uint64_t incarnation, std::uint64_t epoch) {
  auto guard = std::lock_guard{mutex_};
  if (epoch != epoch_)
    return true; // from before the connection was lost
  if (incarnation == 0 || (up_ && incarnation != incarnation_))
    return false;
  if (!up_)
    asked_ = std::chrono::steady_clock::now(); // no rest before it was used
  up_ = true;
  incarnation_ = incarnation;
  return true;
}

void link::down() {
  auto lost_calls = calls{};
  auto lost_handles = handles{};
  {
    auto guard = std::lock_guard{mutex_};
    up_ = false;
    ++epoch_;
    lost_calls.swap(calls_);
    lost_handles.swap(handles_);
    credit_.give_back_all();
  }
  refuse(lost_calls, errc::node_down);
  kill(lost_handles, errc::node_down);
}

bool link::is_idle(time_point since) const {
  auto guard = std::lock_guard{mutex_};
  return calls_.empty() && asked_ < since;
}

void link::use(time_point now) {
  auto guard = std::lock_guard{mutex_};
  asked_ = std::max(asked_, now);
}

void link::tick(time_point now) {
  auto late = calls{};
  {
    auto guard = std::lock_guard{mutex_};
    for (auto i = calls_.begin(); i != calls_.end();) {
      auto here = i++;
      if (now - here->second.since <= limits_.call_lifetime_max)
        continue;
      credit_.give_back(here->second.bytes);
      late.insert(calls_.extract(here));
    }
    std::erase_if(handles_, [](auto& x) { return !x.second.lock(); });
  }
  refuse(late, errc::timed_out);
}

bool link::is_up() const {
  auto guard = std::lock_guard{mutex_};
  return up_;
}

std::uint64_t link::incarnation() const {
  auto guard = std::lock_guard{mutex_};
  return up_ ? incarnation_ : 0;
}

std::uint64_t link::epoch() const {
  auto guard = std::lock_guard{mutex_};
  return epoch_;
}

} // namespace synod
