#include "actors/gateway/json_body.hpp"

#include "actors/gateway/api_error.hpp"

#include <cmath>

namespace synod::openai {

namespace {

[[noreturn]] void refuse_body(std::string message) {
  throw refusal{{.message = std::move(message), .code = "invalid_json"}};
}

const char* type_of(const json& x) {
  if (x.is_number_integer())
    return "an integer";
  if (x.is_number())
    return "a number";
  if (x.is_string())
    return "a string";
  if (x.is_boolean())
    return "a boolean";
  if (x.is_array())
    return "a list";
  if (x.is_object())
    return "an object";
  return "null";
}

/// Shortest text of a bound: "2", "0.5".
std::string plain(double x) {
  return json(x == std::floor(x) ? json(static_cast<std::int64_t>(x)) : json(x))
    .dump();
}

} // namespace

json parse_object(std::string_view body) {
  auto values = std::size_t{0};
  auto too_deep = false;
  // Returning false drops a value, so that what is too much is never kept.
  auto within = [&](int depth, json::parse_event_t, json&) {
    too_deep |= depth > json_depth_max;
    return !too_deep && ++values <= json_values_max;
  };
  auto result = json();
  try {
    result = json::parse(body.begin(), body.end(), within);
  } catch (const json::exception&) {
    // The parser's own words would quote the body, which may be private.
    refuse_body("The body is not valid JSON in UTF-8.");
  }
  if (too_deep)
    refuse_body("The body nests deeper than " + std::to_string(json_depth_max)
                + " levels.");
  if (values > json_values_max)
    refuse_body("The body holds too many values.");
  if (!result.is_object())
    refuse_body("The body must be a JSON object.");
  return result;
}

std::string write(const ordered_json& x) {
  return x.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void refuse_type(const std::string& param, const char* expected,
                 const json& actual) {
  throw refusal{bad_parameter(param,
                              "Invalid type for '" + param + "': expected "
                                + expected + ", but got " + type_of(actual)
                                + " instead.",
                              "invalid_type")};
}

const json* parameters::find(const char* name) const {
  auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::string parameters::text(const char* name, std::size_t bytes_max,
                             std::string absent) const {
  const auto* x = find(name);
  if (x == nullptr)
    return absent;
  if (!x->is_string())
    refuse_type(name, "a string", *x);
  const auto& result = x->get_ref<const std::string&>();
  if (result.size() > bytes_max)
    throw refusal{
      bad_parameter(name, "Invalid '" + std::string{name} + "': longer than "
                            + std::to_string(bytes_max) + " bytes.")};
  return result;
}

bool parameters::flag(const char* name, bool absent) const {
  const auto* x = find(name);
  if (x == nullptr)
    return absent;
  if (!x->is_boolean())
    refuse_type(name, "a boolean", *x);
  return x->get<bool>();
}

double parameters::number(const char* name, double low, double high,
                          double absent) const {
  const auto* x = find(name);
  if (x == nullptr)
    return absent;
  if (!x->is_number())
    refuse_type(name, "a number", *x);
  auto result = x->get<double>();
  if (!(result >= low && result <= high))
    throw refusal{bad_parameter(name, "Invalid '" + std::string{name}
                                        + "': must be from " + plain(low)
                                        + " to " + plain(high) + ".")};
  return result;
}

std::int64_t parameters::integer(const char* name, std::int64_t low,
                                 std::int64_t high, std::int64_t absent) const {
  const auto* x = find(name);
  if (x == nullptr)
    return absent;
  if (!x->is_number_integer())
    refuse_type(name, "an integer", *x);
  // What exceeds 63 bits is stored unsigned.
  auto too_large = x->is_number_unsigned()
                   && x->get<std::uint64_t>() > std::uint64_t{INT64_MAX};
  if (too_large || x->get<std::int64_t>() < low
      || x->get<std::int64_t>() > high)
    throw refusal{bad_parameter(
      name, "Invalid '" + std::string{name} + "': must be from "
              + std::to_string(low) + " to " + std::to_string(high) + ".")};
  return x->get<std::int64_t>();
}

} // namespace synod::openai
