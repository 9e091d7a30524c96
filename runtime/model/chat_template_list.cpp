#include "runtime/model/chat_template_list.hpp"

#include <array>

namespace synod::model {

namespace {

using forms = chat_dialect::forms;
using contents = chat_dialect::contents;
using openings = chat_dialect::openings;

constexpr chat_dialect reader{
  .name = "synod-reader",
  .before_role = "<|",
  .after_role = "|>",
  .after_content = "<|end|>",
  .after_opening = "|>",
};

constexpr chat_dialect chatml{
  .name = "chatml",
  .before_role = "<|im_start|>",
  .after_role = "\n",
  .after_content = "<|im_end|>\n",
  .after_opening = "\n",
};

constexpr chat_dialect
chatml_with(std::string_view name, std::string_view system) {
  auto x = chatml;
  x.name = name;
  x.system_default = system;
  return x;
}

constexpr auto qwen1 = chatml_with("qwen1.5", "You are a helpful assistant");
constexpr auto qwen2 = chatml_with("qwen2", "You are a helpful assistant.");
constexpr auto smollm2
  = chatml_with("smollm2", "You are a helpful AI assistant named SmolLM, "
                           "trained by Hugging Face");

constexpr chat_dialect zephyr{
  .name = "zephyr",
  .before_role = "<|",
  .after_role = "|>\n",
  .after_content = "{eos}\n",
  .after_opening = "|>\n",
};

constexpr chat_dialect phi3{
  .name = "phi-3",
  .before_role = "<|",
  .after_role = "|>\n",
  .after_content = "<|end|>\n",
  .after_opening = "|>\n",
  .end = "{eos}",
};

constexpr chat_dialect llama3{
  .name = "llama-3",
  .content = contents::trimmed,
  .before_role = "<|start_header_id|>",
  .after_role = "<|end_header_id|>\n\n",
  .after_content = "<|eot_id|>",
  .after_opening = "<|end_header_id|>\n\n",
};

constexpr chat_dialect llama3_always() {
  auto x = llama3;
  x.opening = openings::always;
  return x;
}

constexpr auto llama3_first = llama3_always();

constexpr chat_dialect llama2{
  .name = "llama-2",
  .form = forms::instructions,
  .content = contents::trimmed,
  .opening = openings::never,
  .before_user = "{bos}",
  .before_assistant = " ",
  .after_assistant = " {eos}",
  .takes_system = true,
};

constexpr chat_dialect mistral{
  .name = "mistral-v0.2",
  .form = forms::instructions,
  .opening = openings::never,
  .after_assistant = "{eos}",
};

struct entry {
  std::string_view sha256;
  const chat_dialect* dialect;
};

// One template comes with two hashes where some files spell a line feed as a
// character and others as an escape.
constexpr std::array entries{
  entry{"64caafe4aacf4c1466fa74060730180df25fd866303ee54059c14967ed5f6b68",
        &reader},
  entry{"fcf7a096fe99a48fd9ad2b250bf9237e96e8f48bffec1c7ea4d3f225176cd40e",
        &chatml},
  entry{"153280e3ff55d19da1398bdb3914ee2a51b80429bfaedde11d7d216c39db80f3",
        &chatml},
  entry{"af9c0233881b083b52ff773580215222b5440ac3d0beeeca99b76329b048f8db",
        &qwen1},
  entry{"7c0cc400db493cfc546224cbd626ef46495c4b19103042eb5518f06bf7f1e26d",
        &qwen1},
  entry{"793202280c0910ab26bc6eb57c8212c2417324c6d8c4efd0d10d59092ab3e3eb",
        &qwen2},
  entry{"f0206845c9ebc3abb4735d44f286eb81ce99238ad2accc710c6fc60e6cb8ccc8",
        &qwen2},
  entry{"872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788",
        &smollm2},
  entry{"de9cde7d1b0ca0cc87459a6673e0d12fb89c070bdb24e4a30b6e4d187b226221",
        &smollm2},
  entry{"66291cf0045c2425a3a667cf3cbb7af2b11f09e025c02f97245323ab79119362",
        &zephyr},
  entry{"b0e53f5e7bae6fdb93013abeceef343e8841cce87def2601e7269a53439b5740",
        &phi3},
  entry{"b48c47f6443892716176eb200bf4ef108f64e06ca26ed0fa8ebc0a4b3992fcb2",
        &llama3_first},
  entry{"ba03a121d097859c7b5b9cd03af99aafe95275210d2876f642ad9929a150f122",
        &llama3},
  entry{"e8d5b5a546d3f19df16a5320c614fab05bdc4edd50e850f1afd947b503ea41cf",
        &llama2},
  entry{"26a59556925c987317ce5291811ba3b7f32ec4c647c400c6cc7e3a9993007ba7",
        &mistral},
};

} // namespace

const chat_dialect* find_chat_dialect(std::string_view sha256) noexcept {
  for (const auto& x : entries)
    if (x.sha256 == sha256)
      return x.dialect;
  return nullptr;
}

} // namespace synod::model
