#pragma once

#include "schemas/address.hpp"
#include "schemas/retrieval.hpp"
#include "schemas/route.hpp"
#include "schemas/status.hpp"

#include <string>
#include <vector>

namespace synod::openai {

/// A model that clients may name, and who holds which of its blocks.
struct served_model {
  std::string name;
  std::vector<hop> placement; ///< Every replica of every range.
};

/// A corpus that clients may list and change, by its agent.
struct served_corpus {
  std::string name;
  std::string domain;
  actor_address agent;
};

/// How one node of the topology is. Down: its status has only its name.
struct node_report {
  bool up = false;
  node_status status;
};

/// Returns `GET /synod/status`: {"network", "url", "nodes": [{"name", "state":
/// "up" or "down", "pid", "incarnation", "links": [...], "actors": [{"role",
/// "actor", "labels": {}, "gauges": {}}]}], "models": [{"name", "shards":
/// [{"first", "count", "workers": [{"node", "actor"}]}]}]}.
[[nodiscard]] std::string
to_json(const std::string& network, const std::string& url,
        const std::vector<node_report>& nodes,
        const std::vector<served_model>& models);

/// Returns a page of `GET /synod/corpora/NAME/passages`: {"corpus", "domain",
/// "version", "total", "passages": [{"id", "title", "text"}]}.
[[nodiscard]] std::string to_json(const passages_listed& x);

/// Returns the answer to a change: {"corpus", "version", "passages"}, where
/// `passages` is how many there are now.
[[nodiscard]] std::string to_json(const corpus_changed& x);

/// How one corpus is; `up` tells whether its agent answered.
struct corpus_report {
  served_corpus corpus;
  bool up = false;
  std::uint64_t version = 0;
  std::uint64_t passages = 0;
};

/// Returns `GET /synod/corpora`: {"corpora": [{"name", "domain", "state",
/// "version", "passages"}]}.
[[nodiscard]] std::string to_json(const std::vector<corpus_report>& x);

} // namespace synod::openai
