#include "actors/gateway/gateway_state.hpp"
#include "actors/gateway/route_view.hpp"
#include "runtime/ledger/deliveries.hpp"
#include "schemas/block.hpp"
#include "schemas/canonical.hpp"

#include <memory>

// Why a request went to whom it went: recomputed from its record and the chain.

namespace synod {

namespace {

/// One explanation in the making: the chain is folded block by block.
struct explanation {
  route_question question;
  http_arrival to;
  workers_listed registered{};
  ledger::reputation standings{};
  std::uint64_t height = 0; ///< Folded so far.

  void answer(http::response x) const {
    to.exchange->respond(with_id(std::move(x), to.request));
  }

  void fail(errc why) const {
    answer(openai::to_response(openai::from_errc(why)));
  }

  void finish() const {
    auto steps = choose_again(question, standings, registered);
    if (!steps)
      return fail(errc_of(steps.error()));
    auto result = http::response{};
    result.body = to_json(question, *steps, standings, registered);
    answer(std::move(result));
  }

  /// @returns false if that is not the next block
  bool fold(const stored_block& x, const chain_parameters& chain) {
    auto limits = canonical_limits{};
    limits.bytes_max = x.block.size();
    auto decoded = canonical_decode<block>(x.block.bytes(), limits);
    if (!decoded || x.height.value() != height + 1
        || decoded->transactions.size() != x.receipts.size())
      return false;
    height = x.height.value();
    for (const auto& request : ledger::settled_requests_of(
           decoded->transactions, x.receipts, decoded->header.time_ms, chain))
      standings.fold(request);
    return true;
  }
};

using shared_explanation = std::shared_ptr<explanation>;

void fold_next(gateway_self self, const validator_actor& validator,
               const payment_options& options, const shared_explanation& x) {
  if (x->height >= x->question.record.route_height)
    return x->finish();
  self
    ->request(validator, std::chrono::seconds{2},
              get_block{block_height{x->height + 1}})
    .then(
      [self, validator, &options, x](const stored_block& found) {
        if (!x->fold(found, options.parameters))
          return x->fail(errc::malformed_message);
        fold_next(self, validator, options, x);
      },
      [x](const caf::error& why) { x->fail(errc_of(why)); });
}

} // namespace

void gateway_state::carry_out(http_arrival& x, openai::show_route& wish) {
  auto making = std::make_shared<explanation>(explanation{{}, x});
  if (!payment_)
    return making->fail(errc::unknown_request);
  auto record = payment_->records().find_record(wish.request);
  if (!record)
    return making->fail(errc::unknown_request);
  const auto& options = payment_->options();
  making->question = {wish.request, *record, 0};
  for (const auto& [name, model] : options.models)
    if (model.root == record->model)
      making->question.blocks = model.blocks;
  auto validator = options.chain.current();
  if (!validator)
    return making->fail(errc_of(validator.error()));
  self_
    ->request(*validator, std::chrono::seconds{2}, list_workers{record->model})
    .then(
      [this, making, to = *validator](const workers_listed& list) {
        making->registered = list;
        fold_next(self_, to, payment_->options(), making);
      },
      [making](const caf::error& why) { making->fail(errc_of(why)); });
}

} // namespace synod
