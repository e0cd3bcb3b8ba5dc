package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.generate.ForwardPass;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.LoadedModel;
import dev.muninn.model.StateInit;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints as people save them: loaded where the model is whole, else refused with the name of what is wrong. */
class PeoplesCheckpointsTest {
    private static final Path TIED = Path.of("src/test/resources/goldens/dense/llama-tied-llama3-rope");
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    @TempDir
    Path directory;

    /** A tensor of the file to write. */
    private record Saved(DType dtype, List<Long> shape, byte[] bytes) {}

    private final Map<String, Saved> tensors = new LinkedHashMap<>();

    @BeforeEach
    void read() throws IOException {
        Files.copy(TIED.resolve("config.json"), directory.resolve("config.json"));
        try (Checkpoint checkpoint = Checkpoint.open(TIED)) {
            for (String name : checkpoint.names()) {
                TensorInfo info = checkpoint.info(name).orElseThrow();
                byte[] bytes = checkpoint.bytes(info).toArray(ValueLayout.JAVA_BYTE);
                tensors.put(name, new Saved(info.dtype(), info.shape(), bytes));
            }
        }
    }

    private void write(String file) throws IOException {
        List<Declared> declared = new ArrayList<>();
        tensors.forEach((name, t) -> declared.add(new Declared(name, t.dtype, t.shape)));
        try (SafetensorsWriter writer = SafetensorsWriter.create(directory.resolve(file), declared, Map.of())) {
            tensors.forEach((name, t) -> writer.write(name, 0, ByteBuffer.wrap(t.bytes)));
            writer.commit();
        }
    }

    private void rename(UnaryOperator<String> name) {
        Map<String, Saved> renamed = new LinkedHashMap<>();
        tensors.forEach((old, tensor) -> renamed.put(name.apply(old), tensor));
        tensors.clear();
        tensors.putAll(renamed);
    }

    private static float[] logits(Path model) {
        var loaded = LoadedModel.load(model, new ScalarKernels(), null, (name, bytes) -> {})
                .model();
        return ForwardPass.run(loaded, new int[] {3, 9, 27}, 1, StateInit.NOISE, 0, null, 8)
                .logits();
    }

    @Test
    void onlyTheHeadOfATiedPair() throws IOException {
        rename(name -> name.equals(EMBEDDING) ? HEAD : name);
        write(Checkpoint.SINGLE_FILE);
        assertThat(logits(directory)).isEqualTo(logits(TIED));
    }

    @Test
    void bothOfATiedPair() throws IOException {
        tensors.put(HEAD, tensors.get(EMBEDDING));
        write(Checkpoint.SINGLE_FILE);
        assertThat(logits(directory)).isEqualTo(logits(TIED));
        try (ModelFiles files = ModelFiles.open(directory)) {
            assertThat(files.architecture().tied()).isTrue();
        }
    }

    @Test
    void aTiedPairThatDiffersIsTwo() throws IOException {
        Saved embedding = tensors.get(EMBEDDING);
        byte[] other = embedding.bytes.clone();
        other[2] ^= 0x40;
        tensors.put(HEAD, new Saved(embedding.dtype, embedding.shape, other));
        write(Checkpoint.SINGLE_FILE);
        try (ModelFiles files = ModelFiles.open(directory)) {
            assertThat(files.architecture().tied()).isFalse();
        }
        assertThat(logits(directory)).isNotEqualTo(logits(TIED));
    }

