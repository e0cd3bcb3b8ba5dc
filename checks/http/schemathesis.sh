#!/bin/bash
# schemathesis reads /openapi.json and asks what it likes: no 5xx, no answer that the document does not describe.
. "$(dirname "$0")/common.sh"
venv schemathesis schemathesis
start_server --no-log --queue 1000
cd "$work"
"$work/schemathesis/bin/schemathesis" --version
"$work/schemathesis/bin/schemathesis" run "http://127.0.0.1:$port/openapi.json" --max-examples "${EXAMPLES:-20}" --workers 2 --request-timeout 60 \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method \
    --phases examples,coverage,fuzzing
