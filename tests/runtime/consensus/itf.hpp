#pragma once

#include "schemas/consensus.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

// Reads traces of the Informal Trace Format (apalache-mc.org, ADR-015), of the
// Malachite specification in Quint, and turns its values into Synod's.

namespace synod::test {

using json = nlohmann::json;

/// @returns the traces below a folder, `*.itf.json` and `*.itf.json.xz`, in
///          the order of their paths.
std::vector<std::filesystem::path>
itf_files(const std::filesystem::path& folder);

/// @throws std::runtime_error if it is not a trace
json read_itf(const std::filesystem::path& path);

/// A variable of a state by its last name: `a::b::system` is found as
/// `system`. @returns null if the state has none
const json& variable(const json& state, const std::string& name);

// -- values -------------------------------------------------------------------

std::int64_t number(const json& x);
const json& tuple_at(const json& x, std::size_t i);
const std::vector<json>& elements(const json& set);
std::string tag(const json& sum);
const json& value(const json& sum);

/// An entry of a map by its key; null if there is none.
const json& entry(const json& map, const json& key);

/// The elements of `a` that `b` lacks.
std::vector<json> without(const json& a, const json& b);

validator_id validator_of(const json& address);
block_id block_of(const json& name_or_value);
block_height height_of(const json& x);
round_number round_of(const json& x);
proposal proposal_of(const json& x);

/// The specification's votes have no valid round; the caller fills it in.
vote vote_of(const json& x);

} // namespace synod::test
