#include "runtime/store/chain_tables.hpp"

#include "schemas/big_endian.hpp"

#include <algorithm>

namespace synod::store {

namespace {

constexpr auto root_size = std::size_t{44};

} // namespace

std::vector<std::string> chain_tables::names() {
  return {"blocks", "certificates", "receipts", "states",
          "nodes",  "stale",        "index",    "head"};
}

chain_tables::chain_tables(const environment& disk)
  : blocks(disk.find("blocks")), certificates(disk.find("certificates")),
    receipts(disk.find("receipts")), states(disk.find("states")),
    nodes(disk.find("nodes")), stale(disk.find("stale")),
    index(disk.find("index")), head(disk.find("head")) {
}

height_key key_of(std::uint64_t height) {
  auto result = height_key{};
  put_big_endian(result, height);
  return result;
}

node_key key_of(const crypto::smt_node_id& id) {
  auto result = node_key{};
  put_big_endian(std::span{result}.first<8>(), id.version);
  put_big_endian(std::span{result}.last<4>(), id.index);
  return result;
}

stale_key key_of(std::uint64_t unused_from, const crypto::smt_node_id& id) {
  auto result = stale_key{};
  put_big_endian(std::span{result}.first<8>(), unused_from);
  std::ranges::copy(key_of(id), result.begin() + 8);
  return result;
}

std::optional<std::uint64_t> height_of(byte_view key) {
  if (key.size() != 8)
    return {};
  return get_big_endian(key);
}

std::vector<std::byte> encode(const crypto::smt_root& x) {
  auto result = std::vector<std::byte>{};
  auto hash = std::as_bytes(std::span{x.hash.bytes()});
  result.assign(hash.begin(), hash.end());
  auto id = key_of(x.id);
  result.insert(result.end(), id.begin(), id.end());
  return result;
}

std::optional<crypto::smt_root> decode_root(byte_view x) {
  if (x.size() != root_size)
    return {};
  return crypto::smt_root{
    from_bytes<digest>(x.first<32>()),
    {get_big_endian(x.subspan<32, 8>()),
     static_cast<std::uint32_t>(get_big_endian(x.last<4>()))}};
}

std::vector<std::byte> encode(const chain_head& x) {
  auto result = std::vector<std::byte>(16);
  put_big_endian(std::span{result}.first<8>(), x.height);
  put_big_endian(std::span{result}.last<8>(), x.first_state);
  return result;
}

std::optional<chain_head> decode_head(byte_view x) {
  if (x.size() != 16)
    return {};
  return chain_head{get_big_endian(x.first<8>()), get_big_endian(x.last<8>())};
}

} // namespace synod::store
