#include "actors/coordinator/requests.hpp"

#include <algorithm>
#include <cassert>

namespace synod::coordinator {

namespace {

constexpr auto no_retrieval = "none";

instant renewal_interval(const generation_options& options) {
  return instant{options.lease} / 3;
}

} // namespace

requests::requests(coordinator_settings settings,
                   std::function<std::uint64_t()> random)
  : settings_(std::move(settings)), random_(std::move(random)),
    workers_(settings_.workers) {
  if (settings_.ledger)
    paid_ = std::make_unique<settlements>(*settings_.ledger, random_);
}

std::variant<errc, request_started>
requests::start(start_request call, const node_id& sender, instant now) {
  auto refusal = refusal_of(call, sender);
  if (!refusal && paid_)
    refusal = paid_->admit(call);
  if (refusal) {
    ++counters_.refused;
    return *refusal;
  }
  ++counters_.started;
  if (!call.seed_given)
    call.sample.seed = random_();
  auto started = request_started{call.request, call.sample.seed};
  auto place = request_place{};
  place.self = settings_.self;
  place.asker_node = sender;
  place.model = find_model(call.model);
  place.options = &settings_.request;
  place.generating = &settings_.generation;
  place.workers = &workers_;
  place.times = &times_[call.model];
  do
    place.session = session_id{random_()};
  while (sessions_.contains(place.session));
  place.agents = agents_of(call);
  if (paid_) {
    place.paid = paid_->find(call.request);
    place.wall = settings_.ledger->wall;
  }

  auto id = call.request;
  if (open_.empty())
    renewed_at_ = now;
  sessions_.emplace(place.session, id);
  auto& made = *open_
                  .emplace(id, std::make_unique<request>(std::move(call),
                                                         std::move(place)))
                  .first->second;
  made.start(now);
  collect(id, now);
  return started;
}

std::optional<errc>
requests::refusal_of(const start_request& call, const node_id& sender) const {
  // An asker is told only what its own node asked for.
  if (call.asker.node != sender)
    return errc::invalid_argument;
  if (open_.contains(call.request))
    return errc::request_exists;
  if (open_.size() >= settings_.requests_max)
    return errc::overloaded;
  auto* model = find_model(call.model);
  if (model == nullptr)
    return errc::unknown_model;
  if (!call.domain.empty() && call.domain != no_retrieval
      && std::ranges::find(settings_.agents, call.domain, &agent::domain)
           == settings_.agents.end())
    return errc::unknown_domain;
  return check_call(call, *model);
}

std::optional<errc> requests::cancel(const cancel_request& what,
                                     const node_id& sender, instant now) {
  auto found = open_.find(what.request);
  if (found == open_.end())
    return {};
  if (found->second->place().asker_node != sender)
    return errc::not_your_session;
  found->second->cancel(now);
  collect(what.request, now);
  return {};
}

template <class Message>
std::optional<errc>
requests::tell(std::optional<errc> (generation::*take)(const Message&,
                                                       const node_id&, instant),
               const Message& what, const node_id& sender, instant now) {
  auto* text = find_text(what.session);
  if (text == nullptr)
    return errc::unknown_session;
  auto refusal = (text->*take)(what, sender, now);
  collect(sessions_.at(what.session), now);
  return refusal;
}

std::optional<errc>
requests::token(const token_sampled& what, const node_id& sender, instant now) {
  return tell(&generation::token, what, sender, now);
}

std::optional<errc>
requests::report(const hop_failed& what, const node_id& sender, instant now) {
  return tell(&generation::report, what, sender, now);
}

std::optional<errc> requests::receipt(const receipt_made& what,
                                      const node_id& sender, instant now) {
  if (!paid_)
    return errc::unknown_request;
  auto* open = find(what.request);
  auto* text = open ? open->text() : nullptr;
  auto known = text ? text->known() : known_tokens{};
  auto refusal = paid_->take(what, sender, known);
  collect_paid(now);
  return refusal;
}

void requests::answered(std::uint64_t ask, const answer& what, instant now) {
  if (auto paid = paid_asks_.extract(ask)) {
    paid_->answered(paid.mapped(), what, now);
    collect_paid(now);
    return;
  }
  if (auto renewal = renewals_.extract(ask)) {
    take_renewal(renewal.mapped(), what, now);
    return;
  }
  auto entry = pending_.extract(ask);
  if (!entry)
    return;
  auto [id, inner] = entry.mapped();
  auto found = open_.find(id);
  if (found == open_.end())
    return;
  found->second->answered(inner, what, now);
  collect(id, now);
}

void requests::node_up(const node_id& node, instant now) {
  workers_.node_up(node);
  nodes_changed(now);
}

void requests::node_down(const node_id& node, instant now) {
  workers_.node_down(node);
  nodes_changed(now);
}

void requests::nodes_changed(instant now) {
  auto sessions = sessions_;
  for (auto& [session, id] : sessions)
    if (auto* text = find_text(session)) {
      text->nodes_changed(now);
      collect(id, now);
    }
}

void requests::tick(instant now) {
  auto due = std::vector<request_id>{};
  for (auto& [id, x] : open_)
    if (auto wake = x->wake_at(); wake && *wake <= now)
      due.push_back(id);
  for (auto& id : due)
    collect(id, now);
  if (!open_.empty()
      && now >= renewed_at_ + renewal_interval(settings_.generation))
    renew_leases(now);
  collect_paid(now);
}

std::optional<instant> requests::wake_at() const {
  auto paid = paid_ ? paid_->wake_at() : std::nullopt;
  if (open_.empty())
    return paid;
  auto first = renewed_at_ + renewal_interval(settings_.generation);
  for (auto& [id, x] : open_)
    first = std::min(first, x->wake_at().value_or(first));
  return std::min(first, paid.value_or(first));
}

void requests::renew_leases(instant now) {
  renewed_at_ = now;
  auto held = std::map<actor_address, std::vector<session_id>, address_order>{};
  for (auto& [session, id] : sessions_)
    if (auto* text = find_text(session))
      for (auto& worker : text->holders())
        held[worker].push_back(session);
  auto& lease = settings_.generation.lease;
  for (auto& [worker, sessions] : held) {
    renewals_.emplace(++last_ask_, worker);
    asks_.push_back(
      {last_ask_, worker,
       synod::renew_leases{sessions, static_cast<std::uint32_t>(lease.count())},
       lease / 3});
  }
}

void requests::take_renewal(const actor_address& worker, const answer& what,
                            instant now) {
  // A worker that does not answer is found out by its steps.
  auto* renewed = std::get_if<leases_renewed>(&what);
  if (renewed == nullptr)
    return;
  for (auto session : renewed->unknown)
    if (auto* text = find_text(session)) {
      text->session_lost(worker, now);
      collect(sessions_.at(session), now);
    }
}

void requests::collect(request_id id, instant now) {
  auto found = open_.find(id);
  if (found == open_.end())
    return;
  auto& from = *found->second;
  from.tick(now);
  for (auto& x : from.take_asks()) {
    pending_.emplace(++last_ask_, pending{id, x.id});
    x.id = last_ask_;
    asks_.push_back(std::move(x));
  }
  if (paid_ && from.outcome())
    paid_->close(id, from.call().asker, now);
  if (from.is_over()) {
    count(from);
    sessions_.erase(from.place().session);
    open_.erase(found);
  }
  collect_paid(now);
}

void requests::count(const request& from) {
  auto& end = *from.outcome();
  ++(end.error == 0 ? counters_.ended_well : counters_.ended_badly);
  counters_.tokens += end.tokens_completion;
  counters_.failovers += end.attempts > 0 ? end.attempts - 1 : 0;
  if (auto* text = from.text())
    counters_.contradictions += text->contradictions();
}

void requests::collect_paid(instant now) {
  if (!paid_)
    return;
  paid_->tick(now);
  for (auto& x : paid_->take_asks()) {
    paid_asks_.emplace(++last_ask_, x.id);
    x.id = last_ask_;
    asks_.push_back(std::move(x));
  }
}

const served_model* requests::find_model(const std::string& name) const {
  auto found = std::ranges::find(settings_.models, name, &served_model::name);
  return found == settings_.models.end() ? nullptr : &*found;
}

std::vector<agent> requests::agents_of(const start_request& call) const {
  auto result = std::vector<agent>{};
  for (auto& x : settings_.agents)
    if (call.domain.empty() || call.domain == x.domain)
      result.push_back(x);
  return result;
}

const request* requests::find(const request_id& id) const {
  auto found = open_.find(id);
  return found == open_.end() ? nullptr : found->second.get();
}

generation* requests::find_text(session_id session) const {
  auto found = sessions_.find(session);
  return found == sessions_.end() ? nullptr : open_.at(found->second)->text();
}

std::vector<ask> requests::take_asks() {
  return std::exchange(asks_, {});
}

} // namespace synod::coordinator
