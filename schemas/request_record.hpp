#pragma once

#include "schemas/ledger_ids.hpp"
#include "schemas/load_report.hpp"
#include "schemas/request.hpp"

#include <bit>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What one request was: all that its answer follows from, together with the
// model. It is hashed, so it travels in canonical form; the ledger sees a
// salted commitment to it alone.

namespace synod {

/// `sampling` in a form that can be hashed: binary32 as its bits.
struct sampling_bits {
  static constexpr auto name = "sampling_bits";

  std::uint32_t temperature = 0;
  std::uint32_t top_k = 0;
  std::uint32_t top_p = 0;
  std::uint32_t min_p = 0;
  std::uint32_t repetition_penalty = 0;
  std::uint64_t seed = 0;

  static auto fields(auto& x) {
    return std::tie(x.temperature, x.top_k, x.top_p, x.min_p,
                    x.repetition_penalty, x.seed);
  }

  friend bool operator==(const sampling_bits&, const sampling_bits&) = default;
};

[[nodiscard]] inline sampling_bits to_bits(const sampling& x) noexcept {
  auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  return {bits(x.temperature),        x.top_k, bits(x.top_p), bits(x.min_p),
          bits(x.repetition_penalty), x.seed};
}

[[nodiscard]] inline sampling from_bits(const sampling_bits& x) noexcept {
  auto value = [](std::uint32_t bits) { return std::bit_cast<float>(bits); };
  return {value(x.temperature),        x.top_k, value(x.top_p), value(x.min_p),
          value(x.repetition_penalty), x.seed};
}

/// A passage as it was put into the prompt, best first.
struct quoted_passage {
  static constexpr auto name = "quoted_passage";

  std::string corpus;
  std::uint64_t version = 0; ///< Of the corpus.
  std::string passage;       ///< Its id in the corpus.
  std::string title;
  std::string text;

  static auto fields(auto& x) {
    return std::tie(x.corpus, x.version, x.passage, x.title, x.text);
  }

  friend bool operator==(const quoted_passage&, const quoted_passage&)
    = default;
};

/// One turn, as asked.
struct recorded_turn {
  static constexpr auto name = "recorded_turn";

  std::string role;
  std::string content;

  static auto fields(auto& x) {
    return std::tie(x.role, x.content);
  }

  friend bool operator==(const recorded_turn&, const recorded_turn&) = default;
};

struct request_record {
  static constexpr auto name = "request_record";

  std::uint8_t version = 1;
  model_root model;
  template_hash chat_template;         ///< Zero for a completion.
  std::vector<recorded_turn> messages; ///< A chat, or else empty.
  std::string prompt;                  ///< A completion.
  std::string domain;                  ///< That was searched, or empty.
  std::vector<quoted_passage> passages;
  sampling_bits sample;
  std::uint32_t tokens_max = 0; ///< Of the answer.
  std::vector<std::string> stop;
  bool ignore_eos = false;
  /// The route was chosen by these, in rising order of worker,
  std::vector<signed_load_report> load_reports;
  std::uint64_t route_height = 0; ///< by the standings after this block,
  time_ms route_time = 0;         ///< and at this moment. 0: by neither.

  static auto fields(auto& x) {
    return std::tie(x.version, x.model, x.chat_template, x.messages, x.prompt,
                    x.domain, x.passages, x.sample, x.tokens_max, x.stop,
                    x.ignore_eos, x.load_reports, x.route_height, x.route_time);
  }

  friend bool operator==(const request_record&, const request_record&)
    = default;
};

} // namespace synod
