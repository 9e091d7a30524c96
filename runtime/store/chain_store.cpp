#include "runtime/store/chain_store.hpp"

#include "runtime/store/prune.hpp"
#include "runtime/store/sealed.hpp"
#include "schemas/error.hpp"

#include <algorithm>
#include <array>

namespace synod::store {

namespace {

/// How many nodes one commit forgets at most: a few milliseconds' work.
constexpr auto prune_nodes_max = std::size_t{4'096};

byte_view bytes_in(std::string_view text) {
  return std::as_bytes(std::span{text});
}

void put_sealed(write_transaction& out, const char* name, database where,
                byte_view key, byte_view payload) {
  out.put(where, key, seal(name, key, payload));
}

/// Reads nodes of one snapshot.
class node_source final : public crypto::smt_source {
public:
  node_source(read_transaction in, database nodes)
    : in_(std::move(in)), nodes_(nodes) {
  }

  [[nodiscard]] caf::expected<bytes>
  read(const crypto::smt_node_id& id) const override {
    auto found = in_.get(nodes_, key_of(id));
    if (!found)
      return found.error();
    if (!*found)
      return caf::make_error(errc::store_damaged,
                             "a node of the state is missing; restore this "
                             "node's data folder from another validator");
    return bytes{(*found)->begin(), (*found)->end()};
  }

private:
  read_transaction in_;
  database nodes_;
};

caf::error write_block(write_transaction& out, const chain_tables& in,
                       const block_commit& x, const chain_head& head) {
  auto key = key_of(x.height);
  put_sealed(out, "blocks", in.blocks, key, x.block);
  put_sealed(out, "certificates", in.certificates, key, x.certificate);
  put_sealed(out, "receipts", in.receipts, key, x.receipts);
  put_sealed(out, "states", in.states, key, encode(x.state.root));
  for (const auto& [id, node] : x.state.nodes)
    out.append(in.nodes, key_of(id), node);
  for (const auto& id : x.state.stale) {
    auto stale = key_of(x.height, id);
    put_sealed(out, "stale", in.stale, stale, {});
  }
  for (const auto& entry : x.index)
    put_sealed(out, "index", in.index, entry.key, entry.value);
  if (auto error = prune_states(out, in, head.first_state, prune_nodes_max))
    return error;
  put_sealed(out, "head", in.head, bytes_in(head_key), encode(head));
  return {};
}

} // namespace

chain_store::chain_store(std::unique_ptr<environment> disk)
  : disk_(std::move(disk)), in_(*disk_) {
}

caf::expected<std::unique_ptr<chain_store>>
chain_store::open(const std::filesystem::path& folder,
                  std::size_t map_bytes_max) {
  auto options = environment_options{};
  options.databases = chain_tables::names();
  options.map_bytes = std::min(options.map_bytes, map_bytes_max);
  options.map_bytes_max = map_bytes_max;
  auto disk = environment::open(folder, std::move(options));
  if (!disk)
    return disk.error();
  auto result = std::unique_ptr<chain_store>{new chain_store{std::move(*disk)}};
  if (auto error = result->load())
    return error;
  return result;
}

caf::error chain_store::damaged(const std::string& what) const {
  return caf::make_error(errc::store_damaged,
                         disk_->folder().string() + ": " + what
                           + "; restore this folder from another validator");
}

caf::error chain_store::load() {
  auto in = disk_->read();
  if (!in)
    return in.error();
  auto heights = std::array<std::optional<std::uint64_t>, 4>{};
  auto where
    = std::array{in_.blocks, in_.certificates, in_.receipts, in_.states};
  for (auto i = std::size_t{0}; i < where.size(); ++i) {
    auto last = in->last(where[i]);
    if (!last)
      return last.error();
    if (*last)
      heights[i] = height_of((*last)->key);
  }
  auto record = in->get(in_.head, bytes_in(head_key));
  if (!record)
    return record.error();
  if (!*record) {
    auto any = std::ranges::any_of(heights,
                                   [](const auto& x) { return x.has_value(); });
    return any ? damaged("its head is missing") : caf::error{};
  }
  auto payload = unseal("head", bytes_in(head_key), **record);
  auto head = payload ? decode_head(*payload) : std::nullopt;
  if (!head)
    return damaged("its head is damaged");
  for (const auto& height : heights)
    if (height != head->height)
      return damaged("its blocks and its state end at different heights");
  head_ = head;
  auto state = state_at(head->height);
  if (!state)
    return state.error();
  state_ = *state;
  return {};
}

std::optional<chain_head> chain_store::head() const {
  auto lock = std::lock_guard{mutex_};
  return head_;
}

std::optional<std::uint64_t> chain_store::height() const {
  auto x = head();
  return x ? std::optional{x->height} : std::nullopt;
}

crypto::smt_root chain_store::state() const {
  auto lock = std::lock_guard{mutex_};
  return state_;
}

caf::error chain_store::check(const block_commit& x) const {
  auto refuse = [&](const char* why) {
    return caf::make_error(errc::invalid_argument,
                           "height " + std::to_string(x.height) + ": " + why);
  };
  auto before = head();
  if (x.height != (before ? before->height + 1 : 0))
    return refuse("is not the next one to commit");
  for (const auto& [id, node] : x.state.nodes)
    if (id.version != x.height)
      return refuse("has a state of another version");
  for (const auto& entry : x.index)
    if (entry.key.empty() || entry.key.size() > 400)
      return refuse("has an index key of a size that cannot be kept");
  if (x.first_state > x.height)
    return refuse("would forget its own state");
  return {};
}

caf::error chain_store::commit(const block_commit& x) {
  if (auto refused = check(x))
    return refused;
  auto before = head();
  auto after = chain_head{
    x.height, std::max(x.first_state, before ? before->first_state : 0)};
  auto error = disk_->write(
    [&](write_transaction& out) { return write_block(out, in_, x, after); });
  if (error)
    return error;
  auto lock = std::lock_guard{mutex_};
  head_ = after;
  state_ = x.state.root;
  return {};
}

caf::expected<bytes> chain_store::read_sealed(const char* name, database where,
                                              std::uint64_t height) const {
  auto last = head();
  if (!last || height > last->height)
    return caf::make_error(errc::not_stored, "height " + std::to_string(height)
                                               + " is not committed here");
  auto in = disk_->read();
  if (!in)
    return in.error();
  auto key = key_of(height);
  auto found = in->get(where, key);
  if (!found)
    return found.error();
  auto payload = *found ? unseal(name, key, **found) : std::nullopt;
  if (!payload)
    return damaged(std::string{name} + " of height " + std::to_string(height)
                   + (*found ? " are damaged" : " are missing"));
  return std::move(*payload);
}

caf::expected<bytes> chain_store::block(std::uint64_t height) const {
  return read_sealed("blocks", in_.blocks, height);
}

caf::expected<bytes> chain_store::certificate(std::uint64_t height) const {
  return read_sealed("certificates", in_.certificates, height);
}

caf::expected<bytes> chain_store::receipts(std::uint64_t height) const {
  return read_sealed("receipts", in_.receipts, height);
}

caf::expected<bytes> chain_store::find_index(const bytes& key) const {
  auto in = disk_->read();
  if (!in)
    return in.error();
  auto found = key.empty() || key.size() > 400
                 ? caf::expected{std::optional<byte_view>{}}
                 : in->get(in_.index, key);
  if (!found)
    return found.error();
  if (!*found)
    return caf::make_error(errc::not_stored, "the index has no such entry");
  auto payload = unseal("index", key, **found);
  if (!payload)
    return damaged("an entry of the index is damaged");
  return std::move(*payload);
}

caf::expected<crypto::smt_root>
chain_store::state_at(std::uint64_t height) const {
  auto last = head();
  if (last && height < last->first_state)
    return caf::make_error(errc::not_stored,
                           "the state after height " + std::to_string(height)
                             + " was pruned; states are kept from height "
                             + std::to_string(last->first_state));
  auto payload = read_sealed("states", in_.states, height);
  if (!payload)
    return payload.error();
  auto root = decode_root(*payload);
  return root ? caf::expected{*root} : damaged("a state root is damaged");
}

caf::expected<std::unique_ptr<crypto::smt_source>>
chain_store::state_nodes() const {
  auto in = disk_->read();
  if (!in)
    return in.error();
  return std::unique_ptr<crypto::smt_source>{
    new node_source{std::move(*in), in_.nodes}};
}

} // namespace synod::store
