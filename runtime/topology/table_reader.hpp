#pragma once

#include "runtime/topology/read_network.hpp"

#include <toml++/toml.h>

#include <functional>
#include <string>
#include <vector>

namespace synod::topology {

/// Whether a key may be left out.
enum class presence : std::uint8_t { optional, required };

/// How a TOML value becomes a `T`, and the sentence that tells what is expected
/// where it does not.
template <class T>
struct value_kind {
  std::string expected;
  std::function<std::optional<T>(const toml::node&)> parse;
};

/// Reads one table of a file. The keys that are asked for are the keys that the
/// table may have: `finish` reports all others. Faults go to a list, so that
/// one reading finds all of them. Refers to its arguments.
class table_reader {
public:
  /// `path` names the table in faults, such as `node.actor`.
  table_reader(const toml::table& table, std::string path,
               std::vector<fault>& faults)
    : table_(table), path_(std::move(path)), faults_(faults) {
  }

  /// Reads the value of `key` into `x`, which stays as it is if there is none.
  /// @returns true if the key was there and its value as expected.
  template <class T>
  bool read(const std::string& key, T& x, const value_kind<T>& kind,
            presence wanted = presence::optional) {
    const auto* node = find(key, kind.expected, wanted);
    if (node == nullptr)
      return false;
    auto value = kind.parse(*node);
    if (!value) {
      refuse(key, "expected " + kind.expected + ", found " + describe(*node));
      return false;
    }
    x = std::move(*value);
    return true;
  }

  /// Calls `f` with a reader of the table under `key`, if there is one.
  void read_table(const std::string& key, presence wanted,
                  const std::function<void(table_reader&)>& f);

  /// Calls `f` with a reader of each table of the array under `key`. Faults if
  /// there are more than `count_max`, or none although `wanted`.
  void
  read_tables(const std::string& key, std::size_t count_max, presence wanted,
              const std::function<void(table_reader&)>& f);

  /// Reports a fault at the value of `key`, or at the table if it lacks it.
  void refuse(const std::string& key, std::string text);

  /// Reports a fault at the value of `key`, a word that nothing in `xs` has for
  /// a name, with the nearest name.
  template <class T>
  void refuse_word(const std::string& key, std::string text,
                   const std::string& word, const std::vector<T>& xs) {
    auto names = std::vector<std::string>{};
    for (const auto& x : xs)
      names.push_back(x.name);
    refuse(key, std::move(text) + hint(word, names));
  }

  /// Accepts every other key: without a role nobody knows which are right.
  void ignore_rest() noexcept {
    rest_ignored_ = true;
  }

  /// Reports the keys that nobody asked for.
  void finish();

private:
  const toml::node*
  find(const std::string& key, const std::string& expected, presence wanted);

  [[nodiscard]] static std::string describe(const toml::node& node);

  /// @returns what was meant, or what could have been.
  [[nodiscard]] static std::string
  hint(const std::string& word, const std::vector<std::string>& words);

  [[nodiscard]] std::string full(const std::string& key) const {
    return path_.empty() ? key : path_ + "." + key;
  }

  void report(toml::source_position where, std::string key, std::string text);

  const toml::table& table_;
  std::string path_;
  std::vector<fault>& faults_;
  std::vector<std::string> known_;
  bool rest_ignored_ = false;
};

} // namespace synod::topology
