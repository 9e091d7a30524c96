#include "actors/gateway/gateway_state.hpp"
#include "actors/gateway/route_progress.hpp"
#include "actors/gateway/route_view.hpp"

#include <memory>

// Why a request went to whom it went: recomputed from its record and the chain.
// The chain keeps no standings of old, so it is read from its first block on.

namespace synod {

namespace {

// Each of them reads the chain from its beginning.
constexpr auto explanations_max = 2L;

/// One explanation in the making: the chain is folded block by block.
struct explanation {
  route_question question;
  attest attested;
  http_arrival to;
  route_progress progress;
  std::shared_ptr<int> counted; ///< One of those under way.
  ledger::route_facts facts{};
  unsigned silent = 0; ///< Validators in a row that did not answer.

  void answer(http::response x) {
    progress.end(with_id(std::move(x), to.request));
  }

  void fail(errc why) {
    answer(openai::to_response(openai::from_errc(why)));
  }

  void finish() {
    auto steps = choose_again(question, facts);
    if (!steps && steps.error() == errc::not_stored)
      return answer(openai::to_response(
        {.status = 404,
         .message = "Standings and load did not decide this route: too little "
                    "was known of the workers when the request began.",
         .code = "not_decided_by_standings"}));
    if (!steps)
      return fail(errc_of(steps.error()));
    auto result = http::response{};
    result.body = to_json(question, *steps, facts, attested);
    answer(std::move(result));
  }
};

using shared_explanation = std::shared_ptr<explanation>;

void fold_next(gateway_self self, payment* chain, const shared_explanation& x);

// One validator may be away, or behind: another goes on.
void try_another(gateway_self self, payment* chain, const shared_explanation& x,
                 errc why) {
  constexpr auto silent_max = 4U;
  if (++x->silent >= silent_max)
    return x->fail(why);
  chain->ask_another_validator();
  fold_next(self, chain, x);
}

void fold_next(gateway_self self, payment* chain, const shared_explanation& x) {
  if (x->progress.is_unwanted())
    return;
  if (x->facts.height() >= x->question.record.route_height)
    return x->finish();
  auto validator = chain->options().chain.current();
  if (!validator)
    return try_another(self, chain, x, errc_of(validator.error()));
  self
    ->request(*validator, std::chrono::seconds{2},
              get_block{block_height{x->facts.height() + 1}})
    .then(
      [=](const stored_block& found) {
        if (!x->facts.fold(found, chain->options().parameters))
          return try_another(self, chain, x, errc::malformed_message);
        x->silent = 0;
        x->progress.tell(x->facts.height(), x->question.record.route_height,
                         std::chrono::steady_clock::now());
        fold_next(self, chain, x);
      },
      [=](const caf::error& why) {
        try_another(self, chain, x, errc_of(why));
      });
}

} // namespace

void gateway_state::carry_out(http_arrival& x, openai::show_route& wish) {
  auto making = std::make_shared<explanation>(explanation{
    {}, {}, x, route_progress{x.exchange, wish.with_progress}, explaining_});
  auto kept = payment_ ? payment_->records().find_whole(wish.request, wish.key)
                       : std::nullopt;
  if (!kept)
    return making->answer(no_record());
  if (explaining_.use_count() > explanations_max + 1)
    return making->fail(errc::overloaded);
  const auto& options = payment_->options();
  making->question
    = {wish.request, options.parameters.chain_id, kept->record, 0};
  making->attested = std::move(kept->attested);
  for (const auto& [name, model] : options.models)
    if (model.root == making->question.record.model)
      making->question.blocks = model.blocks;
  fold_next(self_, payment_.get(), making);
}

} // namespace synod
