#include "actors/gateway/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace synod::openai {

namespace {

using prometheus::BuildCounter;
using prometheus::BuildHistogram;
using prometheus::MetricFamily;

const auto seconds = prometheus::Histogram::BucketBoundaries{
  0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100};

/// A family of gauges that are not kept but read off.
MetricFamily gauges(std::string name, std::string meaning) {
  return {
    std::move(name), std::move(meaning), prometheus::MetricType::Gauge, {}};
}

void add(MetricFamily& family,
         std::vector<prometheus::ClientMetric::Label> labels, double value) {
  auto metric = prometheus::ClientMetric{};
  metric.label = std::move(labels);
  metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
}

} // namespace

struct metrics::families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& answered
    = BuildCounter()
        .Name("synod_gateway_requests_total")
        .Help("Calls that were answered, by endpoint and HTTP status.")
        .Register(registry);
  prometheus::Family<prometheus::Histogram>& duration
    = BuildHistogram()
        .Name("synod_gateway_request_seconds")
        .Help("From a call to the end of its answer.")
        .Register(registry);
  prometheus::Histogram& first_text
    = BuildHistogram()
        .Name("synod_gateway_first_text_seconds")
        .Help("From a call to the first text of its answer.")
        .Register(registry)
        .Add({}, seconds);
  prometheus::Family<prometheus::Counter>& tokens
    = BuildCounter()
        .Name("synod_gateway_tokens_total")
        .Help("Tokens of answers that ended well, by kind.")
        .Register(registry);
  prometheus::Counter& prompt = tokens.Add({{"kind", "prompt"}});
  prometheus::Counter& completion = tokens.Add({{"kind", "completion"}});
  prometheus::Counter& left
    = BuildCounter()
        .Name("synod_gateway_clients_left_total")
        .Help("Clients that left before their answer ended.")
        .Register(registry)
        .Add({});
};

metrics::metrics() : families_(std::make_unique<families>()) {
}

metrics::~metrics() = default;

void metrics::answered(const std::string& endpoint, unsigned status,
                       double duration_s) {
  families_->answered
    .Add({{"endpoint", endpoint}, {"status", std::to_string(status)}})
    .Increment();
  families_->duration.Add({{"endpoint", endpoint}}, seconds)
    .Observe(duration_s);
}

void metrics::first_text(double delay_s) {
  families_->first_text.Observe(delay_s);
}

void metrics::tokens(std::uint32_t prompt, std::uint32_t completion) {
  families_->prompt.Increment(prompt);
  families_->completion.Increment(completion);
}

void metrics::client_left() {
  families_->left.Increment();
}

std::string metrics::text(std::size_t connections, std::size_t requests,
                          const std::vector<node_report>& nodes) const {
  auto result = families_->registry.Collect();
  auto open = gauges("synod_gateway_connections", "Connections that are open.");
  add(open, {}, static_cast<double>(connections));
  auto under_way
    = gauges("synod_gateway_requests", "Requests that are under way.");
  add(under_way, {}, static_cast<double>(requests));
  auto up = gauges("synod_node_up", "1 if the node answers, else 0.");
  auto load = gauges("synod_actor", "What each actor says of itself.");
  for (const auto& node : nodes) {
    add(up, {{"node", node.status.node}}, node.up ? 1 : 0);
    for (const auto& actor : node.status.actors)
      for (const auto& [key, value] : actor.gauges)
        add(load,
            {{"node", node.status.node},
             {"role", actor.role},
             {"actor", actor.actor},
             {"gauge", key}},
            static_cast<double>(value));
  }
  for (auto* family : {&open, &under_way, &up, &load})
    result.push_back(std::move(*family));
  return prometheus::TextSerializer{}.Serialize(result);
}

} // namespace synod::openai
