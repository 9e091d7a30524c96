#!/usr/bin/env python3
"""Checks a running network through its gateway by plain HTTP.

    tests/apps/http_test.py URL | --data DIR [unittest arguments]

Asks what any model can answer: it looks at forms, bounds and repeatability, not
at whether answers are right. Leaves the network as it was.
"""

import json
import time
import unittest

from http_calls import gateway_of_arguments

CHAT = "/v1/chat/completions"
QUESTION = [{"role": "user", "content": "What can you tell me?"}]
gateway = None


def chat(**members):
    body = {"model": gateway.model(), "messages": QUESTION, "max_tokens": 24}
    return body | members


def text_of(chunks):
    return "".join(choice["delta"].get("content", "")
                   for chunk in chunks for choice in chunk["choices"])


def eventually(condition, limit_s=20):
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def gauges(name):
    """The values of one gauge over all actors of the network."""
    return [actor["gauges"][name]
            for node in gateway.get("/synod/status")["nodes"]
            for actor in node.get("actors", []) if name in actor["gauges"]]


class Pages(unittest.TestCase):
    def test_root_says_who_can_read_prompts(self):
        status, headers, body = gateway.raw("GET", "/")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain"))
        self.assertIn(b"recover the prompt", body)

    def test_health_and_models(self):
        self.assertEqual(gateway.get("/healthz"), {"status": "ok"})
        models = gateway.get("/v1/models")
        self.assertEqual(models["object"], "list")
        model = models["data"][0]
        self.assertEqual(gateway.get("/v1/models/" + model["id"]), model)

    def test_metrics_are_prometheus_text(self):
        status, headers, body = gateway.raw("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertIn("version=0.0.4", headers["Content-Type"])
        self.assertIn(b"# TYPE synod_gateway_connections gauge", body)

    def test_status_shows_nodes_actors_and_placement(self):
        status = gateway.get("/synod/status")
        up = [node for node in status["nodes"] if node["state"] == "up"]
        self.assertTrue(up)
        self.assertTrue(all(node["pid"] > 0 for node in up))
        roles = {actor["role"] for node in up for actor in node["actors"]}
        self.assertLessEqual({"gateway", "coordinator", "shard_worker"}, roles)
        self.assertTrue(status["models"][0]["shards"][0]["workers"])

    def test_unknown_paths_and_methods(self):
        status, _, body = gateway.call("GET", "/v1/nothing")
        self.assertEqual((status, body["error"]["code"]), (404, "unknown_url"))
        status, headers, _ = gateway.call("GET", CHAT)
        self.assertEqual((status, headers["Allow"]), (405, "POST"))
        status, _, body = gateway.raw("HEAD", "/healthz")
        self.assertEqual((status, body), (200, b""))


class Answers(unittest.TestCase):
    def test_whole_chat(self):
        status, headers, body = gateway.post(CHAT, **chat(seed=7))
        self.assertEqual(status, 200, body)
        self.assertEqual(body["object"], "chat.completion")
        choice = body["choices"][0]
        self.assertEqual(choice["message"]["role"], "assistant")
        self.assertIn(choice["finish_reason"], ("stop", "length"))
        usage = body["usage"]
        self.assertEqual(usage["total_tokens"],
                         usage["prompt_tokens"] + usage["completion_tokens"])
        extra = body["synod"]
        self.assertEqual(extra["seed"], 7)
        self.assertEqual(extra["request"], headers["x-request-id"])
        self.assertEqual(body["id"], "chatcmpl-" + extra["request"][:32])
        self.assertGreaterEqual(extra["attempts"], 1)
        block = 0
        for hop in extra["route"]:
            self.assertEqual(hop["first"], block)
            block += hop["count"]
        self.assertGreater(block, 0)

    def test_stream_says_the_same(self):
        whole = gateway.post(CHAT, **chat(seed=7))[2]
        headers, chunks = gateway.stream(
            CHAT, **chat(seed=7, stream_options={"include_usage": True}))
        self.assertTrue(headers["Content-Type"].startswith("text/event-stream"))
        self.assertEqual(text_of(chunks),
                         whole["choices"][0]["message"]["content"])
        usage = chunks.pop()
        self.assertEqual((usage["choices"], usage["usage"]),
                         ([], whole["usage"]))
        self.assertEqual(chunks[0]["choices"][0]["delta"]["role"], "assistant")
        self.assertEqual(chunks[-1]["choices"][0]["finish_reason"],
                         whole["choices"][0]["finish_reason"])
        self.assertEqual(chunks[-1]["synod"]["seed"], 7)
        self.assertEqual({chunk["id"] for chunk in chunks}, {usage["id"]})
        pieces = [chunk for chunk in chunks
                  if chunk["choices"][0]["delta"].get("content")]
        self.assertLessEqual(len(pieces), usage["usage"]["completion_tokens"])

    def test_a_seed_repeats_a_sampled_answer(self):
        members = chat(temperature=1.5, top_p=0.95, top_k=50, min_p=0.001,
                       repetition_penalty=1.1, ignore_eos=True)
        first = gateway.post(CHAT, **members)[2]
        again = gateway.post(CHAT, **members, seed=first["synod"]["seed"])[2]
        self.assertEqual(first["choices"], again["choices"])

    def test_stop_strings_cut_the_text(self):
        free = gateway.post(CHAT, **chat())[2]["choices"][0]["message"]
        cut = free["content"][len(free["content"]) // 2:][:3]
        self.assertTrue(cut)
        body = gateway.post(CHAT, **chat(stop=["\0never", cut]))[2]
        self.assertEqual(body["choices"][0]["finish_reason"], "stop")
        self.assertEqual(body["choices"][0]["message"]["content"],
                         free["content"].split(cut)[0])

    def test_bounds_on_tokens(self):
        for name in ("max_tokens", "max_completion_tokens"):
            members = chat(ignore_eos=True)
            del members["max_tokens"]
            body = gateway.post(CHAT, **members, **{name: 3})[2]
            self.assertEqual(body["usage"]["completion_tokens"], 3)
            self.assertEqual(body["choices"][0]["finish_reason"], "length")

    def test_system_messages_turns_and_parts(self):
        status, _, body = gateway.post(CHAT, **chat(messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hello."},
            {"role": "assistant", "content": "Hello."},
            {"role": "user", "content": [{"type": "text", "text": "And?"}]}]))
        self.assertEqual(status, 200, body)

    def test_completions(self):
        for prompt in ("Hello", ["Hello"]):
            status, _, body = gateway.post(
                "/v1/completions", model=gateway.model(), prompt=prompt,
                domain="none", ignore_eos=True)
            self.assertEqual(status, 200, body)
            self.assertEqual(body["object"], "text_completion")
            self.assertTrue(body["id"].startswith("cmpl-"))
            self.assertEqual(body["usage"]["completion_tokens"], 16)
        _, chunks = gateway.stream("/v1/completions", model=gateway.model(),
                                   prompt="Hello", domain="none",
                                   ignore_eos=True)
        self.assertEqual("".join(chunk["choices"][0]["text"]
                                 for chunk in chunks),
                         body["choices"][0]["text"])


class Refusals(unittest.TestCase):
    def refused(self, status, code, param=None, **members):
        got, _, body = gateway.post(CHAT, **chat(**members))
        self.assertEqual(got, status, body)
        error = body["error"]
        self.assertEqual(set(error), {"message", "type", "param", "code"})
        self.assertEqual((error["code"], error["param"]), (code, param))

    def test_what_would_change_the_meaning(self):
        for name, value in (
                ("tools", [{"type": "function"}]), ("logprobs", True),
                ("n", 2), ("response_format", {"type": "json_object"}),
                ("logit_bias", {"1": 5}), ("presence_penalty", 0.5)):
            with self.subTest(name):
                self.refused(400, "unsupported_parameter", name,
                             **{name: value})

    def test_values_out_of_range(self):
        for name, value in (("temperature", 2.5), ("top_p", 1.1),
                            ("max_tokens", 0), ("min_p", -1),
                            ("repetition_penalty", 0), ("stop", list("abcde"))):
            with self.subTest(name):
                self.refused(400, "invalid_value", name, **{name: value})

    def test_unknown_names(self):
        self.refused(404, "model_not_found", "model", model="gpt-5")
        self.refused(400, "unknown_domain", "domain", domain="no-such-domain")

    def test_a_prompt_over_the_context(self):
        self.refused(400, "context_length_exceeded", "messages", messages=[
            {"role": "user", "content": "a long story " * 20000}])

    def test_bodies_that_are_not_json(self):
        for body in ("", "{", "[]", '{"model": "\xff"}', "[" * 100000):
            status, _, answer = gateway.raw("POST", CHAT, body.encode("latin1"))
            self.assertEqual(status, 400)
            self.assertEqual(json.loads(answer)["error"]["code"],
                             "invalid_json")

    def test_a_body_that_is_too_large(self):
        with gateway.send_head(1 << 30) as connection:
            self.assertIn(b" 413 ", connection.recv(1000))


class Clients(unittest.TestCase):
    def test_idle_and_half_sent_requests_hinder_nobody(self):
        idle = [gateway.connect() for _ in range(60)]
        idle += [gateway.send_head(100) for _ in range(40)]
        try:
            self.assertEqual(gateway.post(CHAT, **chat())[0], 200)
        finally:
            for connection in idle:
                connection.close()

    def test_one_that_leaves_in_mid_stream_frees_everything(self):
        body = json.dumps(chat(stream=True, ignore_eos=True, max_tokens=400))
        with gateway.send_head(len(body)) as connection:
            connection.sendall(body.encode())
            self.assertIn(b" 200 ", connection.recv(1000))
        self.assertTrue(eventually(lambda: not any(gauges("requests_open"))))
        self.assertTrue(eventually(lambda: not any(gauges("sessions_open"))))
        self.assertTrue(
            eventually(lambda: not any(gauges("kv_positions_reserved"))))


class Corpora(unittest.TestCase):
    def test_a_passage_is_added_replaced_and_removed(self):
        corpora = gateway.get("/synod/corpora")["corpora"]
        if not corpora:
            print("skipped: the network has no corpus")
            return
        corpus = corpora[0]
        base = f"/synod/corpora/{corpus['name']}/passages"
        page = gateway.get(base + "?limit=5")
        self.assertEqual(page["total"], corpus["passages"])
        made = {"id": "http-test-1", "title": "A test", "text": "Some text."}
        try:
            status, _, added = gateway.post(base, **made)
            self.assertEqual(status, 200, added)
            self.assertEqual(added["passages"], corpus["passages"] + 1)
            self.assertEqual(gateway.post(base, **made)[0], 409)
            status, _, replaced = gateway.call(
                "PUT", base + "/http-test-1", {"text": "Other text."})
            self.assertEqual(status, 200, replaced)
            self.assertGreater(replaced["version"], added["version"])
        finally:
            status, _, _ = gateway.call("DELETE", base + "/http-test-1")
        self.assertEqual(status, 200)
        self.assertEqual(gateway.call("DELETE", base + "/http-test-1")[0],
                         404)


if __name__ == "__main__":
    gateway = gateway_of_arguments(__doc__)
    unittest.main()