    @Test
    void anUntiedModelNeedsItsHead() throws IOException {
        Path config = directory.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replace("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false"));
        write(Checkpoint.SINGLE_FILE);
        assertThatThrownBy(() -> ModelFiles.open(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("tensor 'lm_head.weight' [112, 48] is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.layers.0.self_attn.rotary_emb.inv_freq",
                "step",
                "model.layers.0.self_attn.masked_bias",
                "freqs_cis"
            })
    void buffersAreIgnored(String name) throws IOException {
        tensors.put(name, new Saved(DType.F32, List.of(2L), new byte[8]));
        tensors.put("extra.empty", new Saved(DType.F32, List.of(0L), new byte[0]));
        write(Checkpoint.SINGLE_FILE);
        assertThat(logits(directory)).isEqualTo(logits(TIED));
    }

    @Test
    void extraTensorsAreNamed() throws IOException {
        tensors.put("model.layers.0.self_attn.q_proj.bias", new Saved(DType.F32, List.of(48L), new byte[192]));
        write(Checkpoint.SINGLE_FILE);
        assertThatThrownBy(() -> ModelFiles.open(directory))
                .hasMessageContaining(
                        "tensor 'model.layers.0.self_attn.q_proj.bias' is extra, the config has no place for it");
    }

    @ParameterizedTest
    @CsvSource({"_orig_mod., torch.compile", "module., data-parallel training"})
    void prefixesAreNamed(String prefix, String cause) throws IOException {
        rename(name -> prefix + name);
        write(Checkpoint.SINGLE_FILE);
        assertThatThrownBy(() -> ModelFiles.open(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'" + prefix + EMBEDDING + "' is there; take '" + prefix + "' off the names, "
                        + cause + " left it");
    }

    /** An index that a merge left behind: the tied tensor in one of the two only, paths with ./, the size as a text. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anIndexThatDiffersByTheTiedTensor(boolean listed) throws IOException {
        StringBuilder map = new StringBuilder();
        tensors.keySet()
                .forEach(name -> map.append(map.isEmpty() ? "" : ", ")
                        .append('"')
                        .append(name)
                        .append("\": \"./model-1.safetensors\""));
        if (listed) {
            map.append(", \"lm_head.weight\": \"model-1.safetensors\"");
        } else {
            tensors.put(HEAD, tensors.get(EMBEDDING));
        }
        write("model-1.safetensors");
        Files.writeString(
                directory.resolve(Checkpoint.INDEX_FILE),
                "{\"metadata\": {\"total_size\": \"123456\"}, \"weight_map\": {" + map + "}}");
        assertThat(logits(directory)).isEqualTo(logits(TIED));
    }

    /** Files that the index does not list are not the model. */
    @Test
    void strayFilesAreIgnored() throws IOException {
        StringBuilder map = new StringBuilder();
        tensors.keySet()
                .forEach(name -> map.append(map.isEmpty() ? "" : ", ")
                        .append('"')
                        .append(name)
                        .append("\": \"model-1.safetensors\""));
        write("model-1.safetensors");
        tensors.replaceAll((name, t) -> new Saved(t.dtype, t.shape, new byte[t.bytes.length]));
        write("consolidated.safetensors");
        write("model-2.safetensors");
        Files.writeString(directory.resolve(Checkpoint.INDEX_FILE), "{\"weight_map\": {" + map + "}}");
        assertThat(logits(directory)).isEqualTo(logits(TIED));
    }

    @Test
    void aGitLfsPointerIsNamed() throws IOException {
        Path file = directory.resolve(Checkpoint.SINGLE_FILE);
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n");
        assertThatThrownBy(() -> ModelFiles.open(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessage(file
                        + ": found a Git LFS pointer, wanted the file that it points to; fetch it with 'git lfs pull'");
    }

    @ParameterizedTest
    @CsvSource({
        "pytorch_model.bin, 'pytorch_model.bin, which is a Python pickle'",
        "adapter_model.safetensors, 'an adapter alone (adapter_model.safetensors)'",
        "consolidated.safetensors, 'consolidated.safetensors and no index that lists it'",
    })
    void otherWeightsAreNamed(String file, String message) throws IOException {
        Files.write(directory.resolve(file), new byte[] {1});
        assertThatThrownBy(() -> ModelFiles.open(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(directory + ": found " + message)
                .hasMessageEndingWith(", wanted model.safetensors or model.safetensors.index.json");
    }
}
