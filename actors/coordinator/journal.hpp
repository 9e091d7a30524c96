#pragma once

#include "actors/coordinator/ask.hpp"

namespace synod::coordinator {

/// Writes to the log what a question tells about the course of its request: a
/// new attempt, and the end. Every line carries the request's id; none carries
/// a word of prompt or answer.
void write_journal(const ask& x);

} // namespace synod::coordinator
