#include "actors/validator/peer_progress.hpp"

#include <algorithm>

namespace synod::chain {

namespace {

constexpr auto ahead_ms = std::uint64_t{150};
constexpr auto answer_ms = std::uint64_t{1'000};
constexpr auto between_answers_ms = std::uint64_t{20};
constexpr auto tell_ms = std::uint64_t{1'000};
constexpr auto tell_at_rest_ms = std::uint64_t{20'000};

/// Who says the same again within this does not rest.
constexpr auto repeats_within_ms = tell_at_rest_ms / 2;

} // namespace

bool peer_progress::heard(const node_id& from, const validator_position& x,
                          std::uint64_t now_ms) {
  auto& peer = peers_[from];
  auto is_repeated = peer.schedule.position() == x && peer.heard_ms != 0
                     && now_ms - peer.heard_ms < repeats_within_ms
                     && now_ms - peer.returned_ms >= tell_ms;
  peer.schedule.heard(x, now_ms);
  peer.heard_ms = now_ms;
  if (is_repeated)
    peer.returned_ms = now_ms;
  return is_repeated;
}

std::vector<peer_progress::behind> peer_progress::due(std::uint64_t now_ms) {
  auto result = std::vector<behind>{};
  for (auto& [node, peer] : peers_)
    if (peer.schedule.is_due(now_ms))
      result.push_back({node, peer.schedule.position()});
  return result;
}

std::optional<peer_progress::question>
peer_progress::question_at(block_height here, std::uint64_t now_ms) {
  const node_id* best = nullptr;
  auto highest = here;
  for (auto& [node, peer] : peers_) {
    auto height = peer.schedule.position().height;
    if (height <= here) {
      peer.ahead_since_ms = 0;
      continue;
    }
    if (peer.ahead_since_ms == 0)
      peer.ahead_since_ms = now_ms;
    auto far = height.value() > here.value() + 1;
    auto long_ago = now_ms - peer.ahead_since_ms >= ahead_ms;
    // Whoever did not answer is not asked twice in a row if there is another.
    if ((far || long_ago) && (best == nullptr || height > highest)
        && (node != asked_last_ || best == nullptr)) {
      best = &node;
      highest = height;
    }
  }
  auto answered = here.value() >= asked_from_.value() + heights_asked;
  auto late = here != asked_from_ && now_ms - asked_ms_ >= ahead_ms;
  if (best == nullptr
      || !(asked_ms_ == 0 || answered || late
           || now_ms - asked_ms_ >= answer_ms))
    return {};
  asked_from_ = here;
  asked_ms_ = now_ms;
  asked_last_ = *best;
  return question{*best, {here, heights_asked}};
}

bool peer_progress::may_answer(const node_id& to, std::uint64_t now_ms) {
  auto& last = peers_[to].answered_ms;
  if (last != 0 && now_ms - last < between_answers_ms)
    return false;
  last = now_ms;
  return true;
}

bool peer_progress::is_news(const validator_position& own, std::uint64_t now_ms,
                            bool at_rest) {
  auto again_ms = at_rest ? tell_at_rest_ms : tell_ms;
  if (told_ == own && now_ms - told_ms_ < again_ms)
    return false;
  told_ = own;
  told_ms_ = now_ms;
  return true;
}

bool peer_progress::is_level(const validator_position& own,
                             std::size_t others) const {
  return peers_.size() == others && std::ranges::all_of(peers_, [&](auto& x) {
           return x.second.schedule.position() == own;
         });
}

} // namespace synod::chain
