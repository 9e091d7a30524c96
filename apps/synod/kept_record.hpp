#pragma once

#include "apps/synod/command_line.hpp"
#include "apps/synod/gateway_call.hpp"
#include "runtime/proof/kept_request.hpp"
#include "schemas/ids.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace synod {

/// Reads a record of a paid request (`record_store.hpp`), for a proof.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] proof::kept_request read_kept_record(std::string_view text);

/// @throws std::runtime_error with one line for a person
[[nodiscard]] request_id parse_request_id(const std::string& text);

/// Where `synod ask` keeps the requests that were asked with a data folder.
[[nodiscard]] std::filesystem::path
requests_folder(const std::filesystem::path& data);

/// Where somebody keeps what is theirs of the requests that they asked.
struct asker_files {
  std::filesystem::path data; ///< The data folder.
  std::string key_file{};     ///< Holds a record key; empty: `data` does.
};

/// Adds `--record-key-file`.
void add_record_key_option(command_line command, std::string& file);

/// Finds what shows a request's record at the gateway that was asked.
/// @returns nothing if it is not kept
/// @throws std::runtime_error with one line for a person
[[nodiscard]] std::optional<std::string>
find_record_key(const asker_files& from, const request_id& id);

/// Finds what was asked and answered: as `synod ask` kept it in the data
/// folder, or as the gateway did for whoever has the record key.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] proof::kept_request
find_kept_record(const asker_files& from, const gateway& to,
                 const request_id& id);

} // namespace synod
