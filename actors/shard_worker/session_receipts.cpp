#include "actors/shard_worker/session_receipts.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/commitment.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace synod {

namespace {

/// The multiple of 64 that ends the receipt that `position` is part of.
std::uint32_t end_of_receipt(std::uint32_t position) {
  return (position / receipt_positions_max + 1) * receipt_positions_max;
}

} // namespace

session_receipts::session_receipts(const shard_shape& shape,
                                   const receipt_signer* signer)
  : shape_(&shape), signer_(signer) {
}

void session_receipts::begin(const work_order& order) {
  order_ = order;
  if (!begun_)
    first_ = order.receipts_from;
  begun_ = true;
  due_ = std::max(order.receipts_from, first_);
}

void session_receipts::add(rows x) {
  assert(is_open());
  waiting_.push_back(std::move(x));
}

std::vector<signed_receipt> session_receipts::commit() {
  for (const auto& x : waiting_)
    for (auto row = 0U; row < x.count; ++row)
      if (x.position + row >= first_)
        commit(x, row);
  waiting_.clear();
  auto result = std::vector<signed_receipt>{};
  if (!is_open())
    return result;
  for (auto end = end_of_receipt(due_); end <= next();
       end = end_of_receipt(due_)) {
    result.push_back(sign({due_, end - due_}));
    due_ = end;
  }
  return result;
}

void session_receipts::commit(const rows& x, std::uint32_t row) {
  auto position = x.position + row;
  auto index = std::size_t{position} - first_;
  assert(index <= input_.size());
  if (index == input_.size()) {
    input_.emplace_back();
    output_.emplace_back();
    sampled_.push_back(false);
  }
  input_[index] = shape_->is_first()
                    ? ledger::commit_token(order_.salt, position, x.tokens[row])
                    : leaf_of(x.input, row, position);
  if (!shape_->is_last()) {
    output_[index] = leaf_of(x.output, row, position);
  } else if (x.sampled && row + 1 == x.count) {
    output_[index] = ledger::commit_token(order_.salt, position, x.token);
    sampled_[index] = true;
  } else if (!sampled_[index]) {
    output_[index] = ledger::commit_nothing(order_.salt, position);
  }
}

digest session_receipts::leaf_of(const buffer& x, std::uint32_t row,
                                 std::uint32_t position) const {
  auto values = std::vector<float>(shape_->hidden_size);
  std::memcpy(values.data(), x.bytes().data() + row * shape_->row_bytes(),
              shape_->row_bytes());
  return ledger::commit_row(order_.salt, position, values);
}

std::vector<signed_receipt>
session_receipts::sign(std::uint32_t from, std::uint32_t end) const {
  auto result = std::vector<signed_receipt>{};
  if (!is_open())
    return result;
  auto begin = std::max(from, first_);
  for (auto last = std::min(end, next()); begin < last;) {
    auto stop = std::min(end_of_receipt(begin), last);
    result.push_back(sign({begin, stop - begin}));
    begin = stop;
  }
  return result;
}

signed_receipt session_receipts::sign(const ledger::interval& x) const {
  auto roots = [&](const std::vector<digest>& leaves) {
    return ledger::subtree_roots(
      x, std::span{leaves}.subspan(x.first - first_, x.count));
  };
  auto result = signed_receipt{};
  auto& made = result.receipt;
  made.escrow = order_.escrow;
  made.request_number = order_.request_number;
  made.generation = order_.generation;
  made.worker = signer_->account;
  made.model = signer_->model;
  made.profile = signer_->profile;
  made.range = shape_->range;
  made.position = static_cast<std::uint32_t>(x.first);
  made.positions = static_cast<std::uint32_t>(x.count);
  made.input = roots(input_);
  made.output = roots(output_);
  result.signature
    = signer_->sign(crypto::signed_bytes(signer_->chain_id, made));
  return result;
}

} // namespace synod
