package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is true of one forward pass: the references' numbers, and the same bits in whatever order and blocks it is run. */
public abstract class ForwardInvariants extends EngineFixture {
    private static final double TOLERANCE = 2e-5;
    private static final String[] POLICIES = {
        "full", "latest", "last", "ring:1", "ring:2", "anchored:3", "latest+ring:1"
    };

    private static ForwardPass zero(RecurrentModel model, int[] tokens, int recurrences) {
        return ForwardPass.run(model, tokens, recurrences, StateInit.ZERO, 0, null, 64);
    }

    private static float[] batchRow(float[] both, int batch) {
        int half = both.length / 2;
        return Arrays.copyOfRange(both, batch * half, (batch + 1) * half);
    }

    private static void assertClose(String what, float[] found, float[] wanted) {
        double error = PassByHand.relativeError(found, wanted);
        assertThat(error).as("%s: worst relative error %.3g", what, error).isLessThanOrEqualTo(TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 17})
    void huginnFromZero(int recurrences) {
        float[] logits = Goldens.floats(Goldens.HUGINN, "logits.r" + recurrences + ".zero_init");
        float[] latent = Goldens.floats(Goldens.HUGINN, "latent.r" + recurrences + ".zero_init");
        for (int batch = 0; batch < 2; batch++) {
            ForwardPass pass = zero(huginn(), Goldens.tokens(Goldens.HUGINN, batch), recurrences);
            assertClose("logits of row " + batch, pass.logits(), batchRow(logits, batch));
            assertClose("states of row " + batch, pass.states(), batchRow(latent, batch));
        }
    }

    @Test
    void huginnFromGivenStates() {
        float[] given = Goldens.floats(Goldens.HUGINN, "given_init_state");
        float[] logits = Goldens.floats(Goldens.HUGINN, "logits.r6.given_init");
        for (int batch = 0; batch < 2; batch++) {
            int[] tokens = Goldens.tokens(Goldens.HUGINN, batch);
            ForwardPass pass = ForwardPass.run(huginn(), tokens, 6, StateInit.NOISE, 0, batchRow(given, batch), 64);
            assertClose("logits of row " + batch, pass.logits(), batchRow(logits, batch));
        }
    }

