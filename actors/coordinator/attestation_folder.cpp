#include "actors/coordinator/attestation_folder.hpp"

#include "runtime/log/log.hpp"
#include "runtime/topology/data_folder.hpp"
#include "schemas/canonical.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace synod::coordinator {

namespace {

constexpr auto extension = ".attest";

std::string read_whole(const std::filesystem::path& file) {
  auto in = std::ifstream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

attestation_folder::attestation_folder(std::filesystem::path folder)
  : folder_(std::move(folder)) {
  auto fault = std::error_code{};
  std::filesystem::create_directories(folder_, fault);
  if (fault)
    throw std::runtime_error("cannot make the folder " + folder_.string() + ": "
                             + fault.message());
}

std::filesystem::path attestation_folder::file_of(const request_id& id) const {
  return folder_ / (to_hex(id) + extension);
}

std::vector<attest> attestation_folder::load() const {
  auto result = std::vector<attest>{};
  for (const auto& file : std::filesystem::directory_iterator{folder_}) {
    auto fault = std::error_code{};
    if (file.path().extension() != extension || !file.is_regular_file(fault))
      continue;
    auto bytes = read_whole(file.path());
    auto found = canonical_decode<attest>(std::as_bytes(std::span{bytes}));
    if (found) {
      result.push_back(std::move(*found));
      continue;
    }
    auto aside = file.path();
    aside += ".damaged";
    std::filesystem::rename(file.path(), aside, fault);
    log::error("attestation {} is damaged and not submitted; it is kept as "
               "{}",
               file.path().string(), aside.string());
  }
  return result;
}

void attestation_folder::apply(const journal_entry& x) const {
  try {
    if (x.attest.empty()) {
      std::filesystem::remove(file_of(x.request));
      return;
    }
    auto* text = reinterpret_cast<const char*>(x.attest.data());
    topology::write_file(file_of(x.request), {text, x.attest.size()});
  } catch (const std::exception& fault) {
    log::error("an attestation cannot be kept: {}", fault.what());
  }
}

} // namespace synod::coordinator
