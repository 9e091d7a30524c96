#include "actors/gateway/escrow_file.hpp"

#include "runtime/topology/data_folder.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace synod {

namespace {

using nlohmann::json;

template <class Bytes>
Bytes read_id(const json& x) {
  auto result = from_hex<Bytes>(x.get<std::string>());
  if (!result)
    throw std::runtime_error("an id is not hex");
  return *result;
}

accounts::kept_escrow from_json(const json& x) {
  auto result = accounts::kept_escrow{};
  result.purpose.coordinator = read_id<account_id>(x.at("coordinator"));
  result.purpose.model = read_id<model_root>(x.at("model"));
  result.escrow = read_id<escrow_id>(x.at("escrow"));
  result.next_number = x.at("next_number").get<std::uint64_t>();
  result.available = x.at("available").get<amount>();
  result.expires_ms = x.at("expires_ms").get<time_ms>();
  return result;
}

} // namespace

void write_escrows(const std::filesystem::path& file,
                   const std::vector<accounts::kept_escrow>& x) {
  auto list = json::array();
  for (const auto& y : x)
    list.push_back({{"coordinator", to_hex(y.purpose.coordinator)},
                    {"model", to_hex(y.purpose.model)},
                    {"escrow", to_hex(y.escrow)},
                    {"next_number", y.next_number},
                    {"available", y.available},
                    {"expires_ms", y.expires_ms}});
  std::filesystem::create_directories(file.parent_path());
  topology::write_file(file, json{{"escrows", std::move(list)}}.dump(2) + "\n");
}

std::vector<accounts::kept_escrow>
read_escrows(const std::filesystem::path& file) {
  auto result = std::vector<accounts::kept_escrow>{};
  auto in = std::ifstream{file};
  if (!in)
    return result;
  try {
    auto kept = json::parse(in); // outlives the loop over a part of it
    for (const auto& x : kept.at("escrows"))
      result.push_back(from_json(x));
  } catch (const std::exception& fault) {
    throw std::runtime_error("the escrows in " + file.string()
                             + " cannot be read (" + fault.what()
                             + "); move the file away to open new ones");
  }
  return result;
}

} // namespace synod
