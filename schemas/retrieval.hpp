#pragma once

#include "schemas/message.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What is said to the agents that own corpora.

namespace synod {

/// A piece of text that can be found and cited.
struct passage {
  static constexpr auto name = "passage";

  std::string id; ///< Unique in its corpus.
  std::string title;
  std::string text; ///< UTF-8.

  static auto fields(auto& x) {
    return std::tie(x.id, x.title, x.text);
  }

  friend bool operator==(const passage&, const passage&) = default;
};

/// A passage and how well it fits a query.
struct scored_passage {
  static constexpr auto name = "scored_passage";

  passage found;
  std::uint64_t score = 0; ///< In millionths; higher is better.

  static auto fields(auto& x) {
    return std::tie(x.found, x.score);
  }
};

/// Asks for the passages that fit a query best.
struct find_passages {
  static constexpr auto name = "find_passages";

  std::string query;
  std::uint32_t count = 0; ///< At most.

  static auto fields(auto& x) {
    return std::tie(x.query, x.count);
  }
};

/// Best first; ties by id.
struct passages_found {
  static constexpr auto name = "passages_found";

  std::string corpus;
  std::string domain;
  std::uint64_t version = 0;
  std::vector<scored_passage> passages;

  static auto fields(auto& x) {
    return std::tie(x.corpus, x.domain, x.version, x.passages);
  }
};

/// Changes a corpus: readers see it as it was or as it is, never a mixture.
struct change_passage {
  static constexpr auto name = "change_passage";

  enum kinds : std::uint8_t { add = 1, replace, remove };

  std::uint8_t kind = 0;
  passage content; ///< Only its id counts in a removal. A replacement with an
                   ///< empty title keeps the present one.

  static auto fields(auto& x) {
    return std::tie(x.kind, x.content);
  }
};

/// The corpus is durable in this version.
struct corpus_changed {
  static constexpr auto name = "corpus_changed";

  std::string corpus;
  std::uint64_t version = 0;
  std::uint64_t passages = 0; ///< How many it holds now.

  static auto fields(auto& x) {
    return std::tie(x.corpus, x.version, x.passages);
  }
};

/// Asks for passages in the order of their ids.
struct list_passages {
  static constexpr auto name = "list_passages";

  std::string after; ///< Ids above this one; empty: from the first.
  std::uint32_t count = 0;

  static auto fields(auto& x) {
    return std::tie(x.after, x.count);
  }
};

/// A page of a corpus.
struct passages_listed {
  static constexpr auto name = "passages_listed";

  std::string corpus;
  std::string domain;
  std::uint64_t version = 0;
  std::uint64_t total = 0;
  std::vector<passage> passages;

  static auto fields(auto& x) {
    return std::tie(x.corpus, x.domain, x.version, x.total, x.passages);
  }
};

} // namespace synod
