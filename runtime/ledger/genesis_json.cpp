#include "runtime/ledger/genesis_json.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <set>
#include <vector>

namespace synod::ledger {

namespace {

using json = nlohmann::json; // its objects are ordered by key

constexpr auto text_bytes_max = std::size_t{16} << 20;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw genesis_file_error{"genesis: " + path + " " + what};
}

// The one field list per struct, with the names that the file uses. `f` is a
// writer or a reader.

void visit(auto& f, auto& x, const split_table*) {
  f("workers", x.workers);
  f("respondents", x.respondents);
  f("corpora", x.corpora);
  f("coordinator", x.coordinator);
  f("auditors", x.auditors);
  f("community", x.community);
  f("burn", x.burn);
}

void visit(auto& f, auto& x, const chain_parameters*) {
  f("chain_id", x.chain_id);
  f("transaction_fee", x.transaction_fee);
  f("split", x.split);
  f("community", x.community);
  f("bond_min", x.bond_min);
  f("epoch_ms", x.epoch_ms);
  f("close_delay_ms", x.close_delay_ms);
  f("dispute_window_ms", x.dispute_window_ms);
  f("transaction_bytes_max", x.transaction_bytes_max);
}

void visit(auto& f, auto& x, const genesis_validator*) {
  f("node", x.node);
  f("key", x.key);
  f("weight", x.weight);
}

void visit(auto& f, auto& x, const genesis_account*) {
  f("account", x.account);
  f("balance", x.balance);
}

void visit(auto& f, auto& x, const genesis_model*) {
  f("name", x.model_name);
  f("manifest", x.manifest);
  f("blocks", x.blocks);
  f("chat_template", x.chat_template);
  f("profile", x.profile);
}

void visit(auto& f, auto& x, const genesis*) {
  f("version", x.version);
  f("parameters", x.parameters);
  f("time_ms", x.time);
  f("validators", x.validators);
  f("accounts", x.accounts);
  f("models", x.models);
}

struct writer {
  json out = json::object();

  void operator()(const char* key, const auto& x) {
    out[key] = to_json(x);
  }

  static json to_json(const std::string& x) {
    return x;
  }

  template <std::unsigned_integral T>
  static json to_json(T x) {
    return x;
  }

  template <class Tag, std::size_t Size>
  static json to_json(const byte_array<Tag, Size>& x) {
    return to_hex(x);
  }

  template <class T>
  static json to_json(const std::vector<T>& xs) {
    auto result = json::array();
    for (const auto& x : xs)
      result.push_back(to_json(x));
    return result;
  }

  template <message T>
  static json to_json(const T& x) {
    auto inner = writer{};
    visit(inner, x, static_cast<const T*>(nullptr));
    return inner.out;
  }
};

struct reader {
  const json& in;
  std::string path;
  std::set<std::string> read{};

  void operator()(const char* key, auto& x) {
    auto found = in.find(key);
    if (found == in.end())
      refuse(path, std::string{"lacks '"} + key + "'");
    from_json(*found, path + "." + key, x);
    read.insert(key);
  }

  static void
  from_json(const json& in, const std::string& path, std::string& x) {
    if (!in.is_string())
      refuse(path, "must be text");
    x = in.get<std::string>();
  }

  template <std::unsigned_integral T>
  static void from_json(const json& in, const std::string& path, T& x) {
    constexpr auto max = std::numeric_limits<T>::max();
    if (!in.is_number_unsigned() || in.get<std::uint64_t>() > max)
      refuse(path, "must be a whole number from 0 to " + std::to_string(max));
    x = static_cast<T>(in.get<std::uint64_t>());
  }

  template <class Tag, std::size_t Size>
  static void
  from_json(const json& in, const std::string& path, byte_array<Tag, Size>& x) {
    auto found = in.is_string()
                   ? from_hex<byte_array<Tag, Size>>(in.get<std::string>())
                   : std::nullopt;
    if (!found)
      refuse(path, "must be " + std::to_string(2 * Size)
                     + " digits of lower-case hex");
    x = *found;
  }

  template <class T>
  static void
  from_json(const json& in, const std::string& path, std::vector<T>& xs) {
    if (!in.is_array())
      refuse(path, "must be a list");
    for (auto i = std::size_t{0}; i < in.size(); ++i)
      from_json(in[i], path + "[" + std::to_string(i) + "]", xs.emplace_back());
  }

  template <message T>
  static void from_json(const json& in, const std::string& path, T& x) {
    if (!in.is_object())
      refuse(path, "must be an object");
    auto inner = reader{in, path};
    visit(inner, x, static_cast<const T*>(nullptr));
    for (const auto& [key, value] : in.items())
      if (!inner.read.contains(key))
        refuse(path, "has an unknown key '" + key + "'");
  }
};

/// Refuses what the library would take: repeated keys and deep nesting.
json parse(std::string_view text) {
  auto keys = std::vector<std::set<std::string>>{};
  auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (depth > 8)
      refuse("the file", "is nested too deep");
    if (event == json::parse_event_t::object_start)
      keys.emplace_back();
    if (event == json::parse_event_t::object_end)
      keys.pop_back();
    if (event == json::parse_event_t::key
        && !keys.back().insert(parsed.get<std::string>()).second)
      refuse("the file", "repeats the key " + parsed.dump());
    return true;
  };
  try {
    return json::parse(text, watch);
  } catch (const json::exception& error) {
    refuse("the file", std::string{"is not JSON: "} + error.what());
  }
}

} // namespace

std::string write_genesis_json(const genesis& x) {
  return writer::to_json(x).dump(2) + "\n";
}

genesis read_genesis_json(std::string_view text) {
  if (text.size() > text_bytes_max)
    refuse("the file", "is larger than 16 MiB");
  auto result = genesis{};
  reader::from_json(parse(text), "genesis", result);
  return result;
}

} // namespace synod::ledger
