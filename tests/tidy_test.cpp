// The rules of the house, read off the tree itself: a rule that is not checked
// is a wish. Each failure names the file, the rule, and why the rule is there.

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const auto root = fs::path{SYNOD_SOURCE_DIR};

const auto layers = std::vector<std::string>{"actors",  "apps",    "kernels",
                                             "runtime", "schemas", "tests"};

/// Who may include whom; every folder may include itself.
const auto arrows = std::map<std::string, std::set<std::string>>{
  {"kernels", {}},
  {"schemas", {}},
  {"runtime", {"schemas", "kernels"}},
  {"actors", {"runtime", "schemas", "kernels"}},
  {"apps", {"actors", "runtime", "schemas", "kernels"}},
  {"tests", {"apps", "actors", "runtime", "schemas", "kernels"}},
};

struct file {
  std::string path; // relative to the root, with '/'
  std::vector<std::string> lines;

  [[nodiscard]] std::string layer() const {
    return path.substr(0, path.find('/'));
  }

  [[nodiscard]] std::string extension() const {
    return fs::path{path}.extension().string();
  }
};

std::vector<std::string> lines_of(const fs::path& path) {
  auto in = std::ifstream{path};
  auto result = std::vector<std::string>{};
  for (auto line = std::string{}; std::getline(in, line);)
    result.push_back(line);
  return result;
}

bool is_source(const std::string& extension) {
  return extension == ".cpp" || extension == ".cu";
}

bool is_code(const std::string& extension) {
  return is_source(extension) || extension == ".hpp" || extension == ".py";
}

std::vector<file> read_tree() {
  auto result = std::vector<file>{};
  for (const auto& layer : layers)
    for (const auto& entry : fs::recursive_directory_iterator{root / layer})
      if (entry.is_regular_file() && is_code(entry.path().extension().string()))
        result.push_back({fs::relative(entry.path(), root).generic_string(),
                          lines_of(entry.path())});
  std::ranges::sort(result, {}, &file::path);
  return result;
}

const std::vector<file>& tree() {
  static const auto files = read_tree();
  return files;
}

/// Collects what is wrong, so that one run names everything.
class complaints {
public:
  void add(const std::string& where, const std::string& what) {
    text_ += "\n  " + where + ": " + what;
  }

  [[nodiscard]] const std::string& text() const noexcept {
    return text_;
  }

private:
  std::string text_;
};

std::string at(const file& x, std::size_t line) {
  return x.path + ":" + std::to_string(line + 1);
}

} // namespace

TEST_CASE("tidy: includes follow the arrows between the layers", "[tidy]") {
  auto wrong = complaints{};
  auto include = std::regex{R"re(^\s*#\s*include\s+"([a-z]+)/)re"};
  for (const auto& x : tree()) {
    auto match = std::smatch{};
    for (auto i = std::size_t{0}; i < x.lines.size(); ++i)
      if (std::regex_search(x.lines[i], match, include) && match[1] != x.layer()
          && arrows.contains(match[1])
          && !arrows.at(x.layer()).contains(match[1]))
        wrong.add(at(x, i), x.layer() + " may not include " + match[1].str()
                              + "/: the arrows keep each layer testable "
                                "without those above it");
  }
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}

TEST_CASE("tidy: files stay small enough to hold one idea", "[tidy]") {
  auto wrong = complaints{};
  for (const auto& x : tree()) {
    auto limit = x.extension() == ".hpp" ? 150U : 300U;
    if (x.lines.size() > limit)
      wrong.add(x.path, std::to_string(x.lines.size()) + " lines, at most "
                          + std::to_string(limit)
                          + ": split it where its ideas part");
  }
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}

TEST_CASE("tidy: a file leans on six others at most", "[tidy]") {
  // What lists a whole kind of thing leans on all of them.
  auto lists
    = std::set<std::string>{"actors/coordinator/ask.hpp", "apps/synod/main.cpp",
                            "schemas/type_ids.hpp"};
  // Older than the rule; these may only shrink.
  auto older = std::map<std::string, std::size_t>{
    {"actors/shard_worker/worker_session.hpp", 8},
    {"apps/bench/validator_network.cpp", 7},
    {"apps/bench/validator_network.hpp", 7},
    {"runtime/ledger/attestations.cpp", 7},
    {"runtime/ledger/execution.cpp", 8},
    {"tests/runtime/model/stories_test.cpp", 7},
    {"tests/sim/chain.cpp", 8},
  };
  auto wrong = complaints{};
  auto include = std::regex{
    R"re(^\s*#\s*include\s+"(actors|apps|kernels|runtime|schemas|tests)/)re"};
  for (const auto& x : tree()) {
    if (lists.contains(x.path))
      continue;
    auto limit = older.contains(x.path) ? older.at(x.path) : std::size_t{6};
    auto count = static_cast<std::size_t>(
      std::ranges::count_if(x.lines, [&](const std::string& line) {
        return std::regex_search(line, include);
      }));
    if (count > limit)
      wrong.add(x.path, "includes " + std::to_string(count)
                          + " of ours, at most " + std::to_string(limit)
                          + ": it holds more than one idea");
    else if (older.contains(x.path) && count < limit)
      wrong.add(x.path, "has shrunk: so must its line in this test");
  }
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}

