package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Band;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.LoadedModel;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.weights.ModelFiles;
import dev.muninn.weights.ParamSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dense models with a band of their layers repeated: at one recurrence they are the dense model to the bit. */
class LoopedDenseTest {
    private static final int[] TOKENS = {5, 17, 3, 99, 42, 8, 61};

    private static Path golden(String name) {
        return Goldens.directory("dense/" + name);
    }

    private static EngineOptions scalar() {
        return EngineOptions.defaults().withKernels("scalar").withThreads(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-tied-llama3-rope", "mistral", "qwen2", "qwen3"})
    void anyBandAtOneRecurrenceIsTheDenseModelToTheBit(String name) {
        try (Engine dense = Engine.load(golden(name), scalar())) {
            float[] wanted = dense.forward(TOKENS, 1, StateInit.NOISE, 0).logits();
            for (String band : List.of("0-0", "1", "0-2", "1-2")) {
                try (Engine looped = Engine.load(golden(name), scalar().withLoop(Band.parse(band)))) {
                    assertThat(looped.forward(TOKENS, 1, StateInit.NOISE, 0).logits())
                            .isEqualTo(wanted);
                    assertThat(looped.forward(TOKENS, 3, StateInit.NOISE, 0).logits())
                            .as("another depth is another model")
                            .isNotEqualTo(wanted);
                }
            }
        }
    }

    /** The layers written out one after the other as often as they run are the same model. */
    @Test
    void aRepeatedBandIsTheUnrolledModel() {
        try (Engine looped = Engine.load(golden("llama"), scalar().withLoop(new Band(1, 1)));
                ModelFiles files = ModelFiles.open(golden("llama"))) {
            Architecture dense = files.architecture();
            Architecture unrolled = dense.looped("llama", Stack.NONE, Stack.of(5), Stack.NONE, Loop.ONCE);
            int[] layers = {0, 1, 1, 1, 2};
            ParamSource repeated = new ParamSource() {
                @Override
                public MatrixSource matrix(Param param) {
                    return files.tensors().matrix(layer(param));
                }

                @Override
                public float[] vector(Param param) {
                    return files.tensors().vector(layer(param));
                }

                private Param layer(Param p) {
                    return new Param(
                            p.index(), p.part(), p.block(), layers[p.layer()], p.tensor(), p.role(), p.shape());
                }
            };
            RecurrentModel model = LoadedModel.of(unrolled, repeated, new ScalarKernels(), null, (name, bytes) -> {})
                    .model();
            assertThat(looped.forward(TOKENS, 3, StateInit.NOISE, 0).logits())
                    .isEqualTo(ForwardPass.run(model, TOKENS, 1, StateInit.NOISE, 0, null, 64)
                            .logits());
        }
    }

    @Test
    void depthWorksAsEverywhere() {
        try (Engine engine = Engine.load(golden("qwen3"), scalar().withLoop(new Band(1, 2)))) {
            Request.Builder request = Request.builder(TOKENS)
                    .recurrences(12)
                    .maxTokens(6)
                    .trace(true)
                    .exit(ExitPolicy.of(ExitSpec.parse("latent-diff:0.3")));
            Generated answer = engine.generate(request.build());
            assertThat(answer.tokenIds()).hasSize(6);
            assertThat(Arrays.stream(answer.recurrences())).hasSize(6).allMatch(r -> r >= 1 && r <= 12);
            assertThat(Arrays.stream(answer.recurrences()).min().orElseThrow()).isLessThan(12);
        }
    }

    @Test
    void otherModelsAndLayersAreRefused() {
        assertThatThrownBy(() -> Engine.load(Goldens.OURO, scalar().withLoop(new Band(0, 1))))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("has a loop of its own");
        assertThatThrownBy(() -> Engine.load(golden("llama"), scalar().withLoop(new Band(1, 3))))
                .isInstanceOf(MuninnException.class)
                .hasMessage("--loop 1-3: the model's layers are 0 to 2");
        assertThatThrownBy(() -> Band.parse("12-x")).hasMessageContaining("found '12-x'");
        assertThatThrownBy(() -> Band.parse("3-2")).hasMessageContaining("the first layer comes after the last");
    }

    /** With a fresh bridge and fresh adapters, which are zero, nothing changes at any depth. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aFreshBridgeAndFreshAdaptersChangeNothing(int recurrences) {
        try (ModelFiles files = ModelFiles.open(golden("llama"))) {
            Architecture band = new Band(1, 1).of(files.architecture());
            float[] wanted = logits(band, files.tensors(), recurrences);
            assertThat(logits(looped(files.architecture()), new Filled(files.tensors(), false), recurrences))
                    .isEqualTo(wanted);
        }
    }

    @Test
    void trainedOnesChangeLaterPassesOnlyThroughTheBridge() {
        try (ModelFiles files = ModelFiles.open(golden("llama"))) {
            Architecture band = new Band(1, 1).of(files.architecture());
            Architecture bridged = looped(files.architecture()).withoutAdapters();
            ParamSource trained = new Filled(files.tensors(), true);
            assertThat(logits(bridged, trained, 1)).isEqualTo(logits(band, files.tensors(), 1));
            assertThat(logits(bridged, trained, 2)).isNotEqualTo(logits(band, files.tensors(), 2));
            assertThat(logits(looped(files.architecture()), trained, 1)).isNotEqualTo(logits(bridged, trained, 1));
        }
    }

    /** Rows in their first pass share core steps with rows that are past it. */
    @Test
    void theBridgeKnowsEachRowsPass() {
        try (ModelFiles files = ModelFiles.open(golden("llama"))) {
            Architecture facts = looped(files.architecture());
            RecurrentModel model = LoadedModel.of(
                            facts, new Filled(files.tensors(), true), new ScalarKernels(), null, (name, bytes) -> {})
                    .model();
            try (Generator generator = new Generator(model, 64, 1L << 30)) {
                List<Request> requests = List.of(
                        Request.builder(TOKENS).recurrences(3).maxTokens(5).build(),
                        Request.builder(new int[] {9, 2})
                                .recurrences(5)
                                .maxTokens(5)
                                .build());
                List<Generated> together = generator.generate(requests, List.of(token -> true, token -> true));
                for (int i = 0; i < 2; i++) {
                    assertThat(together.get(i).tokenIds())
                            .isEqualTo(generator
                                    .generate(requests.get(i), token -> true)
                                    .tokenIds());
                }
            }
        }
    }

    private static float[] logits(Architecture facts, ParamSource tensors, int recurrences) {
        RecurrentModel model = LoadedModel.of(facts, tensors, new ScalarKernels(), null, (name, bytes) -> {})
                .model();
        return ForwardPass.run(model, TOKENS, recurrences, StateInit.NOISE, 0, null, 64)
                .logits();
    }

    private static Architecture looped(Architecture dense) {
        Adapters adapters = new Adapters(3, 6, Set.copyOf(Adapters.TARGETS));
        return dense.looped(
                "muninn_looped",
                Stack.of(1),
                Stack.of(1),
                Stack.of(1),
                new Loop(
                        new Depth.Sampled(4, 2),
                        Injection.BRIDGE,
                        Loop.Start.INPUT,
                        OptionalDouble.empty(),
                        Optional.of(adapters)));
    }

    /** A dense model's parameters with a bridge and adapters: fresh, or as training might leave them. */
    record Filled(ParamSource dense, boolean trained) implements ParamSource {
        @Override
        public MatrixSource matrix(Param param) {
            return switch (param.role()) {
                case ADAPTER_DOWN -> random(param, true);
                case ADAPTER_UP, BRIDGE -> random(param, trained);
                default -> dense.matrix(param);
            };
        }

        @Override
        public float[] vector(Param param) {
            if (param.part() != Part.ADAPTER) {
                return dense.vector(param);
            }
            float[] values = new float[Math.toIntExact(param.elements())];
            Arrays.fill(values, param.role() == Role.NORM ? 1f : trained ? 0.1f : 0f);
            return values;
        }

        private static MatrixSource random(Param param, boolean filled) {
            float[] values = new float[Math.toIntExact(param.elements())];
            SplittableRandom random = new SplittableRandom(param.toString().hashCode());
            for (int i = 0; i < values.length && filled; i++) {
                values[i] = (float) (random.nextDouble() - 0.5) / 4;
            }
            return MatrixSource.of(
                    param.toString(),
                    values,
                    param.shape().rows(),
                    param.shape().cols());
        }
    }

    /** Merged into the matrices or computed beside them, adapters are the same model. */
    @Test
    void mergedAdaptersAreTheAdapters() {
        try (ModelFiles files = ModelFiles.open(golden("qwen2"))) {
            Architecture facts = looped(files.architecture());
            ParamSource trained = new Filled(files.tensors(), true);
            float[] merged = logits(facts, trained, 3);
            RecurrentModel apart = LoadedModel.apart(facts, trained, new ScalarKernels());
            float[] beside = ForwardPass.run(apart, TOKENS, 3, StateInit.NOISE, 0, null, 64)
                    .logits();
            assertThat(PassByHand.relativeError(beside, merged)).isLessThan(2e-5);
            assertThat(Layout.of(facts).find(Tensor.BRIDGE_INPUT)).isPresent();
        }
    }
}
