#include "actors/gateway/gateway_state.hpp"

#include <algorithm>

// What a gateway shows of the network, and changes in it.

namespace synod {

namespace {

/// Reports of corpora in the making; answers once all are in.
struct corpora_gathering {
  std::vector<openai::corpus_report> reports;
  std::size_t missing = 0;
  request_id request;
  std::shared_ptr<http::exchange> exchange;

  void end_one() {
    if (--missing != 0)
      return;
    auto answer = http::response{};
    answer.body = openai::to_json(reports);
    exchange->respond(with_id(std::move(answer), request));
  }
};

void respond(const http_arrival& x, std::string body) {
  auto answer = http::response{};
  answer.body = std::move(body);
  x.exchange->respond(with_id(std::move(answer), x.request));
}

/// What an agent's general refusal most often means.
constexpr auto passage_rules
  = "The corpus refuses this: an id has 1 to 128 of the characters A-Z a-z 0-9 "
    ". _ : -, and a text is plain UTF-8, not blank.";

void refuse(const http_arrival& x, errc why) {
  auto detail = why == errc::invalid_argument ? passage_rules : "";
  auto answer = openai::to_response(openai::from_errc(why, detail));
  x.exchange->respond(with_id(std::move(answer), x.request));
}

} // namespace

void gateway_state::carry_out(http_arrival& x, http::response& answer) {
  x.exchange->respond(with_id(std::move(answer), x.request));
}

// A stranger must not learn whether the request was answered here.
http::response no_record() {
  return openai::to_response(
    {.status = 404,
     .message = "No record of that request is kept here, or not yet, or the "
                "header Synod-Record-Key does not hold the record_key of its "
                "answer.",
     .param = "id",
     .code = "unknown_request"});
}

void gateway_state::carry_out(http_arrival& x, openai::show_record& wish) {
  auto found = payment_ ? payment_->records().find(wish.request, wish.key)
                        : std::nullopt;
  if (found)
    return respond(x, std::move(*found));
  x.exchange->respond(with_id(no_record(), x.request));
}

void gateway_state::carry_out(http_arrival& x, openai::show_status&) {
  watch_.ask([this, x](const network_watch::reports& nodes) {
    respond(x,
            openai::to_json(options_.network, url(), nodes, options_.models));
  });
}

void gateway_state::carry_out(http_arrival& x, openai::show_metrics&) {
  watch_.ask([this, x](const network_watch::reports& nodes) {
    auto answer = http::response{};
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = metrics_->text(server_->connections(), open_.size(), nodes);
    x.exchange->respond(with_id(std::move(answer), x.request));
  });
}

void gateway_state::carry_out(http_arrival& x, openai::show_corpora&) {
  auto gathering = std::make_shared<corpora_gathering>();
  gathering->request = x.request;
  gathering->exchange = x.exchange;
  gathering->missing
    = options_.corpora.size() + 1; // itself, until all is asked
  for (const auto& corpus : options_.corpora)
    gathering->reports.push_back({corpus});
  for (auto i = std::size_t{0}; i < options_.corpora.size(); ++i) {
    auto agent = resolver_.rag_agent(options_.corpora[i].agent);
    if (!agent) {
      gathering->end_one();
      continue;
    }
    auto first = list_passages{};
    first.count = 1; // what counts is the total
    self_->request(*agent, options_.status_timeout, std::move(first))
      .then(
        [gathering, i](const passages_listed& page) {
          auto& report = gathering->reports[i];
          report.up = true;
          report.version = page.version;
          report.passages = page.total;
          gathering->end_one();
        },
        [gathering](const caf::error&) { gathering->end_one(); });
  }
  gathering->end_one();
}

void gateway_state::carry_out(http_arrival& x, openai::corpus_call& call) {
  auto corpus = std::ranges::find(options_.corpora, call.corpus,
                                  &openai::served_corpus::name);
  auto agent = resolver_.rag_agent(corpus->agent);
  if (!agent)
    return refuse(x, errc_of(agent.error()));
  auto failed = [x](const caf::error& why) { refuse(x, errc_of(why)); };
  if (auto* page = std::get_if<list_passages>(&call.wish))
    self_->request(*agent, options_.actor_timeout, *page)
      .then([x](const passages_listed& y) { respond(x, openai::to_json(y)); },
            failed);
  else
    self_
      ->request(*agent, options_.actor_timeout,
                std::get<change_passage>(call.wish))
      .then([x](const corpus_changed& y) { respond(x, openai::to_json(y)); },
            failed);
}

} // namespace synod
