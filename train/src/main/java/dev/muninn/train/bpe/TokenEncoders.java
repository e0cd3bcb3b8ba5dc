package dev.muninn.train.bpe;

import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.TextEncoder;
import java.nio.file.Path;
import java.util.Optional;

/** The fastest encoder there is for a tokenizer. */
public final class TokenEncoders {
    private TokenEncoders() {}

    /**
     * Plain Java for a vocabulary that was learned here, the tokenizers library for any other.
     *
     * @param directory that {@code tokenizer} was loaded from
     * @param tokenizer must stay open as long as the encoder is used
     */
    public static TextEncoder of(Path directory, Tokenizer tokenizer) {
        Optional<Bpe> ours = TokenizerFiles.read(directory);
        return ours.isPresent() ? new BpeEncoder(ours.get())::encode : text -> tokenizer.encode(text, false);
    }
}
