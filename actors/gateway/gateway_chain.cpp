#include "actors/gateway/gateway_state.hpp"
#include "runtime/proof/chain_json.hpp"

#include <functional>

// What a gateway shows of the chain: the words of one validator, and another's
// where that one is silent.

namespace synod {

namespace {

constexpr auto validators_asked_max = 4U;
constexpr auto timeout = std::chrono::milliseconds{2'000};

// Of clients, who may leave at once: the link to a validator bears a limited
// number of calls, and a coordinator of this process settles through it.
constexpr auto reads_max = 256;
constexpr auto waits_max = 128;

/// One of the calls that `reads_max` or `waits_max` allow, until nobody has it.
using place = std::shared_ptr<const std::shared_ptr<int>>;

bool is_one_too_many(const place& x, long calls_max) {
  return x->use_count() > calls_max + 1; // the gateway has one, too
}

/// A call on its way through the validators.
struct chain_question {
  gateway_self self;
  payment* chain = nullptr; ///< The gateway's; lives as long as it.
  http_arrival to;
  place held;
  unsigned asked = 0;

  void answer(http::response x) const {
    to.exchange->respond(with_id(std::move(x), to.request));
  }

  void answer(const nlohmann::json& x) const {
    auto result = http::response{};
    result.body
      = x.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    answer(std::move(result));
  }

  void refuse(errc why) const {
    auto error = openai::from_errc(why);
    auto is_ledgers
      = why >= errc::malformed_transaction && why <= errc::bad_failure_report;
    auto is_missing = why == errc::not_stored || why == errc::unknown_escrow;
    if (is_ledgers || is_missing) {
      error.status = is_missing ? 404 : 400;
      error.type = "invalid_request_error";
    }
    answer(openai::to_response(error));
  }
};

bool is_silence(errc why) noexcept {
  return why == errc::node_down || why == errc::unknown_actor
         || why == errc::actor_failed;
}

/// Asks one validator after the other until one answers.
/// @param told turns the answer into JSON
template <class Answer, class Wish, class Tell>
void ask(chain_question x, const Wish& wish, std::chrono::milliseconds patience,
         Tell tell) {
  auto turn = x.chain->options().chain.turn();
  auto again = [x, wish, patience, tell, turn](const caf::error& error) {
    auto why = errc_of(error);
    x.chain->validator_failed(why, turn);
    // Who asked to wait has waited; anybody else asks another validator.
    auto is_silent
      = is_silence(why) || (why == errc::timed_out && patience == timeout);
    if (!is_silent || x.asked + 1 >= validators_asked_max)
      return x.refuse(why);
    auto next = x;
    ++next.asked;
    ask<Answer>(next, wish, patience, tell);
  };
  auto validator = x.chain->options().chain.current();
  if (!validator)
    return again(validator.error());
  x.self->request(*validator, patience, wish)
    .then([x, tell](const Answer& found) { x.answer(tell(found)); }, again);
}

struct chain_asker {
  chain_question x;

  void operator()(const get_chain_status& wish) const {
    ask<chain_status>(x, wish, timeout, [](const chain_status& y) {
      return chain_json::to_json(y);
    });
  }

  void operator()(const openai::show_validators&) const {
    ask<chain_status>(
      x, get_chain_status{}, timeout,
      [](const chain_status& y) { return chain_json::to_json(y.validators); });
  }

  void operator()(const get_block& wish) const {
    ask<stored_block>(x, wish, timeout, [](const stored_block& y) {
      return chain_json::to_json(y);
    });
  }

  void operator()(const get_transaction& wish) const {
    ask<transaction_found>(x, wish, timeout, [](const transaction_found& y) {
      return chain_json::to_json(y);
    });
  }

  void operator()(const wait_transaction& wish) const {
    auto patience = std::chrono::milliseconds{wish.timeout_ms} + timeout;
    ask<transaction_found>(x, wish, patience, [](const transaction_found& y) {
      return chain_json::to_json(y);
    });
  }

  void operator()(const get_account& wish) const {
    ask<account_state>(x, wish, timeout,
                       [id = wish.account](const account_state& y) {
                         return chain_json::to_json(id, y);
                       });
  }

  void operator()(const get_escrow& wish) const {
    ask<escrow_state>(x, wish, timeout,
                      [id = wish.escrow](const escrow_state& y) {
                        return chain_json::to_json(id, y);
                      });
  }

  void operator()(const list_workers& wish) const {
    ask<workers_listed>(x, wish, timeout, [](const workers_listed& y) {
      return chain_json::to_json(y);
    });
  }

  void operator()(const submit_transaction& wish) const {
    ask<transaction_accepted>(
      x, wish, timeout, [](const transaction_accepted& y) {
        return nlohmann::json{{"transaction", to_hex(y.id)}};
      });
  }
};

} // namespace

void gateway_state::carry_out(http_arrival& x, openai::chain_call& call) {
  if (payment_) {
    auto waits = std::holds_alternative<wait_transaction>(call.wish);
    auto asker = chain_asker{
      {self_, payment_.get(), x,
       std::make_shared<std::shared_ptr<int>>(waits ? waiting_ : reading_)}};
    if (is_one_too_many(asker.x.held, waits ? waits_max : reads_max))
      return asker.x.refuse(errc::overloaded);
    return std::visit(asker, call.wish);
  }
  auto answer = openai::to_response(
    {.status = 404,
     .message = "This network keeps no ledger: its topology has no validator.",
     .code = "no_ledger"});
  x.exchange->respond(with_id(std::move(answer), x.request));
}

} // namespace synod