    @Test
    void huginnInBfloat16FromShards() {
        Path directory = Goldens.HUGINN.resolve("bf16-sharded");
        RecurrentModel model = Goldens.model(directory, keep(kernels(1)));
        float[] logits = Goldens.floats(Goldens.HUGINN, "logits.r8.zero_init.weights_bf16_math_f32");
        for (int batch = 0; batch < 2; batch++) {
            ForwardPass pass = zero(model, Goldens.tokens(Goldens.HUGINN, batch), 8);
            assertClose("logits of row " + batch, pass.logits(), batchRow(logits, batch));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void ouroAfterEachLoop(int loops) {
        float[] logits = Goldens.floats(Goldens.OURO, "logits.loop" + loops);
        for (int batch = 0; batch < 2; batch++) {
            ForwardPass pass = zero(ouro(), Goldens.tokens(Goldens.OURO, batch), loops);
            assertClose("logits of row " + batch, pass.logits(), batchRow(logits, batch));
        }
    }

    @Test
    void ouroGate() {
        float[] gateLogits = Goldens.floats(Goldens.OURO, "gate_logits"); // (R, 2, T)
        float[] pdf = Goldens.floats(Goldens.OURO, "exit_pdf");
        for (int batch = 0; batch < 2; batch++) {
            int[] tokens = Goldens.tokens(Goldens.OURO, batch);
            ForwardPass pass = zero(ouro(), tokens, 4);
            double[][] distribution = pass.exitDistribution();
            for (int r = 0; r < 4; r++) {
                for (int t = 0; t < tokens.length; t++) {
                    int at = (r * 2 + batch) * tokens.length + t;
                    assertThat(Math.abs(pass.gates()[r][t] - 1 / (1 + Math.exp(-gateLogits[at]))))
                            .as("gate of row %d, position %d, loop %d", batch, t, r + 1)
                            .isLessThanOrEqualTo(TOLERANCE);
                    assertThat(Math.abs(distribution[r][t] - pdf[at]))
                            .as("exit probability of row %d, position %d, loop %d", batch, t, r + 1)
                            .isLessThanOrEqualTo(TOLERANCE);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "latest"})
    void prefillEqualsOneByOne(String policy) {
        for (RecurrentModel model : all()) {
            int[] tokens = prompt(model, 21);
            PassByHand wanted = PassByHand.oneByOne(model, tokens, 5, slots(policy), KvFormat.F32);
            assertSameBits(PassByHand.together(model, tokens, 5, slots(policy), KvFormat.F32, 64), wanted);
            assertSameBits(PassByHand.together(model, tokens, 5, slots(policy), KvFormat.F32, 5), wanted);
            ForwardPass pass = ForwardPass.run(model, tokens, 5, StateInit.NOISE, 3, null, 8);
            int vocab = model.config().vocab();
            for (int t = 0; t < tokens.length; t++) {
                assertThat(Arrays.copyOfRange(pass.logits(), t * vocab, (t + 1) * vocab))
                        .isEqualTo(wanted.logits()[t]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void blocksDoNotShow(int blockRows) {
        for (RecurrentModel model : all()) {
            int[] tokens = prompt(model, 19);
            for (String policy : POLICIES) {
                for (KvFormat format : KvFormat.values()) {
                    assertSameBits(
                            PassByHand.together(model, tokens, 4, slots(policy), format, blockRows),
                            PassByHand.together(model, tokens, 4, slots(policy), format, 19));
                }
            }
        }
    }

    /** The order matters where recurrences share memory: the tests above compare something. */
    @Test
    void sharedSlotsDependOnTheOrder() {
        int[] tokens = prompt(huginn(), 19);
        assertThat(PassByHand.oneByOne(huginn(), tokens, 4, slots("ring:1"), KvFormat.F32)
                        .logits()[18])
                .isNotEqualTo(PassByHand.together(huginn(), tokens, 4, slots("ring:1"), KvFormat.F32, 64)
                        .logits()[18]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void blocksDoNotShowInGeneration(int blockRows) {
        for (RecurrentModel model : all()) {
            Generator generator = generator(model, blockRows);
            Generator wanted = generator(model, 1000);
            for (String policy : POLICIES) {
                Request request = Request.builder(prompt(model, 17))
                        .maxTokens(6)
                        .recurrences(5)
                        .slots(slots(policy))
                        .exit(exit("latent-diff:0.3"))
                        .build();
                assertThat(Outcome.of(generate(generator, request))).isEqualTo(Outcome.of(generate(wanted, request)));
            }
        }
    }

    /** Two recurrences: the tiny Ouro doubles any difference at every loop. */
    @Test
    void bfloat16KeysAndValuesStayClose() {
        for (RecurrentModel model : all()) {
            int[] tokens = prompt(model, 33);
            PassByHand found = PassByHand.together(model, tokens, 2, slots("full"), KvFormat.BF16, 64);
            PassByHand wanted = PassByHand.together(model, tokens, 2, slots("full"), KvFormat.F32, 64);
            double error = PassByHand.relativeError(found.logits(), wanted.logits());
            assertThat(error).as("relative error of logits").isBetween(1e-7, 2e-2);
        }
    }

    private static void assertSameBits(PassByHand found, PassByHand wanted) {
        for (int t = 0; t < wanted.states().length; t++) {
            assertThat(found.states()[t]).as("state of position %d", t).isEqualTo(wanted.states()[t]);
            assertThat(found.logits()[t]).as("logits of position %d", t).isEqualTo(wanted.logits()[t]);
        }
    }
}
