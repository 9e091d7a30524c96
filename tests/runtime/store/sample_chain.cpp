#include "tests/runtime/store/sample_chain.hpp"

#include <span>

namespace synod::test {

namespace {

using store::bytes;

bytes to_bytes(std::string_view text) {
  auto view = std::as_bytes(std::span{text});
  return {view.begin(), view.end()};
}

std::string to_text(const bytes& x) {
  return {reinterpret_cast<const char*>(x.data()), x.size()};
}

/// Longer than a page now and then, as real blocks are.
bytes filled(const char* what, std::uint64_t height) {
  auto text = std::string{what} + std::to_string(height) + " ";
  auto size = 100 + height * 7919 % 9000;
  auto result = std::string{};
  while (result.size() < size)
    result += text;
  return to_bytes(result);
}

std::string key_of(std::uint64_t number) {
  return "account " + std::to_string(number);
}

/// What height `height` sets, and what it removes.
std::vector<crypto::smt_change> changes(std::uint64_t height) {
  auto result = std::vector<crypto::smt_change>{};
  for (auto i = std::uint64_t{0}; i < 5; ++i)
    result.push_back({to_bytes(key_of((height * 3 + i) % 64)),
                      to_bytes("balance " + std::to_string(height + i))});
  result.push_back({to_bytes(key_of((height * 3 + 40) % 64)), {}});
  return result;
}

void count(audit& into, const caf::expected<bytes>& is, const bytes& should) {
  if (!is)
    ++into.refused;
  else
    ++(*is == should ? into.right : into.wrong);
}

void audit_state(const store::chain_store& chain, std::uint64_t height,
                 audit& result) {
  auto root = chain.state_at(height);
  auto nodes = chain.state_nodes();
  if (!root || !nodes) {
    ++result.refused;
    return;
  }
  auto found = sample_chain::model{};
  auto error = smt_for_each(**nodes, *root, [&](const crypto::smt_leaf& x) {
    found[to_text(x.key)] = to_text(x.value);
  });
  if (error)
    ++result.refused;
  else
    ++(found == sample_chain::state(height) ? result.right : result.wrong);
}

} // namespace

bytes sample_chain::block(std::uint64_t height) {
  return filled("block ", height);
}

bytes sample_chain::certificate(std::uint64_t height) {
  return filled("certificate ", height);
}

bytes sample_chain::receipts(std::uint64_t height) {
  return filled("receipts ", height);
}

sample_chain::model sample_chain::state(std::uint64_t height) {
  auto result = model{};
  for (auto h = std::uint64_t{0}; h <= height; ++h)
    for (const auto& x : changes(h))
      if (x.value)
        result[to_text(x.key)] = to_text(*x.value);
      else
        result.erase(to_text(x.key));
  return result;
}

caf::error
sample_chain::extend(store::chain_store& chain, std::uint64_t first_state) {
  auto last = chain.height();
  auto height = last ? *last + 1 : 0;
  auto next = store::block_commit{};
  {
    auto nodes = chain.state_nodes();
    if (!nodes)
      return nodes.error();
    auto update = smt_apply(**nodes, chain.state(), height, changes(height));
    if (!update)
      return update.error();
    next.state = std::move(*update);
  }
  next.height = height;
  next.block = block(height);
  next.certificate = certificate(height);
  next.receipts = receipts(height);
  next.index = {{to_bytes("tx " + std::to_string(height)),
                 to_bytes(std::to_string(height))}};
  next.first_state = first_state;
  return chain.commit(next);
}

caf::error
sample_chain::extend_to(store::chain_store& chain, std::uint64_t height) {
  while (!chain.height() || *chain.height() < height)
    if (auto error = extend(chain))
      return error;
  return {};
}

audit audit_chain(const store::chain_store& chain) {
  auto result = audit{};
  if (!chain.height())
    return result;
  for (auto h = std::uint64_t{0}; h <= *chain.height(); ++h) {
    count(result, chain.block(h), sample_chain::block(h));
    count(result, chain.certificate(h), sample_chain::certificate(h));
    count(result, chain.receipts(h), sample_chain::receipts(h));
    count(result, chain.find_index(to_bytes("tx " + std::to_string(h))),
          to_bytes(std::to_string(h)));
    audit_state(chain, h, result);
  }
  return result;
}

} // namespace synod::test
