package dev.muninn.cli.train;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.SpecialTokens;
import dev.muninn.train.bpe.TokenEncoders;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.jsonl.LineEncoder;
import dev.muninn.train.recipe.SourceWeights;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** How JSONL lines become tokens: documents begin and completions end with the tokens that a tokenizer has for it. */
public final class LineEncoders {
    private LineEncoders() {}

    /** For the tokenizer of a directory. */
    public static LineEncoder of(Path directory, Tokenizer tokenizer, SourceWeights weights) {
        return of(directory, tokenizer, TokenEncoders.of(directory, tokenizer), weights);
    }

    static LineEncoder of(Path directory, Tokenizer tokenizer, TextEncoder encoder, SourceWeights weights) {
        Optional<Integer> begin = tokenizer.id(SpecialTokens.BEGIN_TEXT).or(tokenizer::bos);
        int end = tokenizer
                .id(SpecialTokens.END_TURN)
                .or(tokenizer::eos)
                .orElseThrow(() -> new MuninnException(
                        "%s: the tokenizer names no token that ends a text (eos_token); wanted one, or a model never stops"
                                .formatted(directory)));
        return new LineEncoder(
                tokenizer, encoder, begin.map(OptionalInt::of).orElseGet(OptionalInt::empty), end, weights);
    }
}
