#include "actors/validator/open_genesis.hpp"

#include "runtime/ledger/genesis_json.hpp"
#include "runtime/ledger/genesis_rules.hpp"

#include <fstream>
#include <iterator>

namespace synod::chain {

genesis open_genesis(const std::filesystem::path& file) {
  auto fault = std::error_code{};
  auto in = std::ifstream{file, std::ios::binary};
  if (!in || !std::filesystem::is_regular_file(file, fault))
    throw std::runtime_error(file.string()
                             + ": cannot be read, or is no file; `synod up` "
                               "makes one for a network on one machine, `synod "
                               "genesis` for several");
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  try {
    auto result = ledger::read_genesis_json(text);
    if (auto error = ledger::check_genesis(result))
      throw ledger::genesis_file_error{error->text};
    return result;
  } catch (const ledger::genesis_file_error& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
  }
}

} // namespace synod::chain
