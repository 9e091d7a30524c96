#include "apps/synod/genesis_file.hpp"

#include "runtime/ledger/genesis_json.hpp"
#include "runtime/ledger/genesis_rules.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace synod {

namespace {

constexpr auto file_bytes_max = std::uintmax_t{16} << 20;

} // namespace

std::string read_text_file(const std::filesystem::path& file) {
  auto failed = std::error_code{};
  if (std::filesystem::is_regular_file(file, failed)
      && std::filesystem::file_size(file, failed) > file_bytes_max)
    throw std::runtime_error(file.string() + " is larger than 16 MiB");
  auto in = std::ifstream{file, std::ios::binary};
  auto text = std::ostringstream{};
  text << in.rdbuf();
  if (!in)
    throw std::runtime_error(file.string()
                             + " cannot be read, or is empty; name a file that "
                               "is there");
  return std::move(text).str();
}

genesis read_genesis(const std::filesystem::path& file) {
  auto text = read_text_file(file);
  try {
    auto result = ledger::read_genesis_json(text);
    if (auto fault = ledger::check_genesis(result))
      throw std::runtime_error(file.string() + ": " + fault->text + " ("
                               + ledger::to_string(fault->fault) + ")");
    return result;
  } catch (const ledger::genesis_file_error& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
  }
}

std::filesystem::path
genesis_path(const std::string& file, const std::string& data) {
  return file.empty() ? std::filesystem::path{data} / "genesis.json"
                      : std::filesystem::path{file};
}

} // namespace synod
