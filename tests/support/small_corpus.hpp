#pragma once

#include "runtime/retrieval/corpus.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>

namespace synod::test {

/// Three passages in a file, and a folder for what becomes of them.
struct small_corpus {
  temporary_folder folder;

  small_corpus() {
    std::ofstream{folder.path() / "rates.jsonl"}
      << R"({"id": "r1", "title": "Savings", "text": "Savings earn 2 %."})"
      << '\n'
      << R"({"id": "r2", "title": "Loans", "text": "Loans cost 7 %."})" << '\n'
      << R"({"id": "r3", "title": "Fees", "text": "Cards are free."})" << '\n';
  }

  [[nodiscard]] retrieval::corpus_options options() const {
    return {"rates", "finance", folder.path() / "corpora" / "rates",
            folder.path() / "rates.jsonl"};
  }
};

} // namespace synod::test
