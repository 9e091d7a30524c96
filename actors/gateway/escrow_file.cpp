#include "actors/gateway/escrow_file.hpp"

#include "runtime/topology/data_folder.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace synod {

namespace {

using nlohmann::json;

template <class Bytes>
Bytes from_hex(const json& x) {
  auto text = x.get<std::string>();
  auto bytes = typename Bytes::bytes_type{};
  if (text.size() != 2 * bytes.size()
      || text.find_first_not_of("0123456789abcdef") != std::string::npos)
    throw std::runtime_error("an id is not hex");
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(
      std::stoul(text.substr(2 * i, 2), nullptr, 16));
  return Bytes{bytes};
}

accounts::kept_escrow from_json(const json& x) {
  auto result = accounts::kept_escrow{};
  result.purpose.coordinator = from_hex<account_id>(x.at("coordinator"));
  result.purpose.model = from_hex<model_root>(x.at("model"));
  result.escrow = from_hex<escrow_id>(x.at("escrow"));
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
