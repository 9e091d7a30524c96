#include "runtime/topology/table_reader.hpp"

#include "runtime/topology/spelling.hpp"

#include <algorithm>

namespace synod::topology {

namespace {

constexpr auto faults_max = std::size_t{100};

std::string clip(std::string_view text) {
  constexpr auto bytes_max = std::size_t{60};
  auto result = std::string{text.substr(0, bytes_max)};
  if (text.size() > bytes_max)
    result += "...";
  // A file's control characters are not for the reader's terminal.
  std::ranges::replace_if(
    result,
    [](char c) {
      auto byte = static_cast<unsigned char>(c);
      return byte < 32 || byte == 127;
    },
    '?');
  return result;
}

} // namespace

void table_reader::read_table(const std::string& key, presence wanted,
                              const std::function<void(table_reader&)>& f) {
  const auto* node = find(key, "a table [" + full(key) + "]", wanted);
  if (node == nullptr)
    return;
  const auto* table = node->as_table();
  if (table == nullptr)
    return refuse(key, "expected a table, found " + describe(*node));
  auto reader = table_reader{*table, full(key), faults_};
  f(reader);
  reader.finish();
}

void table_reader::read_tables(const std::string& key, std::size_t count_max,
                               presence wanted,
                               const std::function<void(table_reader&)>& f) {
  const auto* node = find(key, "one or more [[" + full(key) + "]]", wanted);
  if (node == nullptr)
    return;
  const auto* tables = node->as_array();
  if (tables == nullptr || !tables->is_homogeneous<toml::table>())
    return refuse(key, "expected one or more [[" + full(key) + "]], found "
                         + describe(*node));
  if (tables->size() > count_max)
    return refuse(key, "expected at most " + std::to_string(count_max)
                         + " of them, found " + std::to_string(tables->size()));
  for (const auto& element : *tables) {
    auto reader = table_reader{*element.as_table(), full(key), faults_};
    f(reader);
    reader.finish();
  }
}

void table_reader::refuse(const std::string& key, std::string text) {
  const auto* node = table_.get(key);
  report((node != nullptr ? node->source() : table_.source()).begin, full(key),
         std::move(text));
}

void table_reader::finish() {
  for (const auto& [key, node] : table_) {
    auto name = std::string{key.str()};
    if (!rest_ignored_ && std::ranges::find(known_, name) == known_.end())
      report(key.source().begin, full(clip(name)),
             "unknown key" + hint(name, known_));
  }
}

std::string table_reader::hint(const std::string& word,
                               const std::vector<std::string>& words) {
  if (auto meant = nearest(word, words))
    return "; did you mean \"" + *meant + "\"?";
  if (words.empty())
    return "; expected none";
  auto result
    = std::string{words.size() == 1 ? "; expected" : "; expected one of"};
  for (const auto& candidate : words)
    result += (&candidate == words.data() ? " " : ", ") + candidate;
  return result;
}

const toml::node*
table_reader::find(const std::string& key, const std::string& expected,
                   presence wanted) {
  known_.push_back(key);
  const auto* node = table_.get(key);
  if (node == nullptr && wanted == presence::required)
    report(table_.source().begin, full(key),
           "is missing; expected " + expected);
  return node;
}

std::string table_reader::describe(const toml::node& node) {
  if (const auto* text = node.as_string())
    return '"' + clip(text->get()) + '"';
  if (const auto* number = node.as_integer())
    return std::to_string(number->get());
  if (const auto* flag = node.as_boolean())
    return flag->get() ? "true" : "false";
  if (node.is_table())
    return "a table";
  if (node.is_array())
    return "an array";
  return node.is_floating_point() ? "a fraction" : "a date or time";
}

void table_reader::report(toml::source_position where, std::string key,
                          std::string text) {
  if (faults_.size() < faults_max)
    faults_.push_back(
      {where.line, where.column, std::move(key), std::move(text)});
}

} // namespace synod::topology
