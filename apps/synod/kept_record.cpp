#include "apps/synod/kept_record.hpp"

#include "apps/synod/parse_id.hpp"
#include "apps/synod/secret_file.hpp"
#include "runtime/proof/json_form.hpp"
#include "runtime/proof/request_folder.hpp"
#include "schemas/canonical.hpp"

#include <stdexcept>

namespace synod {

namespace {

using json_form::json;

const json& member(const json& x, const char* name) {
  auto found = x.find(name);
  if (found == x.end())
    throw json_form::form_error{"the record",
                                std::string{"lacks \""} + name + '"'};
  return *found;
}

proof::kept_request read_members(const json& x) {
  if (!x.is_object())
    throw json_form::form_error{"the record", "must be an object"};
  auto result = proof::kept_request{};
  json_form::read(member(x, "salt"), "salt", result.salt);
  json_form::read(member(x, "prompt"), "prompt", result.prompt);
  json_form::read(member(x, "tokens"), "tokens", result.tokens);
  json_form::read(member(x, "text"), "text", result.text);
  auto canonical = json_form::read_hex(member(x, "record"), "record");
  auto limits = canonical_limits{.bytes_max = std::size_t{8} << 20};
  auto record = canonical_decode<request_record>(
    std::as_bytes(std::span{canonical}), limits);
  if (!record)
    throw json_form::form_error{"record", "is not a canonical request record"};
  result.record = std::move(*record);
  return result;
}

} // namespace

std::filesystem::path requests_folder(const std::filesystem::path& data) {
  return data / "requests";
}

proof::kept_request read_kept_record(std::string_view text) {
  try {
    return read_members(json_form::parse(text));
  } catch (const json_form::form_error& error) {
    throw std::runtime_error(std::string{"the kept request is damaged: "}
                             + error.what());
  }
}

request_id parse_request_id(const std::string& text) {
  return parse_id<request_id>(text, "a request's id");
}

void add_record_key_option(command_line command, std::string& file) {
  command.add_option("--record-key-file", file,
                     "Its first line is the record_key of the answer; not "
                     "needed for what `synod ask` has asked with this --data");
}

std::optional<std::string>
find_record_key(const asker_files& from, const request_id& id) {
  if (!from.key_file.empty())
    return read_secret(from.key_file, "record key");
  if (auto folder = requests_folder(from.data); std::filesystem::exists(folder))
    return proof::request_folder{folder}.find_record_key(id);
  return {};
}

proof::kept_request find_kept_record(const asker_files& from, const gateway& to,
                                     const request_id& id) {
  auto folder = requests_folder(from.data);
  if (std::filesystem::exists(folder))
    if (auto found = proof::request_folder{folder}.find(id))
      return std::move(*found);
  if (auto key = find_record_key(from, id)) {
    auto answer = http_send(to.url, {.target = "/synod/requests/" + to_hex(id),
                                     .key = to.key,
                                     .record_key = *key});
    if (answer.status == 200)
      return read_kept_record(answer.body);
  }
  throw std::runtime_error(
    "request " + to_hex(id) + " is kept neither in " + folder.string()
    + " nor, for a record key that is known here, by the gateway; whoever "
      "asked has it: name their folder with --data or their key with "
      "--record-key-file, or leave out --with-request");
}

} // namespace synod
