#!/usr/bin/env python3
"""Drives the official `openai` client against a running network's gateway.

    tests/apps/openai_client_test.py URL | --data DIR [unittest arguments]

Prints `skipped: ...` and passes where the client is not installed.
"""

import sys
import unittest

from http_calls import gateway_of_arguments

try:
    import openai
except ImportError:
    openai = None

QUESTION = [{"role": "user", "content": "What can you tell me?"}]
client = None


def model():
    return client.models.list().data[0].id


class OpenaiClient(unittest.TestCase):
    def test_models(self):
        self.assertEqual(client.models.retrieve(model()).id, model())

    def test_chat(self):
        answer = client.chat.completions.create(
            model=model(), messages=QUESTION, max_tokens=16, seed=7)
        self.assertEqual(answer.choices[0].message.role, "assistant")
        self.assertIn(answer.choices[0].finish_reason, ("stop", "length"))
        self.assertEqual(answer.usage.total_tokens,
                         answer.usage.prompt_tokens
                         + answer.usage.completion_tokens)
        self.assertEqual(answer.model_extra["synod"]["seed"], 7)
        self.assertEqual(answer._request_id,
                         answer.model_extra["synod"]["request"])

    def test_stream(self):
        whole = client.chat.completions.create(
            model=model(), messages=QUESTION, max_tokens=16, temperature=0)
        stream = client.chat.completions.create(
            model=model(), messages=QUESTION, max_tokens=16, temperature=0,
            stream=True, stream_options={"include_usage": True})
        text, usage, reason = "", None, None
        for chunk in stream:
            usage = chunk.usage or usage
            for choice in chunk.choices:
                text += choice.delta.content or ""
                reason = choice.finish_reason or reason
        self.assertEqual(text, whole.choices[0].message.content)
        self.assertEqual(reason, whole.choices[0].finish_reason)
        self.assertEqual(usage, whole.usage)

    def test_completions(self):
        answer = client.completions.create(model=model(), prompt="Hello",
                                           max_tokens=5,
                                           extra_body={"ignore_eos": True})
        self.assertEqual(answer.usage.completion_tokens, 5)
        pieces = client.completions.create(model=model(), prompt="Hello",
                                           max_tokens=5, stream=True,
                                           extra_body={"ignore_eos": True})
        self.assertEqual("".join(piece.choices[0].text for piece in pieces),
                         answer.choices[0].text)

    def test_extensions(self):
        answer = client.chat.completions.create(
            model=model(), messages=QUESTION, temperature=1, top_p=0.9,
            max_completion_tokens=4, stop=["\n\n\n"],
            extra_body={"top_k": 20, "min_p": 0.01, "ignore_eos": True,
                        "repetition_penalty": 1.1, "domain": "none"})
        self.assertEqual(answer.usage.completion_tokens, 4)

    def test_errors_are_the_clients_own(self):
        def ask(**members):
            return client.chat.completions.create(
                **({"model": model(), "messages": QUESTION} | members))
        with self.assertRaises(openai.NotFoundError) as raised:
            ask(model="gpt-5")
        self.assertEqual(raised.exception.code, "model_not_found")
        with self.assertRaises(openai.BadRequestError) as raised:
            ask(n=2)
        self.assertEqual(raised.exception.param, "n")
        with self.assertRaises(openai.BadRequestError) as raised:
            ask(messages=[{"role": "user", "content": "a story " * 30000}])
        self.assertEqual(raised.exception.code, "context_length_exceeded")


if __name__ == "__main__":
    gateway = gateway_of_arguments(__doc__)
    if openai is None:
        print("skipped: openai python package not installed")
        sys.exit(0)
    client = openai.OpenAI(base_url=gateway.url + "/v1",
                           api_key=gateway.key or "any", max_retries=0)
    unittest.main()
