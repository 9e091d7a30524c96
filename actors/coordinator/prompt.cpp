#include "actors/coordinator/prompt.hpp"

#include "runtime/text/white_space.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod::coordinator {

namespace {

// What an answer needs at least if passages compete with it for room.
constexpr auto answer_tokens_min = std::uint32_t{64};

// Every run of white space made one space, so that no passage can look like the
// end of the quotation.
std::string on_one_line(std::string_view text) {
  auto result = std::string{};
  for (auto x : text::trimmed(text)) {
    if (!text::is_white_space(x))
      result += x;
    else if (result.back() != ' ')
      result += ' ';
  }
  return result;
}

std::vector<model::chat_message>
turns_of(const start_request& call, std::span<const cited_passage> best) {
  auto turns = std::vector<model::chat_message>{};
  for (auto& x : call.messages)
    turns.push_back({x.role, x.content});
  auto last = std::ranges::find(turns.rbegin(), turns.rend(), "user",
                                &model::chat_message::role);
  if (last != turns.rend())
    last->content = quote_passages(last->content, best);
  return turns;
}

std::vector<token_id>
encode(const start_request& call, std::span<const cited_passage> best,
       const served_model& model) {
  auto ids = std::vector<token_id>{};
  if (model.words->add_bos() && model.words->bos())
    ids.push_back(*model.words->bos());
  // Who sends a raw prompt has written all of it, control tokens included.
  auto rest = call.messages.empty()
                ? model.words->encode(call.prompt, model::special_tokens::parse)
                : model.words->encode(model.chat->render(
                  turns_of(call, best), model::generation_prompt::add));
  ids.insert(ids.end(), rest.begin(), rest.end());
  return ids;
}

} // namespace

std::string
quote_passages(std::string_view question, std::span<const cited_passage> best) {
  if (best.empty())
    return std::string{text::trimmed(question)};
  auto result = std::string{"Passages:\n"};
  for (std::size_t i = 0; i < best.size(); ++i)
    result
      += '[' + std::to_string(i + 1) + "] " + on_one_line(best[i].text) + '\n';
  result += "\nQuestion: ";
  return result += text::trimmed(question);
}

std::string question_of(const start_request& call) {
  auto last = std::ranges::find(call.messages.rbegin(), call.messages.rend(),
                                "user", &chat_message::role);
  return last == call.messages.rend()
           ? std::string{}
           : std::string{text::trimmed(last->content)};
}

std::variant<errc, fitted_prompt>
fit_prompt(const start_request& call, std::span<const cited_passage> best,
           const served_model& model) {
  if (!call.messages.empty() && !model.chat)
    return errc::unknown_chat_template;
  auto wanted = call.tokens_max == 0 ? answer_tokens_min : call.tokens_max;
  for (auto count = best.size();; --count) {
    try {
      auto ids = encode(call, best.first(count), model);
      auto room = count == 0 ? 1 : std::min(wanted, answer_tokens_min);
      if (ids.empty())
        return errc::invalid_argument;
      if (ids.size() + room <= model.context_length)
        return fitted_prompt{std::move(ids), static_cast<std::uint32_t>(count)};
    } catch (const std::invalid_argument&) {
      return errc::invalid_argument;
    }
    if (count == 0)
      return errc::context_length_exceeded;
  }
}

} // namespace synod::coordinator