TEST_CASE("tidy: functions fit one screen", "[tidy]") {
  // Formatted code closes a function that began in the first column there.
  auto wrong = complaints{};
  auto not_function = std::regex{
    R"(^(namespace|struct|class|enum|union|extern|template|#|//|\}|TEST_CASE|const auto|constexpr|static const|CAF_))"};
  for (const auto& x : tree()) {
    if (x.extension() == ".py")
      continue;
    auto start = std::size_t{0};
    auto inside = false;
    for (auto i = std::size_t{0}; i < x.lines.size(); ++i) {
      const auto& line = x.lines[i];
      if (!inside && line.ends_with("{") && !line.starts_with(" ")
          && !std::regex_search(line, not_function)) {
        inside = true;
        start = i;
      } else if (inside && line.starts_with("}")) {
        inside = false;
        if (i - start > 71)
          wrong.add(at(x, start), std::to_string(i - start)
                                    + " lines, at most 70: name its parts");
      }
    }
  }
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}

TEST_CASE("tidy: every source file is built", "[tidy]") {
  auto wrong = complaints{};
  for (const auto& x : tree()) {
    if (!is_source(x.extension()))
      continue;
    auto listed = false;
    for (auto dir = fs::path{x.path}.parent_path(); !listed;
         dir = dir.parent_path()) {
      auto name = fs::path{x.path}.lexically_relative(dir).generic_string();
      for (const auto& line : lines_of(root / dir / "CMakeLists.txt"))
        listed |= line.find(name) != std::string::npos;
      if (dir.empty())
        break;
    }
    if (!listed)
      wrong.add(x.path, "no CMakeLists.txt lists it: what is not built rots");
  }
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}

TEST_CASE("tidy: names say one idea, lines are clean", "[tidy]") {
  auto wrong = complaints{};
  auto drawer = std::regex{"util|helper|common|manager|misc"};
  auto todo = std::regex{R"(\b(TO)(DO)|\bFIX(ME)\b)"};
  for (const auto& x : tree()) {
    if (std::regex_search(fs::path{x.path}.filename().string(), drawer))
      wrong.add(x.path, "a drawer's name: name the thing inside");
    for (auto i = std::size_t{0}; i < x.lines.size(); ++i) {
      if (x.lines[i].find('\t') != std::string::npos)
        wrong.add(at(x, i), "a tab");
      if (x.lines[i].ends_with(" ") || x.lines[i].ends_with("\r"))
        wrong.add(at(x, i), "a trailing space");
      if (std::regex_search(x.lines[i], todo))
        wrong.add(at(x, i), "do it, or file it: notes in code get lost");
    }
  }
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}

TEST_CASE("tidy: the top level holds what the form names, no more", "[tidy]") {
  auto wrong = complaints{};
  auto allowed = std::set<std::string>{"LICENSE", "CMakePresets.json",
                                       "CMakeLists.txt", "README.md", "build"};
  allowed.insert(layers.begin(), layers.end());
  for (const auto& entry : fs::directory_iterator{root}) {
    auto name = entry.path().filename().string();
    if (!name.starts_with(".") && !allowed.contains(name))
      wrong.add(name, "does not belong on the top level");
  }
  for (const auto& layer : layers)
    if (!fs::exists(root / layer / "README.md"))
      wrong.add(layer, "has no README.md that says what lives there");
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}

TEST_CASE("tidy: headers are guarded by one pragma", "[tidy]") {
  auto wrong = complaints{};
  for (const auto& x : tree())
    if (x.extension() == ".hpp"
        && (x.lines.empty() || x.lines[0] != "#pragma once"))
      wrong.add(x.path, "does not begin with #pragma once");
  INFO(wrong.text());
  CHECK(wrong.text().empty());
}
