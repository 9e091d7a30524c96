#pragma once

#include "actors/coordinator/ask.hpp"

#include <type_traits>

namespace synod::coordinator {

// What answers each question.
template <class Question>
struct reply_to {
  using type = void;
};
template <>
struct reply_to<open_session> {
  using type = session_opened;
};
template <>
struct reply_to<probe_session> {
  using type = session_progress;
};
template <>
struct reply_to<renew_leases> {
  using type = leases_renewed;
};
template <>
struct reply_to<find_passages> {
  using type = passages_found;
};
template <>
struct reply_to<get_account> {
  using type = account_state;
};
template <>
struct reply_to<submit_transaction> {
  using type = transaction_accepted;
};
template <>
struct reply_to<wait_transaction> {
  using type = transaction_found;
};
template <>
struct reply_to<get_transaction> {
  using type = transaction_found;
};
template <>
struct reply_to<wait_block> {
  using type = stored_block;
};
template <>
struct reply_to<get_load_report> {
  using type = signed_load_report;
};
template <>
struct reply_to<list_workers> {
  using type = workers_listed;
};

template <class Question>
constexpr bool is_for_asker
  = std::is_same_v<
      Question,
      text_delta> || std::is_same_v<Question, request_finished> || std::is_same_v<Question, request_settled>;

template <class Question>
constexpr bool is_for_validator
  = std::is_same_v<
      Question,
      get_account> || std::is_same_v<Question, submit_transaction> || std::is_same_v<Question, wait_transaction> || std::is_same_v<Question, get_transaction> || std::is_same_v<Question, list_workers> || std::is_same_v<Question, wait_block>;

} // namespace synod::coordinator
