#!/bin/sh
# Writes what babi-stepgame.yaml and muninn-small.yaml learn from: recipes/babi-stepgame.sh BENCHMARKS OUT
# BENCHMARKS has the folders babi, stepgame, gsm8k and svamp with the published files; only training files are read.
set -e
muninn=$(dirname "$0")/../muninn
from=$1
out=$2
[ -d "$from/babi" ] && [ -n "$out" ] || { echo "usage: $0 BENCHMARKS OUT" >&2; exit 2; }
"$muninn" data convert babi "$from"/babi/*train*.gz --out "$out"
"$muninn" data convert babi "$from"/babi/*train*.gz --more --out "$out"
"$muninn" data convert babi "$from"/babi/*train*.gz --text --out "$out"
"$muninn" data convert stepgame "$from"/stepgame/*train*.gz --out "$out"
"$muninn" data convert stepgame "$from"/stepgame/*train*.gz --more --sentences "$from"/stepgame/qa1_train.json.gz --out "$out"
"$muninn" data convert stepgame "$from"/stepgame/*train*.gz --text --out "$out"
"$muninn" data stories --task 1 --count 1000 --longest 20 --out "$out"/stories-1.jsonl.gz
"$muninn" data stories --task 2 --count 3000 --longest 30 --out "$out"/stories-2.jsonl.gz
"$muninn" data stories --task 3 --count 6000 --longest 45 --out "$out"/stories-3.jsonl.gz
"$muninn" data convert gsm8k "$from"/gsm8k/train.jsonl.gz --out "$out"
"$muninn" data convert gsm8k "$from"/gsm8k/train.jsonl.gz --worked --out "$out"
"$muninn" data convert svamp "$from"/svamp/SVAMP.json.gz --out "$out"
words="--vocabulary 1024"
[ -e "$out"/words-1k ] || "$muninn" tokenizer train $words --chat plain --out "$out"/words-1k \
    $(ls "$out"/babi-*train*.jsonl.gz "$out"/stepgame-*train.jsonl.gz | grep -v -e -text -e -more | sed 's/^/--jsonl /')
