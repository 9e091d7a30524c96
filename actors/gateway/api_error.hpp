#pragma once

#include "actors/gateway/http_message.hpp"
#include "schemas/error.hpp"

#include <stdexcept>
#include <string>

namespace synod::openai {

/// Why a call was refused, in the shape of OpenAI's API.
struct api_error {
  unsigned status = 400; ///< Of HTTP.
  std::string type = "invalid_request_error";
  std::string message{};         ///< One sentence or two, for a person.
  std::string param{};           ///< The parameter at fault, or empty.
  std::string code{};            ///< For programs, or empty.
  unsigned retry_after_s = 0;    ///< 0: trying again soon does not help.
  std::string methods_allowed{}; ///< With 405: for the header `Allow`.
};

/// Carries an `api_error` out of a parser, and no further than its entry.
struct refusal : std::runtime_error {
  explicit refusal(api_error why)
    : std::runtime_error(why.message), error(std::move(why)) {
  }

  api_error error;
};

/// A parameter that is missing, of a wrong type, or out of its range.
[[nodiscard]] api_error bad_parameter(std::string param, std::string message,
                                      std::string code = "invalid_value");

/// Ends a parser with such a parameter.
/// @throws refusal
[[noreturn]] void refuse_parameter(const char* param, std::string message);

/// A parameter that would change the meaning of the answer and is not there.
[[nodiscard]] api_error
unsupported_parameter(std::string param, std::string message);

/// Tells what an actor's refusal means to an HTTP client. Being full is 503
/// with `Retry-After`, which the official clients obey.
/// @param detail a sentence that replaces the general one, if not empty
[[nodiscard]] api_error from_errc(errc why, const std::string& detail = {});

/// Returns the body: `{"error": {"message", "type", "param", "code"}}`.
[[nodiscard]] std::string to_json(const api_error& x);

/// Returns the whole response.
[[nodiscard]] http::response to_response(const api_error& x);

} // namespace synod::openai
