#include "runtime/retrieval/corpus_file.hpp"

#include "runtime/retrieval/passage_rules.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <string>

namespace synod::retrieval {

namespace {

// Escapes may make a line longer than what it says.
constexpr std::size_t line_size_max
  = 6 * (id_size_max + title_size_max + text_size_max) + 1024;

/// Where in a file, for errors.
struct place {
  std::string file;
  std::size_t line = 0;

  [[noreturn]] void refuse(const std::string& why) const {
    throw retrieval_error(fmt::format("{}:{}: {}", file, line, why));
  }
};

std::string
member(const nlohmann::json& object, const char* name, const place& at) {
  auto found = object.find(name);
  if (found == object.end() || !found->is_string())
    at.refuse(fmt::format("the member \"{}\" must be a string", name));
  return found->get<std::string>();
}

passage to_passage(const std::string& line, const place& at) {
  if (line.size() > line_size_max)
    at.refuse("the line is too long");
  auto object = nlohmann::json::parse(line, nullptr, false);
  if (!object.is_object())
    at.refuse("a JSON object is expected");
  passage x{member(object, "id", at),
            object.contains("title") ? member(object, "title", at) : "",
            member(object, "text", at)};
  if (!is_id(x.id))
    at.refuse(fmt::format("the id must be 1 to {} of the characters A-Z a-z "
                          "0-9 . _ : -",
                          id_size_max));
  if (auto why = check(x))
    at.refuse(*why == errc::passage_too_large
                ? fmt::format("the passage is too large: {} bytes of title and "
                              "{} of text are the most",
                              title_size_max, text_size_max)
                : "the text must be UTF-8 without control characters, and not "
                  "blank");
  return x;
}

} // namespace

std::vector<passage> read_corpus_file(const std::filesystem::path& file) {
  std::ifstream in{file};
  if (!in)
    throw retrieval_error(
      fmt::format("{}: the corpus cannot be opened", file.string()));
  std::vector<passage> passages;
  std::set<std::string> ids;
  place at{file.string()};
  for (std::string line; std::getline(in, line);) {
    ++at.line;
    if (line.find_first_not_of(" \t\r") == line.npos)
      continue;
    auto x = to_passage(line, at);
    if (!ids.insert(x.id).second)
      at.refuse(fmt::format("the id '{}' occurs twice", x.id));
    passages.push_back(std::move(x));
    if (passages.size() > passages_max)
      at.refuse(fmt::format("more than {} passages", passages_max));
  }
  if (in.bad())
    at.refuse("the file cannot be read any further");
  return passages;
}

} // namespace synod::retrieval
