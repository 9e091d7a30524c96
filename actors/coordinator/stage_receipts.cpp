#include "actors/coordinator/stage_receipts.hpp"

#include <algorithm>
#include <map>

namespace synod::coordinator {

namespace {

constexpr auto receipts_max = std::size_t{4096};

// Of one worker, so that none can keep the others' out.
constexpr auto receipts_each_max = std::size_t{1024};

std::uint32_t end_of(const receipt& x) {
  return x.position + x.positions;
}

} // namespace

bool stage_receipts::add(signed_receipt x) {
  auto is_here = std::ranges::any_of(receipts_, [&](const auto& y) {
    return y.receipt.worker == x.receipt.worker
           && y.receipt.position == x.receipt.position
           && y.receipt.positions == x.receipt.positions;
  });
  if (is_here)
    return true;
  auto others = std::ranges::count_if(receipts_, [&](const auto& y) {
    return y.receipt.worker == x.receipt.worker;
  });
  if (receipts_.size() >= receipts_max
      || static_cast<std::size_t>(others) >= receipts_each_max)
    return false;
  auto place = std::ranges::upper_bound(
    receipts_, x.receipt.position, {},
    [](const auto& y) { return y.receipt.position; });
  receipts_.insert(place, std::move(x));
  return true;
}

std::set<std::uint32_t> stage_receipts::ends() const {
  auto result = std::set<std::uint32_t>{0};
  for (const auto& x : receipts_)
    if (result.contains(x.receipt.position))
      result.insert(end_of(x.receipt));
  return result;
}

std::uint32_t stage_receipts::covered() const {
  return *ends().rbegin();
}

std::optional<std::vector<signed_receipt>>
stage_receipts::chain_to(std::uint32_t end) const {
  // By the positions at which they end; the first to get there stays.
  auto reached = std::map<std::uint32_t, const signed_receipt*>{{0, nullptr}};
  for (const auto& x : receipts_)
    if (reached.contains(x.receipt.position) && end_of(x.receipt) <= end)
      reached.emplace(end_of(x.receipt), &x);
  if (!reached.contains(end))
    return {};
  auto result = std::vector<signed_receipt>{};
  for (auto* x = reached.at(end); x; x = reached.at(x->receipt.position))
    result.push_back(*x);
  std::ranges::reverse(result);
  return result;
}

void stage_receipts::remove(
  const std::function<bool(const receipt&)>& is_false) {
  std::erase_if(receipts_, [&](const auto& x) { return is_false(x.receipt); });
}

} // namespace synod::coordinator
