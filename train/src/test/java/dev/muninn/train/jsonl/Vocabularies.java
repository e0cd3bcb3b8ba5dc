package dev.muninn.train.jsonl;

import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.Bpe;
import dev.muninn.train.bpe.BpeTrainer;
import dev.muninn.train.bpe.SpecialTokens;
import dev.muninn.train.bpe.TokenizerFiles;
import dev.muninn.train.bpe.WordCounts;
import dev.muninn.train.recipe.SourceWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Small vocabularies with chat templates of known kinds. */
final class Vocabularies {
    /** As of Qwen2 and SmolLM2: a system turn of its own if there is none, headers, a line end after every turn. */
    static final String CHATML = """
            {%- if messages[0]['role'] != 'system' %}{{- '<|im_start|>system\\nYou help.<|im_end|>\\n' }}{%- endif %}
            {%- for m in messages %}
            {{- '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}""";

    /** As of Qwen3: thinking of earlier turns goes, and the generation prompt has an empty thought that history has not. */
    static final String THINKING = """
            {%- for m in messages %}
            {%- set said = m['content'] %}
            {%- if m['role'] == 'assistant' and not loop.last and '</think>' in said %}
            {%- set said = said.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
            {{- '<|im_start|>' + m['role'] + '\\n' + said + '<|im_end|>' + '\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n' }}{%- endif %}""";

    /** As of Mistral: marks are ordinary text, only replies have an end. */
    static final String INST = """
            {{- bos_token }}
            {%- for m in messages %}
            {%- if m['role'] == 'user' %}{{- '[INST] ' + m['content'] + ' [/INST]' }}
            {%- else %}{{- ' ' + m['content'] + '<|end_text|>' }}{%- endif %}
            {%- endfor %}""";

    private static final List<String> TEXTS = List.of(
            "You help. Where is Mary? Mary is in the garden. system user assistant memory membrane a. b. c.",
            "Say it again. It is warm, and the sun shines. <think> let us see </think> [INST] [/INST]");

    private Vocabularies() {}

    /** Writes a vocabulary with {@code template} into {@code directory} and opens it. */
    static Tokenizer open(Path directory, String template) throws IOException {
        TokenizerFiles.write(learned(), directory);
        Files.writeString(directory.resolve("chat_template.jinja"), template);
        return Tokenizer.load(directory);
    }

    static Bpe learned() {
        WordCounts counts = new WordCounts();
        for (int i = 0; i < 4; i++) {
            TEXTS.forEach(counts::add);
        }
        return new BpeTrainer(420, 2, SpecialTokens.and(List.of("<|im_start|>", "<|im_end|>")))
                .train(counts, merges -> {});
    }

    /** Completions 1, the rest 0.25, text 0.5; prompts begin and replies end as the standard tokens say. */
    static LineEncoder encoder(Tokenizer tokenizer) {
        return new LineEncoder(
                tokenizer,
                text -> tokenizer.encodeAsText(text),
                OptionalInt.of(tokenizer.id(SpecialTokens.BEGIN_TEXT).orElseThrow()),
                tokenizer.id(SpecialTokens.END_TURN).orElseThrow(),
                new SourceWeights(1, 0.25, 0.5));
    }
}
