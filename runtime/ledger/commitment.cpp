#include "runtime/ledger/commitment.hpp"

#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/crypto/sha256.hpp"

#include <array>
#include <bit>
#include <cassert>

namespace synod::ledger {

namespace {

static_assert(std::endian::native == std::endian::little,
              "rows are hashed as they lie in memory");

std::array<std::byte, 4> little_endian(std::uint32_t x) {
  return {std::byte(x), std::byte(x >> 8), std::byte(x >> 16),
          std::byte(x >> 24)};
}

digest leaf(leaf_kind kind, const request_salt& salt, std::uint32_t position,
            std::span<const std::byte> content) {
  auto stream = crypto::sha256_stream{};
  auto head = std::array{std::byte{0}, static_cast<std::byte>(kind)};
  stream.add(head);
  stream.add(std::as_bytes(std::span{salt.bytes()}));
  stream.add(little_endian(position));
  stream.add(content);
  return stream.finish();
}

} // namespace

digest commit_row(const request_salt& salt, std::uint32_t position,
                  std::span<const float> values) {
  return leaf(leaf_kind::activations, salt, position, std::as_bytes(values));
}

digest
commit_token(const request_salt& salt, std::uint32_t position, token_id id) {
  return leaf(leaf_kind::token, salt, position, little_endian(id));
}

digest commit_nothing(const request_salt& salt, std::uint32_t position) {
  return leaf(leaf_kind::nothing, salt, position, {});
}

digest commit_text(const request_salt& salt, std::string_view x) {
  return leaf(leaf_kind::text, salt, 0, std::as_bytes(std::span{x}));
}

digest
commit_record(const request_salt& salt, std::span<const std::byte> canonical) {
  return leaf(leaf_kind::record, salt, 0, canonical);
}

digest commit_tokens(const request_salt& salt, std::uint32_t position,
                     std::span<const token_id> ids) {
  auto frontier = crypto::merkle_frontier{};
  for (auto id : ids)
    frontier.add(commit_token(salt, position++, id));
  return frontier.root();
}

void position_commitments::append_rows(std::span<const float> values,
                                       std::size_t hidden_size) {
  assert(hidden_size > 0 && values.size() % hidden_size == 0);
  for (; !values.empty(); values = values.subspan(hidden_size))
    leaves_.push_back(commit_row(salt_, next(), values.first(hidden_size)));
}

void position_commitments::append_token(token_id id) {
  leaves_.push_back(commit_token(salt_, next(), id));
}

void position_commitments::append_nothing() {
  leaves_.push_back(commit_nothing(salt_, next()));
}

void position_commitments::rewind(std::uint32_t next) {
  assert(next >= first_ && next <= this->next());
  leaves_.resize(next - first_);
}

std::vector<digest> position_commitments::roots(const interval& x) const {
  assert(x.first >= first_ && x.first + x.count <= next());
  return subtree_roots(x,
                       std::span{leaves_}.subspan(x.first - first_, x.count));
}

} // namespace synod::ledger
