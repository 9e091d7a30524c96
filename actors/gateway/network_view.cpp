#include "actors/gateway/network_view.hpp"

#include "actors/gateway/json_body.hpp"

#include <algorithm>

namespace synod::openai {

namespace {

const char* state_of(bool up) {
  return up ? "up" : "down";
}

// Declared before `views`, which picks among them.
ordered_json view(const node_report& x);
ordered_json view(const served_model& x);
ordered_json view(const passage& x);
ordered_json view(const corpus_report& x);

ordered_json view(const actor_status& x) {
  auto labels = ordered_json::object();
  for (const auto& [key, value] : x.labels)
    labels[key] = value;
  auto gauges = ordered_json::object();
  for (const auto& [key, value] : x.gauges)
    gauges[key] = value;
  return {{"role", x.role},
          {"actor", x.actor},
          {"labels", std::move(labels)},
          {"gauges", std::move(gauges)}};
}

ordered_json view(const link_status& x) {
  return {{"node", x.node},
          {"state", state_of(x.up)},
          {"bytes_sent", x.bytes_sent},
          {"bytes_received", x.bytes_received},
          {"messages_sent", x.messages_sent},
          {"messages_received", x.messages_received}};
}

template <class T>
ordered_json views(const std::vector<T>& xs) {
  auto result = ordered_json::array();
  for (const auto& x : xs)
    result.push_back(view(x));
  return result;
}

ordered_json view(const node_report& x) {
  auto result
    = ordered_json{{"name", x.status.node}, {"state", state_of(x.up)}};
  if (!x.up)
    return result;
  result["pid"] = x.status.pid;
  result["incarnation"] = x.status.incarnation;
  result["links"] = views(x.status.links);
  result["actors"] = views(x.status.actors);
  return result;
}

/// Replicas of one range stand together, ranges in the order of their blocks.
ordered_json view(const served_model& x) {
  auto placement = x.placement;
  std::ranges::stable_sort(placement, {}, [](const hop& y) {
    return std::pair{y.range.first, y.range.count};
  });
  auto shards = ordered_json::array();
  const hop* before = nullptr;
  for (const auto& y : placement) {
    if (before == nullptr || !(before->range == y.range))
      shards.push_back({{"first", y.range.first},
                        {"count", y.range.count},
                        {"workers", ordered_json::array()}});
    shards.back()["workers"].push_back(
      {{"node", y.worker.node}, {"actor", y.worker.actor}});
    before = &y;
  }
  return {{"name", x.name}, {"shards", std::move(shards)}};
}

ordered_json view(const passage& x) {
  return {{"id", x.id}, {"title", x.title}, {"text", x.text}};
}

ordered_json view(const corpus_report& x) {
  auto result = ordered_json{{"name", x.corpus.name},
                             {"domain", x.corpus.domain},
                             {"state", state_of(x.up)}};
  if (x.up) {
    result["version"] = x.version;
    result["passages"] = x.passages;
  }
  return result;
}

} // namespace

std::string to_json(const std::string& network, const std::string& url,
                    const std::vector<node_report>& nodes,
                    const std::vector<served_model>& models) {
  return write({{"network", network},
                {"url", url},
                {"nodes", views(nodes)},
                {"models", views(models)}});
}

std::string to_json(const passages_listed& x) {
  return write({{"corpus", x.corpus},
                {"domain", x.domain},
                {"version", x.version},
                {"total", x.total},
                {"passages", views(x.passages)}});
}

std::string to_json(const corpus_changed& x) {
  return write(
    {{"corpus", x.corpus}, {"version", x.version}, {"passages", x.passages}});
}

std::string to_json(const std::vector<corpus_report>& x) {
  return write({{"corpora", views(x)}});
}

} // namespace synod::openai
