package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Param;
import dev.muninn.config.ConfigReader;
import dev.muninn.config.GenerationDefaults;
import dev.muninn.config.JsonFields;
import dev.muninn.family.Families;
import dev.muninn.gguf.GgufModel;
import dev.muninn.gguf.GgufTensor;
import dev.muninn.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A model in a GGUF file, or in several shards of which any is named: hyperparameters, weights, tokenizer and chat template, read where
 * they lie.
 */
public final class GgufFiles implements ModelFiles {
    private final GgufModel model;
    private final Architecture architecture;
    private final GgufParams params;

    private GgufFiles(GgufModel model) {
        this.model = model;
        JsonFields config =
                JsonFields.parse(GgufConfig.of(model).toString(), model.path().toString());
        this.architecture = Families.read(config, Set.of());
        this.params = new GgufParams(model, architecture);
    }

    /** Opens and checks the model in {@code file}; no weights are read. */
    public static GgufFiles open(Path file) {
        GgufModel model = GgufModel.open(file);
        try {
            return new GgufFiles(model);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return model.path();
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public ParamSource tensors() {
        return params;
    }

    GgufParams params() {
        return params;
    }

    GgufModel model() {
        return model;
    }

    @Override
    public Map<String, Long> storage() {
        Map<String, Long> storage = new TreeMap<>();
        for (GgufTensor tensor : model.tensors().values()) {
            storage.merge(tensor.type().label(), tensor.bytes(), Long::sum);
        }
        return storage;
    }

    @Override
    public Set<String> formats(Param param) {
        return params.tensors(param).stream()
                .map(tensor -> tensor.type().label())
                .collect(Collectors.toSet());
    }

    @Override
    public boolean hasTokenizer() {
        return Tokenizer.isIn(model.metadata());
    }

    @Override
    public Tokenizer tokenizer() {
        return Tokenizer.load(model.path());
    }

    @Override
    public GenerationDefaults generationDefaults() {
        return ConfigReader.parseGenerationDefaults(
                GgufConfig.sampling(model.metadata()).toString(), model.path().toString());
    }

    @Override
    public void close() {
        model.close();
    }
}
