#include "runtime/store/prune.hpp"

#include "runtime/store/sealed.hpp"
#include "schemas/error.hpp"

#include <algorithm>

namespace synod::store {

namespace {

using keys = std::vector<std::vector<std::byte>>;

/// @returns the first keys of a table whose height is below `end`.
caf::expected<keys>
first_keys(const write_transaction& out, database where, std::uint64_t end,
           std::size_t count_max,
           const std::function<bool(const record_view&)>& is_good) {
  auto result = keys{};
  auto good = true;
  auto error = out.scan(where, {}, [&](const record_view& x) {
    if (x.key.size() < 8)
      return good = false;
    auto height = height_of(x.key.first(8));
    if (*height >= end || result.size() == count_max)
      return false;
    good = is_good(x);
    if (good)
      result.emplace_back(x.key.begin(), x.key.end());
    return good;
  });
  if (error)
    return error;
  if (!good)
    return caf::make_error(errc::store_damaged,
                           "a note of what to forget is damaged; restore this "
                           "node's data folder from another validator");
  return result;
}

bool is_stale_note(const record_view& x) {
  return x.key.size() == sizeof(stale_key) && unseal("stale", x.key, x.value);
}

} // namespace

caf::error prune_states(write_transaction& out, const chain_tables& in,
                        std::uint64_t first_state, std::size_t nodes_max) {
  if (first_state == 0)
    return {};
  // What is unused from the first kept state on is used by none that is kept.
  auto stale
    = first_keys(out, in.stale, first_state + 1, nodes_max, is_stale_note);
  if (!stale)
    return stale.error();
  for (const auto& key : *stale) {
    out.erase(in.nodes, byte_view{key}.subspan(8));
    out.erase(in.stale, key);
  }
  auto roots = first_keys(out, in.states, first_state, nodes_max,
                          [](const record_view&) { return true; });
  if (!roots)
    return roots.error();
  for (const auto& key : *roots)
    out.erase(in.states, key);
  return {};
}

} // namespace synod::store
