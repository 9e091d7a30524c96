#include "runtime/manifest/manifest.hpp"

#include "kernels/profile.hpp"
#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/model_config.hpp"

#include <fstream>
#include <stdexcept>
#include <vector>

namespace synod::manifest {

namespace {

model_root finish(const crypto::merkle_frontier& pieces) {
  return model_root{pieces.root().bytes()};
}

template_hash hash_of_template(const model::gguf_file& file) {
  auto text = file.text("tokenizer.chat_template");
  if (!text)
    return {};
  auto hash = crypto::sha256(std::as_bytes(std::span{*text}));
  return template_hash{hash.bytes()};
}

} // namespace

model_root root_of(std::span<const std::byte> file) {
  auto pieces = crypto::merkle_frontier{};
  for (auto rest = file; !rest.empty();) {
    auto size = std::min(rest.size(), piece_bytes);
    pieces.add(crypto::merkle_leaf(rest.first(size)));
    rest = rest.subspan(size);
  }
  return finish(pieces);
}

model_root root_of(const std::filesystem::path& file) {
  auto in = std::ifstream{file, std::ios::binary};
  auto pieces = crypto::merkle_frontier{};
  auto piece = std::vector<char>(piece_bytes);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    auto size = static_cast<std::size_t>(in.gcount());
    if (size > 0)
      pieces.add(
        crypto::merkle_leaf(std::as_bytes(std::span{piece}.first(size))));
  }
  if (!in.eof() || pieces.size() == 0)
    throw std::runtime_error(file.string()
                             + " cannot be read, or is empty; name a GGUF "
                               "file");
  return finish(pieces);
}

genesis_model describe(const std::filesystem::path& file, std::string name) {
  auto opened = model::gguf_file::open(file);
  auto result = genesis_model{};
  result.model_name = std::move(name);
  result.manifest = root_of(file);
  result.blocks = model::model_config::from(*opened).blocks;
  result.chat_template = hash_of_template(*opened);
  result.profile = kernels::profile;
  return result;
}

} // namespace synod::manifest
