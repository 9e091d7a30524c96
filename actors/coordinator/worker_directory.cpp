#include "actors/coordinator/worker_directory.hpp"

namespace synod::coordinator {

std::string registered_name(const actor_address& x) {
  return x.node + '/' + x.actor;
}

void worker_directory::learn(const workers_listed& list,
                             const std::map<node_id, curve_key>& keys) {
  if (height_ && list.height < *height_)
    return;
  height_ = list.height;
  workers_.clear();
  for (const auto& x : list.workers) {
    auto node = x.worker_name.substr(0, x.worker_name.find('/'));
    auto key = keys.find(node);
    if (key != keys.end() && key->second == x.key)
      workers_.emplace(x.worker_name, x);
  }
}

std::optional<account_id>
worker_directory::account_of(const actor_address& worker) const {
  auto found = workers_.find(registered_name(worker));
  if (found == workers_.end())
    return {};
  return found->second.account;
}

const registered_worker*
worker_directory::find(const hop& x, const model_root& model,
                       amount price) const {
  auto found = workers_.find(registered_name(x.worker));
  if (found == workers_.end())
    return nullptr;
  const auto& worker = found->second;
  auto is_eligible = worker.model == model && worker.range == x.range
                     && worker.leaves_ms == 0 && worker.ask <= price;
  return is_eligible ? &worker : nullptr;
}

} // namespace synod::coordinator
