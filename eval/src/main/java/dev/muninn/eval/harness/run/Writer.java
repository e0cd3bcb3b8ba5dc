package dev.muninn.eval.harness.run;

import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Generator;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenEvent;
import dev.muninn.generate.TokenListener;
import dev.muninn.tokenizer.TextStream;
import dev.muninn.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Lets a model write, several answers beside one another, each up to its stop string, its end token or its limit. */
final class Writer {
    private final Generator generator;
    private final Tokenizer tokenizer;
    private final BooleanSupplier stopped;

    /** @param stopped asked after every token: whether to end with what there is */
    Writer(Generator generator, Tokenizer tokenizer, BooleanSupplier stopped) {
        this.generator = generator;
        this.tokenizer = tokenizer;
        this.stopped = stopped;
    }

    /** A text and what it took. */
    record Written(String text, Cost cost) {}

    /** One answer to each request, none where the run was ended before it was whole. */
    List<Optional<Written>> write(List<Request> requests, List<String> stops) {
        List<Text> texts = requests.stream().map(_ -> new Text(stops)).toList();
        long start = System.nanoTime();
        List<Generated> results = generator.generate(requests, List.copyOf(texts));
        double seconds = (System.nanoTime() - start) / 1e9 / requests.size();
        List<Optional<Written>> written = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Text text = texts.get(i);
            written.add(
                    text.cut
                            ? Optional.empty()
                            : Optional.of(new Written(text.whole(), cost(results.get(i), seconds))));
        }
        return written;
    }

    private static Cost cost(Generated result, double seconds) {
        int drawn = result.tokens().size() + (result.finish() == Finish.STOP ? 1 : 0);
        int positions = result.promptTokens() + Math.max(0, drawn - 1);
        long coreRows = (long) result.promptTokens() * result.prefillRecurrences() + result.corePasses() - 1;
        return new Cost(positions, drawn, coreRows, result.kvBytes(), seconds);
    }

    /** An answer as it is written: whole characters, nothing from a stop string on. */
    private final class Text implements TokenListener {
        private final TextStream stream;
        private boolean cut;

        Text(List<String> stops) {
            this.stream = TextStream.of(tokenizer, stops);
        }

        @Override
        public boolean onToken(TokenEvent event) {
            stream.accept(event.token());
            cut = !stream.stopped() && stopped.getAsBoolean();
            return !cut && !stream.stopped();
        }

        String whole() {
            stream.finish();
            return stream.text();
        }
    }
}
