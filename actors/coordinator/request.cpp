#include "actors/coordinator/request.hpp"

#include "actors/coordinator/citation_rule.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace synod::coordinator {

namespace {

constexpr auto stops_max = std::size_t{16};
constexpr auto stop_bytes_max = std::size_t{512};
constexpr auto text_bytes_max = std::size_t{1} << 20;

bool is_sane(const sampling& x) {
  return std::isfinite(x.temperature) && x.temperature >= 0
         && x.temperature <= 100 && x.top_p > 0 && x.top_p <= 1 && x.min_p >= 0
         && x.min_p <= 1 && x.repetition_penalty > 0
         && x.repetition_penalty <= 10;
}

std::size_t text_bytes(const start_request& call) {
  auto result = call.prompt.size();
  for (auto& x : call.messages)
    result += x.role.size() + x.content.size();
  return result;
}

instant deadline_of(const start_request& call, const request_options& options) {
  auto asked = instant{std::chrono::milliseconds{call.deadline_ms}};
  return call.deadline_ms == 0 ? options.deadline
                               : std::min(asked, options.deadline_max);
}

const char* reason_of(answer_stream::ending end) {
  return end == answer_stream::ending::length ? "length" : "stop";
}

} // namespace

std::optional<errc>
check_call(const start_request& call, const served_model& model) {
  if (!is_sane(call.sample) || call.stop.size() > stops_max
      || text_bytes(call) > text_bytes_max
      || std::ranges::any_of(call.stop, [](auto& x) {
           return x.empty() || x.size() > stop_bytes_max;
         }))
    return errc::invalid_argument;
  if (!call.messages.empty() && question_of(call).empty())
    return errc::invalid_argument;
  auto fitted = fit_prompt(call, {}, model);
  if (auto* fault = std::get_if<errc>(&fitted))
    return *fault;
  return {};
}

request::request(start_request call, request_place place)
  : call_(std::move(call)), place_(std::move(place)),
    feed_(call_.asker, call_.request, place_.options->asker_timeout) {
}

void request::start(instant now) {
  deadline_ = now + deadline_of(call_, *place_.options);
  if (place_.agents.empty() || call_.messages.empty())
    generate(now);
  else
    ask_agents(now);
}

void request::ask_agents(instant now) {
  retrieval_ends_ = now + place_.options->retrieval_timeout;
  agents_silent_ = static_cast<std::uint32_t>(place_.agents.size());
  for (auto& x : place_.agents)
    send(origin::agent,
         {0, x.address,
          find_passages{question_of(call_), place_.options->passages_found_max},
          place_.options->retrieval_timeout});
}

void request::generate(instant now) {
  retrieval_ends_.reset();
  // The order in which agents answered must not matter.
  std::ranges::sort(found_, {}, &passages_found::corpus);
  chosen_ = choose_passages(found_, place_.options->passages);
  auto fitted = fit_prompt(call_, chosen_.passages, *place_.model);
  auto* prompt = std::get_if<fitted_prompt>(&fitted);
  if (prompt == nullptr) {
    finish(std::get<errc>(fitted), {});
    return;
  }
  chosen_.passages.resize(prompt->passages);
  auto room = room_for(*prompt);
  if (room == 0) {
    finish(errc::fee_cap_too_low, {});
    return;
  }
  auto spec = generation_spec{};
  spec.session = place_.session;
  spec.request = call_.request;
  spec.model = place_.model->name;
  spec.blocks = place_.model->blocks;
  spec.coordinator = place_.self;
  spec.sample = call_.sample;
  spec.prompt = std::move(prompt->tokens);
  tokens_max_ = call_.tokens_max == 0 ? room : std::min(call_.tokens_max, room);
  spec.stop = {tokens_max_, call_.ignore_eos, call_.stop};
  spec.words = place_.model->words;
  spec.paid = place_.paid;
  spec.wall = place_.wall;
  generation_ = std::make_unique<generation>(
    std::move(spec), *place_.generating, *place_.workers, *place_.times);
  generation_->start(now);
}

// Tokens that the context and the fee cap leave room for. The last one is not
// fed, so it costs nothing.
std::uint32_t request::room_for(const fitted_prompt& prompt) const {
  auto tokens = prompt.tokens.size();
  auto room = std::uint64_t{place_.model->context_length} - tokens;
  if (place_.paid) {
    auto paid = place_.paid->terms().positions_max();
    room = std::min(room, paid < tokens ? 0 : paid - tokens + 1);
  }
  return static_cast<std::uint32_t>(room);
}

void request::cancel(instant now) {
  if (outcome_)
    return;
  if (generation_)
    generation_->stop(errc::cancelled, now);
  else
    finish(errc::cancelled, {});
}

