#include "tests/runtime/crypto/ics23_proof.hpp"

#include "runtime/crypto/smt_node.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace synod::test::ics23 {

namespace {

using view = std::span<const std::byte>;

/// One field of a protobuf message: a number, or bytes.
struct field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;
  view body;
};

std::uint64_t take_varint(view& in) {
  auto result = std::uint64_t{0};
  for (auto shift = 0; shift < 64 && !in.empty(); shift += 7) {
    auto byte = std::to_integer<std::uint64_t>(in.front());
    in = in.subspan(1);
    result |= (byte & 127) << shift;
    if (byte < 128)
      return result;
  }
  throw std::runtime_error("a number without an end");
}

field take_field(view& in) {
  auto tag = take_varint(in);
  auto result = field{tag >> 3, take_varint(in), {}};
  if ((tag & 7) == 0)
    return result;
  if ((tag & 7) != 2 || result.value > in.size())
    throw std::runtime_error("a field of another form");
  result.body = in.first(result.value);
  in = in.subspan(result.value);
  return result;
}

bytes copy(view x) {
  return {x.begin(), x.end()};
}

leaf_op decode_leaf(view in) {
  auto result = leaf_op{};
  while (!in.empty()) {
    auto x = take_field(in);
    switch (x.number) {
      case 1:
        result.hash = x.value;
        break;
      case 2:
        result.prehash_key = x.value;
        break;
      case 3:
        result.prehash_value = x.value;
        break;
      case 4:
        result.length = x.value;
        break;
      case 5:
        result.prefix = copy(x.body);
        break;
      default:
        throw std::runtime_error("an unknown field of a leaf");
    }
  }
  return result;
}

inner_op decode_inner(view in) {
  auto result = inner_op{};
  while (!in.empty()) {
    auto x = take_field(in);
    switch (x.number) {
      case 1:
        result.hash = x.value;
        break;
      case 2:
        result.prefix = copy(x.body);
        break;
      case 3:
        result.suffix = copy(x.body);
        break;
      default:
        throw std::runtime_error("an unknown field of an inner node");
    }
  }
  return result;
}

existence decode_existence(view in) {
  auto result = existence{};
  while (!in.empty()) {
    auto x = take_field(in);
    switch (x.number) {
      case 1:
        result.key = copy(x.body);
        break;
      case 2:
        result.value = copy(x.body);
        break;
      case 3:
        result.leaf = decode_leaf(x.body);
        break;
      case 4:
        result.path.push_back(decode_inner(x.body));
        break;
      default:
        throw std::runtime_error("an unknown field of a proof");
    }
  }
  return result;
}

void decode_neighbours(view in, commitment& result) {
  while (!in.empty()) {
    auto x = take_field(in);
    if (x.number == 2)
      result.left = decode_existence(x.body);
    else if (x.number == 3)
      result.right = decode_existence(x.body);
  }
}

digest to_digest(view x) {
  auto result = digest::bytes_type{};
  std::ranges::transform(x, result.begin(), std::to_integer<std::uint8_t>);
  return digest{result};
}

std::optional<step> to_step(const inner_op& x) {
  if (x.hash != 1 || x.prefix.empty() || x.prefix[0] != std::byte{1})
    return {};
  if (x.prefix.size() == 1 && x.suffix.size() == 32)
    return step{to_digest(x.suffix), false};
  if (x.prefix.size() == 33 && x.suffix.empty())
    return step{to_digest(view{x.prefix}.subspan(1)), true};
  return {};
}

std::size_t shared(const digest& a, const digest& b) {
  auto depth = std::size_t{0};
  while (depth < 256
         && crypto::smt_goes_right(a, depth)
              == crypto::smt_goes_right(b, depth))
    ++depth;
  return depth;
}

/// The way to another leaf, cut at `depth`, where the key's own turns off.
std::optional<smt_proof>
cut(const existence& other, std::size_t depth, const std::vector<step>& up) {
  auto hash = crypto::smt_leaf_hash(crypto::sha256(other.key),
                                    crypto::sha256(other.value));
  auto below = up.size() - depth - 1;
  for (auto i = std::size_t{0}; i < below; ++i)
    hash = up[i].from_right ? crypto::smt_inner_hash(up[i].sibling, hash)
                            : crypto::smt_inner_hash(hash, up[i].sibling);
  if (!up[below].sibling.is_zero())
    return {}; // the key's side is not empty: the two are no neighbours
  auto result = smt_proof{};
  result.siblings.push_back(hash);
  for (auto i = below + 1; i < up.size(); ++i)
    result.siblings.push_back(up[i].sibling);
  return result;
}

} // namespace

commitment decode(const bytes& protobuf) {
  auto in = view{protobuf};
  auto result = commitment{};
  while (!in.empty()) {
    auto x = take_field(in);
    if (x.number == 1)
      result.exist = decode_existence(x.body);
    else if (x.number == 2)
      decode_neighbours(x.body, result);
    else
      throw std::runtime_error("a batch of proofs");
  }
  return result;
}

leaf_op smt_leaf() {
  return {1, 1, 1, 0, {std::byte{0}}};
}

leaf_op tendermint_leaf() {
  return {1, 0, 1, 1, {std::byte{0}}};
}

std::optional<std::vector<step>>
steps(const existence& proof, const leaf_op& spec) {
  if (proof.leaf != spec)
    return {};
  auto result = std::vector<step>{};
  for (const auto& x : proof.path) {
    auto next = to_step(x);
    if (!next)
      return {};
    result.push_back(*next);
  }
  return result;
}

std::optional<smt_proof> to_present(const existence& proof) {
  auto up = steps(proof, smt_leaf());
  if (!up)
    return {};
  auto result = smt_proof{};
  for (const auto& x : *up)
    result.siblings.push_back(x.sibling);
  return result;
}

std::optional<smt_proof> to_absent(const commitment& proof, const bytes& key) {
  auto key_hash = crypto::sha256(key);
  const existence* nearest = nullptr;
  auto depth = std::size_t{0};
  for (const auto* side : {&proof.left, &proof.right})
    if (*side
        && (nearest == nullptr
            || shared(key_hash, crypto::sha256((*side)->key)) > depth)) {
      nearest = &**side;
      depth = shared(key_hash, crypto::sha256(nearest->key));
    }
  if (nearest == nullptr)
    return {};
  auto up = steps(*nearest, smt_leaf());
  if (!up)
    return {};
  if (depth < up->size())
    return cut(*nearest, depth, *up);
  auto result = *to_present(*nearest);
  result.other_leaf = true;
  result.other_key = crypto::sha256(nearest->key);
  result.other_value = crypto::sha256(nearest->value);
  return result;
}

} // namespace synod::test::ics23
