#include "actors/validator/validator_signer.hpp"

#include "actors/validator/stored_state.hpp"
#include "runtime/crypto/signed_bytes.hpp"

#include <stdexcept>

namespace synod::chain {

namespace {

consensus::signer_record decode(const std::vector<std::byte>& bytes) {
  if (bytes.empty())
    return {};
  return value_or_throw(canonical_decode<consensus::signer_record>(bytes));
}

caf::error not_allowed(const char* what) {
  return caf::make_error(errc::invalid_argument,
                         std::string{"the signer's record does not allow this "}
                           + what);
}

} // namespace

validator_signer::validator_signer(const std::filesystem::path& file,
                                   crypto::signing_key key,
                                   std::string chain_id)
  : key_(std::move(key)), chain_id_(std::move(chain_id)),
    file_(value_or_throw(store::signer_file::open(file))),
    record_(decode(file_.record())) {
}

void prepare_signer(const std::filesystem::path& file, bool has_chain) {
  if (std::filesystem::exists(file))
    return;
  if (has_chain)
    throw std::runtime_error{spell(caf::make_error(
      errc::signer_record_lost,
      file.string()
        + ": is gone, and the stored chain is not, so what this validator "
          "signed is forgotten; restore the file that belongs to the folder, "
          "or retire the key"))};
  if (auto error = store::signer_file::create(file))
    throw std::runtime_error{spell(error)};
}

caf::error validator_signer::keep(const consensus::signer_record& next) {
  if (!consensus::may_follow(record_, next))
    return not_allowed("record");
  if (auto error = file_.write(canonical_encode(next)))
    return error;
  record_ = next;
  return {};
}

caf::expected<signed_vote> validator_signer::sign(const vote& x) const {
  if (x.validator != id() || !consensus::allows(record_, x))
    return not_allowed("vote");
  return signed_vote{x, key_.sign(crypto::signed_bytes(chain_id_, x))};
}

caf::expected<signed_proposal> validator_signer::sign(const proposal& x) const {
  if (x.proposer != id() || !consensus::allows(record_, x))
    return not_allowed("proposal");
  return signed_proposal{x, key_.sign(crypto::signed_bytes(chain_id_, x))};
}

} // namespace synod::chain
