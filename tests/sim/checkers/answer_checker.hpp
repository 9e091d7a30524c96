#pragma once

#include "actors/coordinator/prompt.hpp"
#include "tests/sim/asker_process.hpp"

#include <string>
#include <vector>

namespace synod::sim {

/// Checks that what an asker has seen of an answer is always the beginning of
/// what an undisturbed model would have shown, and all of it if the request
/// ended well: same ids, same text, nothing past the stop.
class answer_checker {
public:
  /// @param passages that agents may find; each may be missing from a prompt,
  ///                 because its agent was late
  /// @param price per position, which a cap must pay for; 0: nothing is paid
  answer_checker(coordinator::served_model model,
                 std::vector<passages_found> passages,
                 coordinator::passage_rule rule, amount price);

  /// @throws std::logic_error that says what differs
  void check(const asked& record);

private:
  struct expected {
    std::vector<token_id> tokens;
    std::string text;
    std::string reason;
  };

  std::vector<expected>
  answers_to(const start_request& call, std::uint64_t seed) const;

  coordinator::served_model model_;
  std::vector<passages_found> passages_;
  coordinator::passage_rule rule_;
  amount price_;
  std::map<request_id, std::vector<expected>> expected_;
};

} // namespace synod::sim
