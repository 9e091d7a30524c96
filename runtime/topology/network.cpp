#include "runtime/topology/network.hpp"

#include <algorithm>
#include <array>

namespace synod::topology {

namespace {

template <class T>
const T* find_named(const std::vector<T>& xs, std::string_view name) noexcept {
  auto found = std::ranges::find(xs, name, &T::name);
  return found == xs.end() ? nullptr : &*found;
}

} // namespace

const char* role_of(const actor_options& x) noexcept {
  constexpr auto names = std::array{"gateway", "coordinator", "shard_worker",
                                    "rag_agent", "validator"};
  static_assert(names.size() == std::variant_size_v<actor_options>);
  return names[x.index()];
}

const node_spec* find_node(const network& x, std::string_view name) noexcept {
  return find_named(x.nodes, name);
}

const model_spec* find_model(const network& x, std::string_view name) noexcept {
  return find_named(x.models, name);
}

} // namespace synod::topology