void request::answered(std::uint64_t ask, const answer& what, instant now) {
  auto found = pending_.find(ask);
  if (found == pending_.end())
    return;
  auto [from, inner] = found->second;
  pending_.erase(found);
  auto* refusal = std::get_if<errc>(&what);
  if (from == origin::hop) {
    generation_->answered(inner, what, now);
  } else if (from == origin::asker) {
    feed_.answered(refusal ? std::optional{*refusal} : std::nullopt, now);
    if (feed_.is_lost())
      cancel(now);
  } else if (retrieval_ends_) {
    // An agent that is late or down has no say in this answer.
    if (auto* passages = std::get_if<passages_found>(&what))
      found_.push_back(*passages);
    if (--agents_silent_ == 0)
      generate(now);
  }
}

void request::tick(instant now) {
  if (!outcome_ && now >= deadline_) {
    if (generation_)
      generation_->stop(errc::timed_out, now);
    else
      finish(errc::timed_out, {});
  }
  if (outcome_ && now >= drained_at())
    feed_.give_up();
  if (!outcome_ && retrieval_ends_ && now >= *retrieval_ends_)
    generate(now);
  if (generation_ && !outcome_)
    generation_->tick(now);
  collect(now);
}

void request::collect(instant now) {
  if (generation_) {
    for (auto& x : generation_->take_pieces()) {
      answer_ += x.text;
      feed_.add(std::move(x));
    }
    for (auto& x : generation_->take_asks())
      send(origin::hop, std::move(x));
    if (auto& end = generation_->outcome(); end && !outcome_)
      finish(end->error, end->error ? "" : reason_of(end->end));
  }
  if (auto next = feed_.next(now))
    send(origin::asker, std::move(*next));
}

void request::finish(std::optional<errc> error, std::string reason) {
  retrieval_ends_.reset(); // an agent that answers now begins nothing
  auto end = request_finished{};
  end.request = call_.request;
  end.error = error ? static_cast<std::uint8_t>(*error) : 0;
  end.detail = error ? describe(*error) : "";
  end.reason = std::move(reason);
  end.domain = chosen_.domain;
  if (generation_) {
    end.tokens_prompt = generation_->tokens_prompt();
    end.tokens_completion = static_cast<std::uint32_t>(
      generation_->tokens().size() - generation_->tokens_prompt());
    end.route = generation_->route();
    end.attempts = generation_->attempt();
  }
  if (!error)
    if (auto cited = find_citation(answer_, chosen_.passages))
      end.citations.push_back(std::move(*cited));
  if (place_.paid && generation_) {
    place_.paid->end(work_done());
    end.cost = place_.paid->cost();
  }
  outcome_ = end;
  feed_.finish(std::move(end));
}

served_work request::work_done() const {
  auto result = served_work{};
  auto& tokens = generation_->tokens();
  auto sampled = tokens.begin() + generation_->tokens_prompt();
  result.route = generation_->route();
  result.prompt.assign(tokens.begin(), sampled);
  result.tokens.assign(sampled, tokens.end());
  result.text = answer_;
  auto& record = result.record;
  record.model = place_.paid->terms().model;
  if (!call_.messages.empty())
    record.chat_template = place_.paid->terms().chat_template;
  for (auto& x : call_.messages)
    record.messages.push_back({x.role, x.content});
  record.prompt = call_.prompt;
  record.domain = chosen_.domain;
  for (auto& x : chosen_.passages)
    record.passages.push_back({x.source.corpus, x.source.version,
                               x.source.passage, x.source.title, x.text});
  record.sample = to_bits(call_.sample);
  record.tokens_max = tokens_max_;
  record.stop = call_.stop;
  record.ignore_eos = call_.ignore_eos;
  return result;
}

void request::send(origin from, ask what) {
  pending_.emplace(++last_ask_, pending{from, what.id});
  what.id = last_ask_;
  asks_.push_back(std::move(what));
}

std::optional<instant> request::wake_at() const {
  auto first = std::optional<instant>{};
  auto add = [&first](std::optional<instant> x) {
    if (x && (!first || *x < *first))
      first = x;
  };
  add(feed_.wake_at());
  if (outcome_) {
    add(drained_at());
  } else {
    add(deadline_);
    add(retrieval_ends_);
    if (generation_)
      add(generation_->wake_at());
  }
  return first;
}

// An asker that takes what it is told ever so slowly must not stay for ever.
instant request::drained_at() const {
  return deadline_ + instant{place_.options->asker_timeout};
}

std::vector<ask> request::take_asks() {
  return std::exchange(asks_, {});
}

} // namespace synod::coordinator
