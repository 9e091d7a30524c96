#include "runtime/proof/json_form.hpp"

#include "schemas/hex.hpp"

namespace synod::json_form {

namespace {

const std::string& text_of(const json& in, const std::string& place) {
  if (!in.is_string())
    throw form_error{place, "must be lower-case hex"};
  return in.get_ref<const std::string&>();
}

/// Counts what a text holds while it is parsed.
class watcher {
public:
  explicit watcher(const form_limits& limits) noexcept : limits_(limits) {
  }

  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    using kind = json::parse_event_t;
    if (depth > limits_.depth_max)
      throw form_error{"the file", "is nested too deep"};
    if (event == kind::object_start)
      names_.emplace_back();
    else if (event == kind::object_end)
      names_.pop_back();
    else if (event == kind::key)
      note(parsed.get_ref<const std::string&>());
    if ((event == kind::key || event == kind::value)
        && ++values_ > limits_.values_max)
      throw form_error{"the file", "holds too many values"};
    return true;
  }

private:
  void note(const std::string& name) {
    if (!names_.back().insert(name).second)
      throw form_error{"the file", "repeats the name \"" + name + '"'};
  }

  form_limits limits_;
  std::vector<std::set<std::string>> names_;
  std::size_t values_ = 0;
};

} // namespace

json parse(std::string_view text, const form_limits& limits) {
  if (text.size() > limits.bytes_max)
    throw form_error{"the file", "is larger than "
                                   + std::to_string(limits.bytes_max)
                                   + " bytes"};
  auto watch = watcher{limits};
  try {
    return json::parse(text,
                       [&](int depth, json::parse_event_t event, json& parsed) {
                         return watch(depth, event, parsed);
                       });
  } catch (const json::exception& error) {
    throw form_error{"the file", std::string{"is not JSON: "} + error.what()};
  }
}

void read_hex(const json& in, const std::string& place,
              std::span<std::uint8_t> to) {
  if (!synod::read_hex(text_of(in, place), std::as_writable_bytes(to)))
    throw form_error{place, "must be " + std::to_string(2 * to.size())
                              + " digits of lower-case hex"};
}

std::vector<std::uint8_t> read_hex(const json& in, const std::string& place) {
  auto result = std::vector<std::uint8_t>(text_of(in, place).size() / 2);
  read_hex(in, place, result);
  return result;
}

std::string write_text(const json& x) {
  try {
    return x.dump(2) + '\n';
  } catch (const json::exception& error) {
    throw form_error{"a text", std::string{"is not UTF-8: "} + error.what()};
  }
}

std::string write_hex(std::span<const std::byte> bytes) {
  return synod::to_hex(bytes);
}

} // namespace synod::json_form
