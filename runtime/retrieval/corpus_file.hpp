#pragma once

#include "runtime/retrieval/retrieval_error.hpp"
#include "schemas/retrieval.hpp"

#include <filesystem>
#include <vector>

namespace synod::retrieval {

/// Reads a corpus as people write it: JSON lines, each an object with "id",
/// "text", and maybe "title", all strings. Other members and empty lines are
/// left out.
/// @throws retrieval_error naming file, line, and what is wrong with it
[[nodiscard]] std::vector<passage>
read_corpus_file(const std::filesystem::path& file);

} // namespace synod::retrieval
