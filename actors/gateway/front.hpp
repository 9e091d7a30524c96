#pragma once

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/api_keys.hpp"
#include "actors/gateway/chain_call.hpp"
#include "actors/gateway/completion_request.hpp"
#include "actors/gateway/corpus_call.hpp"
#include "actors/gateway/http_message.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace synod::openai {

/// What the front knows without asking anybody.
struct front_options {
  std::string network; ///< The topology's name.
  std::vector<std::string> models;
  std::set<std::string> corpora;
  api_keys keys;              ///< For all but `/`, `/healthz` and `/metrics`.
  std::int64_t started_s = 0; ///< Seconds since 1970.
};

struct show_metrics {};
struct show_status {};
struct show_corpora {};

/// Shows what a paid request came to, to whoever has its key.
struct show_record {
  request_id request;
  std::string key; ///< As given, whatever it is.
};

/// Shows why a paid request went to whom it went; likewise.
struct show_route {
  request_id request;
  std::string key;
  bool with_progress = false; ///< As a stream: the chain may be long.
};

/// What a request turned out to be: something that the front answers itself, or
/// something that takes actors.
using decision = std::variant<http::response, completion_request, show_metrics,
                              show_status, show_corpora, show_record,
                              show_route, chain_call, corpus_call>;

/// Decides what to do with a request:
///
/// | path | methods |
/// |---|---|
/// | `/` | GET: what this is, in plain text |
/// | `/healthz` | GET: {"status": "ok"} as long as the process serves |
/// | `/metrics` | GET: Prometheus |
/// | `/v1/models`, `/v1/models/NAME` | GET |
/// | `/v1/chat/completions`, `/v1/completions` | POST |
/// | `/synod/status`, `/synod/corpora` | GET |
/// | `/synod/requests/ID` | GET: what a paid request came to |
/// | `/synod/requests/ID/route` | GET (`progress`): why it went where it did |
/// | `/synod/corpora/NAME/passages` | GET (`after`, `limit`), POST adds |
/// | `/synod/corpora/NAME/passages/ID` | PUT replaces, DELETE |
/// | `/chain/status`, `/chain/validators`, `/chain/workers` | GET |
/// | `/chain/block/HEIGHT`, `/chain/block/head`, `/chain/account/ID` | GET |
/// | `/chain/tx/ID` | GET (`wait_ms`) |
/// | `/chain/tx` | POST hands in a signed transaction |
///
/// What stands under `/synod/requests` takes the header `Synod-Record-Key`, the
/// `record_key` in the answer's field `synod`. With `progress=true` a route
/// comes as a stream of events: {"progress": {"block", "of"}} now and then, as
/// long as the chain is read, and last the route, or {"error"}.
///
/// HEAD is GET. Changes must be of type `application/json`, so that no web page
/// can make them behind its reader's back.
[[nodiscard]] decision
decide(const front_options& options, const http::request& request);

/// Returns the text of `GET /`.
[[nodiscard]] std::string greeting(const front_options& options);

} // namespace synod::openai
