package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.cache.KvGeometry;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.model.RecurrentModel;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and values take the memory that their policy promises, and give it back however a request ends. */
public abstract class MemoryInvariants extends EngineFixture {
    private static final int RECURRENCES = 9;

    private static Request.Builder request(RecurrentModel model) {
        return Request.builder(prompt(model, 20)).maxTokens(15).recurrences(RECURRENCES);
    }

    @ParameterizedTest
    @CsvSource({
        "full, 9",
        "latest, 9",
        "last, 9",
        "ring:1, 1",
        "ring:4, 4",
        "ring:40, 9",
        "latest+ring:1, 1",
        "anchored:0, 1",
        "anchored:3, 4",
        "anchored:20, 9"
    })
    void policiesKeepTheirPromise(String policy, int recurrencesStored) {
        for (RecurrentModel model : all()) {
            for (KvFormat format : KvFormat.values()) {
                KvGeometry geometry = model.kvGeometry(format);
                Generated found = generate(
                        generator(model),
                        request(model).slots(slots(policy)).kvFormat(format).build());
                int attendingPrelude = geometry.historyWidth() > 0 ? 0 : geometry.preludeBlocks();
                long slots =
                        attendingPrelude + geometry.codaBlocks() + (long) geometry.coreBlocks() * recurrencesStored;
                long elements = 2L * model.config().attention().keyWidth();
                long keyValueBytes = slots * elements * (format == KvFormat.F32 ? 4 : 2);
                long historyBytes =
                        4L * geometry.preludeBlocks() * model.config().historyWidth();
                long bytesPerToken = keyValueBytes + historyBytes;
                assertThat(found.kvBytesPerToken()).isEqualTo(bytesPerToken);
                assertThat(geometry.bytesPerToken(slots(policy), RECURRENCES)).isEqualTo(bytesPerToken);
                int positions = 20 + 15 - 1;
                int pages = (positions + KvView.PAGE - 1) / KvView.PAGE;
                long historyPages = geometry.preludeBlocks() * pages(positions, geometry);
                assertThat(found.kvBytes())
                        .isEqualTo(keyValueBytes * pages * KvView.PAGE + historyPages * geometry.pageBytes());
            }
        }
    }

    /** Pages that the history of one block fills, its rows lying one after the other. */
    private static long pages(int positions, KvGeometry geometry) {
        return (positions * geometry.historyBytes() + geometry.pageBytes() - 1) / geometry.pageBytes();
    }

    @Test
    void everyEndGivesThePagesBack() {
        everyEndGivesThePagesBack(huginn());
        everyEndGivesThePagesBack(random(CONVOLVED_RAVEN));
    }

    private void everyEndGivesThePagesBack(RecurrentModel model) {
        Generator generator = generator(model);
        List<Request> requests = List.of(
                request(model).build(),
                request(model)
                        .slots(SlotPolicy.parse("latest+ring:1"))
                        .exit(exit("latent-diff"))
                        .build(),
                request(model)
                        .decoding(Decoding.Speculative.DEFAULT)
                        .kvFormat(KvFormat.BF16)
                        .build(),
                request(model).decoding(Decoding.Wavefront.DEFAULT).build());
        for (Request request : requests) {
            assertThat(generator
                            .generate(request, token -> generator.kvBytes() > 0)
                            .finish())
                    .isEqualTo(Finish.LENGTH);
            assertThat(generator.kvBytes()).isZero();
            assertThat(generator.generate(request, token -> false).finish()).isEqualTo(Finish.LISTENER);
            assertThat(generator.kvBytes()).isZero();
        }
        IllegalStateException thrown = new IllegalStateException("the listener's own");
        TokenListener throwing = token -> {
            if (token.position() >= 24) {
                throw thrown;
            }
            return true;
        };
        assertThatThrownBy(() -> generator.generate(requests, Collections.nCopies(4, throwing)))
                .isSameAs(thrown);
        assertThat(generator.kvBytes()).isZero();
    }

    @Test
    void aFullPoolSaysSoAndStaysClean() {
        RecurrentModel model = huginn();
        long page = model.kvGeometry(KvFormat.F32).pageBytes();
        Request tooLong = request(model).build();
        Request fits = request(model).slots(slots("ring:1")).build();
        List<Outcome> wanted = List.of(Outcome.of(generate(generator(model), fits)));
        for (long pages : new long[] {0, 1, 2, 3, 7, 8, 9, 30, 70, 79}) {
            Generator generator = keep(new Generator(model, 64, pages * page));
            for (Decoding decoding : List.of(new Decoding.Sequential(), Decoding.Speculative.DEFAULT)) {
                Request request = request(model).decoding(decoding).build();
                assertThatThrownBy(() -> generate(generator, request))
                        .isInstanceOf(MuninnException.class)
                        .hasMessageContaining("the KV cache is too small: ")
                        .hasMessageContaining(
                                "ask for fewer tokens, lower --recurrences, or share slots with --kv latest+ring:1");
                assertThat(generator.kvBytes()).isZero();
            }
            assertThatThrownBy(() -> generator.generate(List.of(fits, tooLong), Collections.nCopies(2, token -> true)))
                    .isInstanceOf(MuninnException.class);
            assertThat(generator.kvBytes()).isZero();
            if (pages >= 30) {
                assertThat(List.of(Outcome.of(generate(generator, fits)))).isEqualTo(wanted);
            }
        }
        // As many tokens as fit are found to the token, in every way of decoding.
        Generator some = keep(new Generator(model, 64, 81 * page));
        for (Decoding decoding : List.of(new Decoding.Sequential(), Decoding.Speculative.DEFAULT)) {
            Request fitted = some.fitted(
                    request(model).decoding(decoding).maxTokens(1000).build(), 1);
            assertThat(fitted.maxTokens()).isEqualTo(13); // 32 positions, two pages in each of 40 slots
            assertThat(generate(some, fitted).tokens()).hasSize(13);
            assertThatThrownBy(() -> some.check(fitted.withMaxTokens(14))).isInstanceOf(MuninnException.class);
        }
        // Two together: each as many as half of the memory has room for; where that is not even the prompt, all of it.
        Request unlimited = request(model).maxTokens(1000).build();
        Generator twice = keep(new Generator(model, 64, 2 * 81 * page));
        assertThat(twice.fitted(unlimited, 2)).isEqualTo(some.fitted(unlimited, 1));
        assertThat(some.fitted(unlimited, 100)).isEqualTo(some.fitted(unlimited, 1));
        Generator enough = keep(new Generator(model, 64, 3 * (4 + 4 * RECURRENCES) * page));
        assertThat(generate(enough, tooLong).finish()).isEqualTo(Finish.LENGTH);
    }
}
