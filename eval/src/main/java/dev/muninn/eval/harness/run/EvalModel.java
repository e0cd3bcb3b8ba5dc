package dev.muninn.eval.harness.run;

import dev.muninn.Engine;
import dev.muninn.RequestDefaults;
import dev.muninn.generate.DepthScan;
import dev.muninn.generate.Generator;
import dev.muninn.model.RecurrentModel;
import dev.muninn.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * A loaded model; closed by whoever opened it.
 *
 * @param name for reports
 * @param fingerprint differs between models whose answers may differ
 */
public record EvalModel(String name, String fingerprint, Engine engine, DepthScan scan) implements AutoCloseable {
    private static final int BLOCK_ROWS = 256;

    public static EvalModel of(String name, String fingerprint, Engine engine) {
        return new EvalModel(
                name,
                fingerprint,
                engine,
                new DepthScan(engine.model(), BLOCK_ROWS, engine.generator().kvLimitBytes()));
    }

    RecurrentModel model() {
        return engine.model();
    }

    Tokenizer tokenizer() {
        return engine.tokenizer();
    }

    Generator generator() {
        return engine.generator();
    }

    /** What a task leaves open, as everywhere. */
    RequestDefaults defaults() {
        return engine.requestDefaults();
    }

    /** The text of the token that ends a text. */
    Optional<String> end() {
        return Optional.ofNullable(tokenizer().specialTokens().get("eos_token"));
    }

    @Override
    public void close() {
        scan.close();
        engine.close();
    }
}
