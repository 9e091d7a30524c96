#include "runtime/ledger/commitment.hpp"
#include "runtime/proof/checks.hpp"

#include <algorithm>
#include <set>

namespace synod::proof {

namespace {

std::string find_request_fault(const proof_facts& x, const kept_request& y) {
  const auto& said = x.proof.attestation.body.commitments;
  auto made = commitments_of(y);
  if (y.version != 1 || y.record.version != 1)
    return "it is of a version that is not known";
  if (y.record.model != x.proof.escrow.body.model)
    return "it asks another model than the escrow pays for";
  if (made.record != said.record)
    return "the request record is not the one that was committed to";
  if (made.prompt != said.prompt)
    return "the prompt's tokens are not those that were committed to";
  if (made.tokens != said.tokens)
    return "the answer's tokens are not those that were committed to";
  if (made.text != said.text)
    return "the answer's text is not the one that was committed to";
  return {};
}

/// A last newline is what an editor or `>` may have added.
bool is_answer(std::string_view given, std::string_view streamed) {
  return given == streamed
         || (given.ends_with('\n')
             && given.substr(0, given.size() - 1) == streamed);
}

finding check_answer(const proof_facts& x, std::string_view answer) {
  if (!x.proof.request)
    return {"answer", verdict::fails,
            "the answer can be compared only if the request is in the proof; "
            "export it --with-request"};
  const auto& streamed = x.proof.request->text;
  if (is_answer(answer, streamed))
    return {"answer", verdict::holds, "it is the one that was streamed"};
  auto [at, ignored] = std::ranges::mismatch(answer, streamed);
  return {"answer", verdict::fails,
          "it is not the one that was streamed: it differs at byte "
            + std::to_string(at - answer.begin())};
}

std::string count_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

std::string describe_work(const proof_facts& x) {
  const auto& body = x.proof.attestation.body;
  auto workers = std::set<account_id>{};
  for (const auto& y : body.receipts)
    workers.insert(y.receipt.worker);
  const auto* model = find_model(x);
  return count_of(workers.size(), "worker") + " signed that they ran all "
         + count_of(model->blocks, "block") + " of model " + model->model_name
         + ", arithmetic " + model->profile + ", for request "
         + std::to_string(body.cap.request_number) + " of escrow "
         + to_hex(body.cap.escrow, 16);
}

} // namespace

void check_request(const proof_facts& x,
                   const std::optional<std::string_view>& answer,
                   std::vector<finding>& out) {
  if (x.proof.request)
    out.push_back(judge("request", find_request_fault(x, *x.proof.request),
                        "the record, the prompt, the answer's tokens and its "
                        "text are those that were committed to"));
  else
    out.push_back({"request", verdict::absent,
                   "the request is not in the proof; whoever asked can export "
                   "it --with-request"});
  if (answer)
    out.push_back(check_answer(x, *answer));
}

void put_into_words(const proof_facts& x, verification& out) {
  const auto& body = x.proof.attestation.body;
  auto height = std::to_string(x.proof.block.header.height.value());
  out.proven = {
    describe_work(x),
    "the escrow's owner allowed " + std::to_string(body.cap.fee_max)
      + " at most, and paid " + std::to_string(body.fee),
    "validators with more than two thirds of the weight decided the block of "
    "height "
      + height
      + " with the attestation in it, and the next one, which shows that it "
        "was applied",
  };
  if (x.proof.request)
    out.proven.push_back("the question, its passages and parameters, and the "
                         "answer are those that the workers served");
  else
    out.not_proven.push_back("what was asked and answered: the request is not "
                             "in the proof");
  out.not_proven.insert(
    out.not_proven.end(),
    {"that the workers ran the model right: they signed that they ran it; "
     "`synod replay` runs it again and compares every bit",
     "who is behind an account: it is a key, and no more",
     "that the genesis is the right one: it is what you trust"});
}

} // namespace synod::proof
