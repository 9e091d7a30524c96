#pragma once

#include "actors/gateway/completion_request.hpp"
#include "actors/gateway/json_body.hpp"

namespace synod::openai {

/// Refuses a call with a parameter that would change the meaning of its answer
/// and that does not exist yet: answering as if it were not there would be a
/// lie. Values that ask for nothing (`n` = 1, `tools` = []) pass.
/// @throws refusal 400 `unsupported_parameter`
void refuse_unsupported(endpoint called, const json& body);

} // namespace synod::openai
