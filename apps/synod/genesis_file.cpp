#include "apps/synod/genesis_file.hpp"

#include "runtime/ledger/genesis_json.hpp"
#include "runtime/ledger/genesis_rules.hpp"

#include <array>
#include <fstream>
#include <stdexcept>

namespace synod {

namespace {

constexpr auto file_bytes_max = std::size_t{16} << 20;
constexpr auto part_bytes = std::size_t{64} << 10;

} // namespace

std::string read_text_file(const std::filesystem::path& file) {
  auto in = std::ifstream{file, std::ios::binary};
  auto text = std::string{};
  auto part = std::array<char, part_bytes>{};
  // What a pipe or a device holds has no size to look at before.
  while (in && text.size() <= file_bytes_max) {
    in.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (text.size() > file_bytes_max)
    throw std::runtime_error(file.string()
                             + " is larger than 16 MiB; is it the file that "
                               "you mean?");
  if (!in.eof())
    throw std::runtime_error(file.string()
                             + " cannot be read; name a file that is there");
  return text;
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
    throw std::runtime_error(file.string() + " is no genesis: " + error.what());
  }
}

std::filesystem::path
genesis_path(const std::string& file, const std::string& data) {
  return file.empty() ? topology::data_folder{data}.genesis()
                      : std::filesystem::path{file};
}

} // namespace synod
