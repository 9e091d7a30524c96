#include "actors/gateway/gateway_state.hpp"

#include "runtime/crypto/random.hpp"
#include "runtime/log/log.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace synod {

namespace {

/// How much longer than a coordinator a gateway waits for a request's end.
constexpr auto grace = std::chrono::seconds{2};
constexpr auto tick_interval = std::chrono::milliseconds{500};

openai::front_options front_of(const gateway_options& x) {
  auto result = openai::front_options{};
  result.network = x.network;
  for (const auto& model : x.models)
    result.models.push_back(model.name);
  for (const auto& corpus : x.corpora)
    result.corpora.insert(corpus.name);
  result.keys = openai::api_keys{x.api_keys};
  result.started_s = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  return result;
}

/// Answers on the server's thread what needs no actor, so that a busy network
/// does not delay it.
http::server::handler handler_of(gateway_self self, const gateway_options& x) {
  return [front = front_of(x), to = caf::actor_cast<caf::actor_addr>(self)](
           http::request request, std::shared_ptr<http::exchange> exchange) {
    auto id = crypto::random_request_id();
    auto wish = openai::decide(front, request);
    if (auto* answer = std::get_if<http::response>(&wish))
      return exchange->respond(with_id(std::move(*answer), id));
    auto gateway = caf::actor_cast<gateway_actor>(to);
    if (gateway)
      caf::anon_send(gateway,
                     http_arrival{id, std::move(wish), std::move(exchange)});
  };
}

bool is_about_escrow(errc x) {
  return x == errc::unknown_escrow || x == errc::escrow_exhausted
         || x == errc::escrow_expired || x == errc::escrow_closing
         || x == errc::request_settled;
}

bool is_wildcard(const std::string& host) {
  return host == "0.0.0.0" || host == "::";
}

} // namespace

gateway_state::gateway_state(gateway_self self)
  : self_(self), metrics_(std::make_shared<openai::metrics>()), open_(metrics_),
    watch_(self) {
}

gateway_state::~gateway_state() {
  auto now = open_requests::clock::now();
  for (const auto& id : open_.waiting_since_before(now))
    open_.fail(id, openai::from_errc(errc::node_down, "The gateway stops."),
               now);
}

void gateway_state::start(gateway_options options, gateway_resolver resolver) {
  options_ = std::move(options);
  resolver_ = std::move(resolver);
  if (options_.payment)
    payment_ = std::make_unique<payment>(*options_.payment);
  server_ = std::make_unique<http::server>(
    options_.listen_host, options_.listen_port, options_.limits,
    handler_of(self_, options_));
  if (payment_) { // nothing is opened for a gateway that cannot listen
    payment_->prepare();
    carry_out_wishes();
  }
  log::info("gateway: serves {}", url());
  if (options_.on_listening)
    options_.on_listening(url());
}

std::string gateway_state::url() const {
  auto host
    = is_wildcard(options_.listen_host) ? "127.0.0.1" : options_.listen_host;
  if (host.find(':') != std::string::npos)
    host = "[" + host + "]";
  return "http://" + host + ":"
         + std::to_string(server_ ? server_->port() : options_.listen_port);
}

void gateway_state::handle(http_arrival& x) {
  std::visit([&](auto& wish) { carry_out(x, wish); }, x.wish);
}

void gateway_state::carry_out(http_arrival& x,
                              openai::completion_request& call) {
  auto now = open_requests::clock::now();
  open_.add(x.request, call, x.exchange, now);
  watch_departure(self_, x.request, *x.exchange);
  if (options_.coordinators.empty())
    return fail(x.request, errc::node_down);
  if (open_.size() > options_.requests_max)
    return fail(x.request, errc::overloaded);
  auto deadline = static_cast<std::uint32_t>(options_.request_timeout.count());
  auto first = next_coordinator_++ % options_.coordinators.size();
  pursuits_[x.request] = {
    openai::to_start_request(call, x.request, options_.self, deadline), first};
  wait_for_ticks();
  ask_next_coordinator(x.request, errc::node_down);
}

void gateway_state::ask_next_coordinator(const request_id& id, errc last) {
  auto& x = pursuits_.at(id);
  const auto& all = options_.coordinators;
  while (x.tried < all.size()) {
    x.coordinator = all[(x.first + x.tried++) % all.size()];
    auto handle = resolver_.coordinator(x.coordinator);
    if (!handle) {
      last = errc_of(handle.error());
      continue;
    }
    x.handle = *handle;
    auto paid_as = id;
    auto refusal = payment_ ? pay(paid_as) : std::nullopt;
    if (refusal == errc::unknown_escrow || refusal == errc::escrow_exhausted) {
      --x.tried;
      x.has_waited = true;
      open_.wait_for_escrow(id);
      parked_.push_back(id); // until an escrow is opened or filled
      return;
    }
    if (refusal) {
      last = *refusal;
      continue;
    }
    return ask(paid_as);
  }
  fail(id, last);
}

