#include "actors/gateway/front.hpp"

#include "actors/gateway/json_body.hpp"

#include <algorithm>

namespace synod::openai {

namespace {

[[noreturn]] void refuse_path(const http::request& request) {
  throw refusal{{.status = 404,
                 .message = "Unknown request URL: " + request.method + " "
                            + request.target.substr(0, 200)
                            + ". GET / lists what there is.",
                 .code = "unknown_url"}};
}

/// Passes if the method is one of those, written as in the header `Allow`.
void allow(const http::request& request, const std::string& methods) {
  if (("," + methods + ",").find("," + request.method + ",")
      == std::string::npos)
    throw refusal{{.status = 405,
                   .message = "Not allowed: " + request.method + ".",
                   .code = "method_not_allowed",
                   .methods_allowed = methods}};
}

[[noreturn]] void refuse_model(const std::string& name) {
  throw refusal{{.status = 404,
                 .message = "The model '" + name + "' does not exist.",
                 .param = "model",
                 .code = "model_not_found"}};
}

void require_model(const front_options& options, const std::string& name) {
  if (std::ranges::find(options.models, name) == options.models.end())
    refuse_model(name);
}

ordered_json model_view(const front_options& options, const std::string& name) {
  return {{"id", name},
          {"object", "model"},
          {"created", options.started_s},
          {"owned_by", "synod"}};
}

http::response show_models(const front_options& options) {
  auto data = ordered_json::array();
  for (const auto& name : options.models)
    data.push_back(model_view(options, name));
  return {.body = write({{"object", "list"}, {"data", std::move(data)}})};
}

decision decide_v1(const front_options& options, const http::request& request,
                   const std::vector<std::string>& path) {
  auto complete = [&](endpoint called) -> decision {
    allow(request, "POST");
    auto result = parse_completion_request(called, request.body);
    require_model(options, result.model);
    return result;
  };
  if (path.size() == 3 && path[1] == "chat" && path[2] == "completions")
    return complete(endpoint::chat);
  if (path.size() == 2 && path[1] == "completions")
    return complete(endpoint::completions);
  if (path.size() < 2 || path[1] != "models")
    refuse_path(request);
  allow(request, "GET,HEAD");
  if (path.size() == 2)
    return show_models(options);
  // A model's name may hold slashes.
  auto name = path[2];
  for (auto i = std::size_t{3}; i < path.size(); ++i)
    name += "/" + path[i];
  require_model(options, name);
  return http::response{.body = write(model_view(options, name))};
}

request_id parse_request_id(const std::string& text) {
  auto result = from_hex<request_id>(text);
  if (!result)
    throw refusal{{.status = 404,
                   .message = "A request's id is 64 lower-case hex digits.",
                   .param = "id",
                   .code = "unknown_request"}};
  return *result;
}

void require_json(const http::request& request) {
  if (!request.content_type.starts_with("application/json"))
    throw refusal{{.status = 415,
                   .message = "The body must be of type application/json.",
                   .code = "unsupported_media_type"}};
}

change_passage
parse_change(const http::request& request, const std::string& id) {
  auto result = change_passage{};
  result.content.id = id;
  result.kind = change_passage::remove;
  if (request.method == "DELETE")
    return result;
  require_json(request);
  result.kind
    = request.method == "PUT" ? change_passage::replace : change_passage::add;
  result.content = parse_passage(request.body, id);
  return result;
}

decision
decide_corpus(const front_options& options, const http::request& request,
              const http::target& target) {
  const auto& path = target.path;
  if (path.size() < 4 || path.size() > 5 || path[3] != "passages")
    refuse_path(request);
  if (!options.corpora.contains(path[2]))
    throw refusal{{.status = 404,
                   .message = "The corpus '" + path[2] + "' does not exist.",
                   .param = "corpus",
                   .code = "unknown_corpus"}};
  if (path.size() == 5) {
    allow(request, "PUT,DELETE");
    return corpus_call{path[2], parse_change(request, path[4])};
  }
  allow(request, "GET,HEAD,POST");
  if (request.method == "POST")
    return corpus_call{path[2], parse_change(request, {})};
  return corpus_call{path[2],
                     parse_page(target.value("after"), target.value("limit"))};
}

decision
decide_synod(const front_options& options, const http::request& request,
             const http::target& target) {
  const auto& path = target.path;
  auto is_list = path.size() == 2 && path[1] == "corpora";
  auto is_status = path.size() == 2 && path[1] == "status";
  if (is_list || is_status) {
    allow(request, "GET,HEAD");
    return is_list ? decision{show_corpora{}} : decision{show_status{}};
  }
  if (path.size() >= 3 && path[1] == "requests") {
    if (path.size() > 4 || (path.size() == 4 && path[3] != "route"))
      refuse_path(request);
    allow(request, "GET,HEAD");
    auto id = parse_request_id(path[2]);
    if (path.size() == 3)
      return show_record{id, request.record_key};
    return show_route{id, request.record_key,
                      target.value("progress") == "true"};
  }
  if (path.size() < 2 || path[1] != "corpora")
    refuse_path(request);
  return decide_corpus(options, request, target);
}

decision
decide_chain(const http::request& request, const http::target& target) {
  if (target.path.size() == 2 && target.path[1] == "tx") {
    allow(request, "POST");
    require_json(request);
    return chain_call{parse_submission(request.body)};
  }
  auto call = parse_chain_read(target);
  if (!call)
    refuse_path(request);
  allow(request, "GET,HEAD");
  return std::move(*call);
}

/// What is open to everybody; nothing if `path` is not of that kind.
std::optional<decision>
decide_open(const front_options& options, const http::request& request,
            const std::vector<std::string>& path) {
  if (path.size() > 1
      || (path.size() == 1 && path[0] != "healthz" && path[0] != "metrics"))
    return {};
  allow(request, "GET,HEAD");
  if (path.empty())
    return http::response{.content_type = "text/plain; charset=utf-8",
                          .body = greeting(options)};
  if (path[0] == "metrics")
    return show_metrics{};
  return http::response{.body = write({{"status", "ok"}})};
}

void require_key(const front_options& options, const http::request& request) {
  if (!options.keys.allow(request.authorization))
    throw refusal{{.status = 401,
                   .message = "Incorrect API key provided, or none: send the "
                              "header 'Authorization: Bearer KEY'.",
                   .code = "invalid_api_key"}};
}

} // namespace

decision decide(const front_options& options, const http::request& request) {
  try {
    auto target = http::parse_target(request.target);
    if (auto open = decide_open(options, request, target.path))
      return std::move(*open);
    require_key(options, request);
    if (target.path[0] == "v1")
      return decide_v1(options, request, target.path);
    if (target.path[0] == "synod")
      return decide_synod(options, request, target);
    if (target.path[0] == "chain")
      return decide_chain(request, target);
    refuse_path(request);
  } catch (const refusal& x) {
    return to_response(x.error);
  }
}

} // namespace synod::openai
