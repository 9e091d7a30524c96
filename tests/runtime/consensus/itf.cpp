#include "tests/runtime/consensus/itf.hpp"

#include "tests/support/test_data.hpp"

#include <lzma.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace synod::test {

namespace {

const json null;

std::string unpack_xz(const std::string& packed) {
  auto stream = lzma_stream LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, 256U << 20U, 0) != LZMA_OK)
    throw std::runtime_error("cannot start an xz decoder");
  auto result = std::string{};
  auto buffer = std::array<std::uint8_t, 65536>{};
  stream.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
  stream.avail_in = packed.size();
  auto status = LZMA_OK;
  while (status == LZMA_OK) {
    stream.next_out = buffer.data();
    stream.avail_out = buffer.size();
    status = lzma_code(&stream, LZMA_FINISH);
    result.append(reinterpret_cast<const char*>(buffer.data()),
                  buffer.size() - stream.avail_out);
  }
  lzma_end(&stream);
  if (status != LZMA_STREAM_END)
    throw std::runtime_error("not an xz stream");
  return result;
}

/// A name of up to 32 letters as that many bytes; the order is the names'.
template <class Id>
Id id_of(const std::string& name) {
  auto bytes = typename Id::bytes_type{};
  std::copy_n(name.begin(), std::min(name.size(), bytes.size()), bytes.begin());
  return Id{bytes};
}

} // namespace

std::vector<std::filesystem::path>
itf_files(const std::filesystem::path& folder) {
  auto result = std::vector<std::filesystem::path>{};
  if (!std::filesystem::is_directory(folder))
    return result;
  for (const auto& x : std::filesystem::recursive_directory_iterator{folder}) {
    auto name = x.path().filename().string();
    if (name.ends_with(".itf.json") || name.ends_with(".itf.json.xz"))
      result.push_back(x.path());
  }
  std::ranges::sort(result);
  return result;
}

json read_itf(const std::filesystem::path& path) {
  auto text = contents(path);
  if (path.extension() == ".xz")
    text = unpack_xz(text);
  auto result = json::parse(text);
  if (!result.contains("vars") || !result.contains("states"))
    throw std::runtime_error("not a trace: " + path.string());
  return result;
}

const json& variable(const json& state, const std::string& name) {
  for (const auto& [key, x] : state.items())
    if (key == name || key.ends_with("::" + name))
      return x;
  return null;
}

std::int64_t number(const json& x) {
  return x.is_number() ? x.get<std::int64_t>()
                       : std::stoll(x.at("#bigint").get<std::string>());
}

const json& tuple_at(const json& x, std::size_t i) {
  return x.at("#tup").at(i);
}

const std::vector<json>& elements(const json& set) {
  const auto& list = set.is_array()         ? set
                     : set.contains("#set") ? set.at("#set")
                                            : set.at("#map");
  return list.get_ref<const json::array_t&>();
}

std::string tag(const json& sum) {
  return sum.at("tag").get<std::string>();
}

const json& value(const json& sum) {
  return sum.at("value");
}

const json& entry(const json& map, const json& key) {
  for (const auto& pair : elements(map))
    if (pair.at(0) == key)
      return pair.at(1);
  return null;
}

std::vector<json> without(const json& a, const json& b) {
  auto result = std::vector<json>{};
  for (const auto& x : elements(a))
    if (std::ranges::find(elements(b), x) == elements(b).end())
      result.push_back(x);
  return result;
}

validator_id validator_of(const json& address) {
  return id_of<validator_id>(address.get<std::string>());
}

block_id block_of(const json& x) {
  if (x.is_string())
    return id_of<block_id>(x.get<std::string>());
  return tag(x) == "Nil" ? nil_block : block_of(value(x));
}

block_height height_of(const json& x) {
  return block_height{static_cast<std::uint64_t>(number(x))};
}

round_number round_of(const json& x) {
  return static_cast<round_number>(number(x));
}

proposal proposal_of(const json& x) {
  return {height_of(x.at("height")), round_of(x.at("round")),
          block_of(x.at("proposal")), round_of(x.at("validRound")),
          validator_of(x.at("srcAddress"))};
}

vote vote_of(const json& x) {
  return {tag(x.at("voteType")) == "Prevote" ? vote_kind::prevote
                                             : vote_kind::precommit,
          height_of(x.at("height")),
          round_of(x.at("round")),
          block_of(x.at("valueId")),
          no_round,
          validator_of(x.at("srcAddress"))};
}

} // namespace synod::test
