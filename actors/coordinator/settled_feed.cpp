#include "actors/coordinator/settled_feed.hpp"

#include <algorithm>

namespace synod::coordinator {

namespace {

using namespace std::chrono_literals;

constexpr auto tries_max = 5U;
constexpr auto entries_max = std::size_t{4096};
constexpr auto retry_interval = instant{500'000};

} // namespace

void settled_feed::add(actor_address asker, request_settled x, instant now) {
  auto id = x.request;
  if (!entries_.contains(id) && entries_.size() >= entries_max)
    return;
  entries_[id] = {std::move(asker), std::move(x), now, 0, 0};
}

void settled_feed::answered(std::uint64_t ask, std::optional<errc> refusal,
                            instant now) {
  auto found = std::ranges::find_if(
    entries_, [ask](const auto& x) { return x.second.under_way == ask; });
  if (found == entries_.end())
    return;
  auto& x = found->second;
  x.under_way = 0;
  auto is_heard = !refusal || *refusal == errc::unknown_request;
  if (is_heard || x.tried >= tries_max)
    entries_.erase(found);
  else
    x.due = now + retry_interval;
}

std::vector<ask> settled_feed::take_asks(instant now) {
  auto result = std::vector<ask>{};
  for (auto& [id, x] : entries_) {
    if (x.under_way != 0 || x.due > now)
      continue;
    x.under_way = ++last_ask_;
    ++x.tried;
    result.push_back({x.under_way, x.asker, x.message, 2s});
  }
  return result;
}

std::optional<instant> settled_feed::wake_at() const {
  auto first = std::optional<instant>{};
  for (const auto& [id, x] : entries_)
    if (x.under_way == 0 && (!first || x.due < *first))
      first = x.due;
  return first;
}

} // namespace synod::coordinator
