#!/bin/bash
# Anthropic's own Python client against /v1/messages: whole, streamed, counted, refused.
. "$(dirname "$0")/common.sh"
venv anthropic anthropic
start_server --no-log --alias claude
"$python" - "http://127.0.0.1:$port" <<'PY'
import sys, anthropic
from anthropic import Anthropic

print("anthropic", anthropic.__version__)
client = Anthropic(base_url=sys.argv[1], api_key="none", max_retries=0)
ask = dict(model="claude", max_tokens=60, messages=[{"role": "user", "content": "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?"}], extra_body={"temperature": 0})

whole = client.messages.create(**ask)
print("whole   ", repr(whole.content[0].text), whole.stop_reason, whole.usage.input_tokens, whole.usage.output_tokens)
assert whole.type == "message" and whole.stop_reason in ("end_turn", "max_tokens")

with client.messages.stream(**ask) as stream:
    text = "".join(stream.text_stream)
    final = stream.get_final_message()
print("streamed", repr(text), final.stop_reason)
assert text == whole.content[0].text and final.stop_reason == whole.stop_reason
assert final.usage.output_tokens == whole.usage.output_tokens

parts = client.messages.create(**{**ask, "system": [{"type": "text", "text": "Answer at once.", "cache_control": {"type": "ephemeral"}}],
    "messages": [{"role": "user", "content": [{"type": "text", "text": "Let a = 4. What is a?"}]},
                 {"role": "assistant", "content": [{"type": "text", "text": "4"}]}, {"role": "user", "content": "And a + 1?"}]})
print("parts   ", repr(parts.content[0].text))

counted = client.messages.count_tokens(model="claude", messages=ask["messages"])
assert counted.input_tokens == whole.usage.input_tokens + whole.usage.cache_read_input_tokens, counted

stopped = client.messages.create(**{**ask, "stop_sequences": [text[2:4]]})
assert stopped.stop_reason == "stop_sequence" and stopped.stop_sequence == text[2:4], stopped

for wrong, kind in [(dict(model="gpt-7"), anthropic.NotFoundError), (dict(messages=[]), anthropic.BadRequestError),
                    (dict(messages=[{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "x"}}]}]), anthropic.BadRequestError)]:
    try:
        client.messages.create(**{**ask, **wrong})
        raise SystemExit(f"{wrong} was answered")
    except kind as e:
        print("refused ", e.status_code, e.body["error"]["type"], e.body["error"]["message"])
print("as wanted")
PY
