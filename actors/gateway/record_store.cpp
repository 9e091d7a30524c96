#include "actors/gateway/record_store.hpp"

#include "runtime/log/log.hpp"
#include "runtime/topology/data_folder.hpp"
#include "schemas/canonical.hpp"
#include "schemas/error.hpp"
#include "schemas/hex.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace synod {

namespace {

constexpr auto extension = ".json";

nlohmann::json parse(const std::string& text) {
  return nlohmann::json::parse(text, nullptr, false);
}

template <class T>
std::optional<T> decode(const std::string& hex) {
  auto bytes = bytes_from_hex(hex);
  if (!bytes)
    return {};
  auto result = canonical_decode<T>(*bytes);
  return result ? std::optional{std::move(*result)} : std::nullopt;
}

// What somebody has changed has no key.
bool is_key(const nlohmann::json& kept, std::string_view given) {
  if (!kept.is_object())
    return false;
  auto key = kept.find("record_key");
  return key != kept.end() && key->is_string()
         && record_key{key->get<std::string>()}.is(given);
}

} // namespace

std::string to_json(const request_settled& x, const record_key& key) {
  auto refusal = x.refusal == 0 ? std::string{} : to_string(errc{x.refusal});
  auto result = nlohmann::ordered_json{
    {"request", to_hex(x.request)},
    {"attestation", to_hex(x.attestation)},
    {"height", x.height.value()},
    {"refusal", refusal},
    {"fee", x.fee},
    {"positions", x.positions},
    {"salt", to_hex(x.salt)},
    {"record", to_hex(x.record)},
    {"attest", to_hex(x.attest)},
    {"prompt", x.prompt},
    {"tokens", x.tokens},
    {"text", x.text},
    {"record_key", key.text()},
  };
  return result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

record_store::record_store(std::filesystem::path folder,
                           std::size_t records_max)
  : folder_(std::move(folder)), records_max_(records_max) {
  auto fault = std::error_code{};
  std::filesystem::create_directories(folder_, fault);
  if (!fault)
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all,
                                 fault);
  if (fault)
    throw std::runtime_error("cannot make the folder " + folder_.string() + ": "
                             + fault.message());
  for (const auto& file : std::filesystem::directory_iterator{folder_}) {
    if (file.path().extension() != extension)
      continue;
    auto id = file.path().stem().string();
    ages_[id] = file.last_write_time();
    by_age_.emplace(ages_[id], id);
  }
  sweep();
}

std::filesystem::path record_store::file_of(const std::string& id) const {
  return folder_ / (id + extension);
}

void record_store::add(const request_settled& x, const record_key& key) {
  if (records_max_ == 0)
    return;
  auto id = to_hex(x.request);
  try {
    topology::write_file(file_of(id), to_json(x, key) + "\n");
  } catch (const std::exception& fault) {
    log::error("the record of request {} cannot be kept: {}",
               to_hex(x.request, 16), fault.what());
    return;
  }
  auto now = std::filesystem::file_time_type::clock::now();
  if (auto known = ages_.find(id); known != ages_.end())
    by_age_.erase({known->second, id});
  ages_[id] = now;
  by_age_.emplace(now, id);
  sweep();
}

void record_store::sweep() {
  while (by_age_.size() > records_max_) {
    auto oldest = by_age_.extract(by_age_.begin()).value();
    ages_.erase(oldest.second);
    auto fault = std::error_code{};
    std::filesystem::remove(file_of(oldest.second), fault);
  }
}

std::string record_store::read(const request_id& id) const {
  auto name = to_hex(id);
  if (!ages_.contains(name))
    return {};
  auto in = std::ifstream{file_of(name), std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::optional<std::string>
record_store::find(const request_id& id, std::string_view key) const {
  auto text = read(id);
  if (!is_key(parse(text), key))
    return {};
  return text;
}

std::optional<record_store::whole>
record_store::find_whole(const request_id& id, std::string_view key) const {
  auto kept = parse(read(id));
  if (!is_key(kept, key))
    return {};
  try {
    auto record = decode<request_record>(kept.at("record"));
    auto attested = decode<attest>(kept.at("attest"));
    if (!record || !attested)
      return {};
    return whole{std::move(*record), std::move(*attested)};
  } catch (const std::exception&) {
    return {}; // somebody has changed the file
  }
}

} // namespace synod
