#include "apps/synod/wallet_files.hpp"

#include "runtime/accounts/key_ring.hpp"
#include "runtime/crypto/curve_keys.hpp"
#include "runtime/crypto/key_file.hpp"
#include "schemas/error.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod {

namespace {

constexpr auto extension = ".key";

[[noreturn]] void
fail(const std::filesystem::path& file, const caf::error& why) {
  // What went wrong with it says which file; else the kind of error must do.
  const auto& context = why.context();
  if (context.match_elements<std::string>())
    throw std::runtime_error("the key file " + context.get_as<std::string>(0));
  throw std::runtime_error("the key file " + file.string() + ": "
                           + describe(errc{why.code()}));
}

} // namespace

std::filesystem::path wallet_files::folder() const {
  return accounts::account_file({data_}, "any").parent_path();
}

std::vector<wallet_entry> wallet_files::list() const {
  auto result = std::vector<wallet_entry>{};
  auto fault = std::error_code{};
  for (const auto& x : std::filesystem::directory_iterator{folder(), fault}) {
    if (x.path().extension() != extension)
      continue;
    auto& entry = result.emplace_back();
    entry.name = x.path().stem().string();
    entry.file = x.path();
    if (auto head = crypto::read_key_file_head(x.path())) {
      entry.account = head->public_key;
      entry.encrypted = head->encrypted;
    } else {
      entry.error = describe(errc{head.error().code()});
    }
  }
  std::ranges::sort(result, {}, &wallet_entry::name);
  return result;
}

wallet_entry wallet_files::find(const std::string& name) const {
  auto all = list();
  auto found = std::ranges::find(all, name, &wallet_entry::name);
  if (found == all.end())
    throw std::runtime_error("no account is called \"" + name + "\" in "
                             + folder().string()
                             + "; `synod wallet list` shows them, `synod "
                               "wallet new NAME` makes one");
  if (!found->error.empty())
    throw std::runtime_error("the key file " + found->file.string() + ": "
                             + found->error);
  return *found;
}

wallet_entry
wallet_files::make(const std::string& name,
                   const std::optional<std::string>& passphrase) const {
  auto plain = name;
  std::ranges::replace(plain, '.', '-');
  if (!crypto::is_key_name(plain))
    throw std::runtime_error("\"" + name
                             + "\" cannot name an account; use 1 to 64 of "
                               "letters, digits, dot, - and _");
  (void) topology::open_data_folder(data_);
  auto file = accounts::account_file({data_}, name);
  std::filesystem::create_directories(file.parent_path());
  if (std::filesystem::exists(file))
    throw std::runtime_error(file.string()
                             + " is there already, and is kept; choose another "
                               "name");
  auto key = crypto::signing_key::generate();
  auto why = passphrase ? crypto::write_key_file(file, key, *passphrase)
                        : crypto::write_development_key(file, key);
  if (why)
    fail(file, why);
  return find(name);
}

crypto::signing_key
wallet_files::open(const wallet_entry& x, const std::string& passphrase) {
  auto key = crypto::read_key_file(x.file, passphrase);
  if (!key)
    fail(x.file, key.error());
  return std::move(*key);
}

account_id wallet_files::account_of(const std::string& name_or_id) const {
  auto id = from_hex<account_id>(name_or_id);
  return id ? *id : find(name_or_id).account;
}

} // namespace synod
