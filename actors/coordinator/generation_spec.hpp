#pragma once

#include "actors/coordinator/answer_stream.hpp"
#include "actors/coordinator/ask.hpp"
#include "actors/coordinator/settlement.hpp"

#include <memory>
#include <string>
#include <vector>

namespace synod::coordinator {

/// One text to be made.
struct generation_spec {
  session_id session;
  request_id request;
  std::string model;
  std::uint32_t blocks = 0;  ///< Of the model.
  actor_address coordinator; ///< Where workers report to.
  sampling sample;
  std::vector<token_id> prompt; ///< Not empty.
  stop_rules stop;
  std::shared_ptr<const model::tokenizer> words; ///< Not null.
  settlement* paid = nullptr;      ///< Null where nothing is paid; outlives it.
  std::function<time_ms()> wall{}; ///< Then, milliseconds since the epoch.
};

/// What every generation of a coordinator goes by.
struct generation_options {
  std::uint32_t rows_max = 64;       ///< Of one step of a prefill.
  std::uint32_t steps_in_flight = 4; ///< Queued at hop 0 unacknowledged.
  unsigned patience = 8;             ///< Times the time expected of a step.
  instant quiet_min{300'000};        ///< Before a late token is looked into,
  instant quiet_max{500'000};        ///< and at the latest.
  instant compute_min{1'000'000};    ///< Before a computing step hangs.
  instant recovery_max{20'000'000};  ///< Without a route that gets further.
  instant busy{250'000};             ///< A worker that was full stays so.
  std::chrono::milliseconds open_timeout{500};
  std::chrono::milliseconds probe_timeout{250};
  std::chrono::milliseconds step_timeout{2'000};
  std::chrono::milliseconds close_timeout{2'000};
  std::chrono::milliseconds lease{10'000};
};

/// How a generation ended.
struct generation_outcome {
  std::optional<errc> error;
  answer_stream::ending end = answer_stream::ending::none;
};

} // namespace synod::coordinator