void gateway_state::ask(const request_id& id) {
  auto& x = pursuits_.at(id);
  auto address = x.handle.address();
  if (std::ranges::find(monitored_, address) == monitored_.end()) {
    monitored_.push_back(address);
    self_->monitor(x.handle);
  }
  self_->request(x.handle, options_.actor_timeout, x.message)
    .then(
      [this, id](const request_started& started) {
        open_.started(id, started.seed, open_requests::clock::now());
        if (!open_.contains(id))
          forget(id, 0);
      },
      [this, id](const caf::error& why) { refused(id, why); });
}

void gateway_state::refused(const request_id& id, const caf::error& why) {
  if (!pursuits_.contains(id))
    return;
  auto code = errc_of(why);
  if (payment_ && code != errc::timed_out) {
    auto& x = pursuits_.at(id);
    payment_->refused(x.message.cap.cap, code);
    x.has_cap = false;
    // The same one may take it once there is another escrow, or a fuller one.
    if (is_about_escrow(code) && !std::exchange(x.has_waited, true))
      --x.tried;
  }
  if (is_about_escrow(code))
    return ask_next_coordinator(id, code);
  switch (code) {
    case errc::node_down:
    case errc::unknown_actor:
    case errc::actor_failed:
    case errc::overloaded:
      return ask_next_coordinator(id, code); // another may be up, or have room
    case errc::timed_out:
      cancel(id); // it may have been admitted after all
      [[fallthrough]];
    default:
      return fail(id, code);
  }
}

void gateway_state::fail(const request_id& id, errc why) {
  // Whatever it costs that nobody hears of: its whole cap.
  if (auto found = pursuits_.find(id); found != pursuits_.end())
    forget(id, found->second.message.cap.cap.fee_max);
  open_.fail(id, openai::from_errc(why), open_requests::clock::now());
}

void gateway_state::cancel(const request_id& id) {
  auto found = pursuits_.find(id);
  if (found == pursuits_.end() || !found->second.handle)
    return;
  // A request and not a plain send, which a full link would drop silently.
  self_
    ->request(found->second.handle, options_.actor_timeout, cancel_request{id})
    .then([] {}, [](const caf::error&) { /* its lease will end it */ });
}

caf::error gateway_state::check_sender(const request_id& id) const {
  auto found = pursuits_.find(id);
  if (found == pursuits_.end())
    return errc::unknown_request;
  if (!is_from(found->second.coordinator.node))
    return errc::unknown_request;
  return caf::none;
}

bool gateway_state::is_from(const node_id& node) const {
  auto sender = resolver_.node_of ? resolver_.node_of(self_->current_sender())
                                  : node_id{};
  return sender.empty() || sender == node;
}

caf::error gateway_state::take(const text_delta& x) {
  if (auto why = check_sender(x.request))
    return why;
  (void) open_.add_text(x, open_requests::clock::now());
  if (!open_.contains(x.request))
    return errc::unknown_request; // which cancels it
  return caf::none;
}

caf::error gateway_state::take(const request_finished& x) {
  if (auto why = check_sender(x.request))
    return why;
  (void) open_.finish(x, open_requests::clock::now());
  forget(x.request, x.cost);
  return caf::none;
}

void gateway_state::client_left(const request_id& id) {
  if (!open_.leave(id))
    return;
  cancel(id);
  // What it has cost by now is heard once it is settled.
  if (auto found = pursuits_.find(id); found != pursuits_.end())
    forget(id, found->second.message.cap.cap.fee_max);
}

void gateway_state::coordinator_down(const caf::actor_addr& source) {
  std::erase(monitored_, source);
  auto lost = std::vector<request_id>{};
  for (const auto& [id, x] : pursuits_)
    if (x.handle && x.handle.address() == source)
      lost.push_back(id);
  for (const auto& id : lost)
    fail(id, errc::node_down);
}

void gateway_state::wait_for_ticks() {
  if (std::exchange(ticking_, true))
    return;
  self_->delayed_send(self_, tick_interval, caf::tick_atom::value);
}

void gateway_state::tick() {
  ticking_ = false;
  auto latest = open_requests::clock::now() - options_.request_timeout - grace;
  for (const auto& id : open_.waiting_since_before(latest)) {
    cancel(id);
    fail(id, errc::timed_out);
  }
  if (open_.size() != 0)
    wait_for_ticks();
}

actor_status gateway_state::status() const {
  auto connections = server_ ? server_->connections() : 0;
  return {
    "gateway",
    options_.self.actor,
    {{"url", url()}},
    {{"connections", static_cast<std::int64_t>(connections)},
     {"requests_open", static_cast<std::int64_t>(open_.size())},
     {"requests_waiting", static_cast<std::int64_t>(parked_.size())},
     {"requests_unsettled", static_cast<std::int64_t>(unsettled_.size())}}};
}

} // namespace synod
