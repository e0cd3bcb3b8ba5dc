package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Tensor;
import dev.muninn.config.ConfigReader;
import dev.muninn.config.GenerationDefaults;
import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.tokenizer.Tokenizer;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A directory as the Hugging Face hub holds them: config.json, safetensors, tokenizer.json, generation_config.json. */
public final class ModelDirectory implements ModelFiles {
    private static final String CONFIG = "config.json";

    private final Path directory;
    private final Checkpoint checkpoint;
    private final Architecture architecture;
    private final StoredParams params;

    private ModelDirectory(Path directory, JsonFields config, Checkpoint checkpoint) {
        this.directory = directory;
        this.checkpoint = checkpoint;
        this.architecture = checkTied(Families.read(config, checkpoint.names()));
        this.params = new StoredParams(checkpoint, architecture);
    }

    /** Opens and checks the model in {@code directory}; no weights are read. */
    public static ModelDirectory open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new MuninnException(directory + " is not a directory; a model is a directory with config.json and"
                    + " model.safetensors (or its shards and index)");
        }
        JsonFields config = JsonFields.read(directory.resolve(CONFIG));
        Families.of(config);
        Checkpoint checkpoint = Checkpoint.open(directory);
        try {
            return new ModelDirectory(directory, config, checkpoint);
        } catch (RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    /** The facts that the config in {@code directory} states; its weights need not be there. */
    public static Architecture facts(Path directory) {
        JsonFields config = JsonFields.read(directory.resolve(CONFIG));
        Families.of(config);
        return Families.read(config, Checkpoint.namesIn(directory));
    }

    /** A head that was saved beside the embedding it is tied to, and is another one: fine-tuning untied them, so they are two. */
    private Architecture checkTied(Architecture facts) {
        if (!facts.tied()) {
            return facts;
        }
        Optional<MemorySegment> head = bytes(StoredParams.headName(facts));
        String name = Families.stored(facts, Layout.of(facts).get(Tensor.EMBEDDING))
                .getFirst()
                .name();
        Optional<MemorySegment> embedding = bytes(name);
        if (head.isEmpty() || embedding.isEmpty() || head.get().mismatch(embedding.get()) < 0) {
            return facts;
        }
        System.getLogger(ModelDirectory.class.getName())
                .log(
                        System.Logger.Level.WARNING,
                        "{0}: the config ties the output head to the embedding, but both are stored and differ; the stored head is used",
                        directory);
        return facts.withTied(false);
    }

    private Optional<MemorySegment> bytes(String name) {
        return checkpoint.info(name).map(checkpoint::bytes);
    }

    @Override
    public Path path() {
        return directory;
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public ParamSource tensors() {
        return params;
    }

    /** The tensors themselves, by their names. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    StoredParams params() {
        return params;
    }

    @Override
    public Map<String, Long> storage() {
        return checkpoint.storage();
    }

    @Override
    public Set<String> formats(Param param) {
        return params.formats(param);
    }

    @Override
    public boolean hasTokenizer() {
        return Files.exists(directory.resolve("tokenizer.json"));
    }

    @Override
    public Tokenizer tokenizer() {
        return Tokenizer.load(directory);
    }

    @Override
    public GenerationDefaults generationDefaults() {
        Path file = directory.resolve("generation_config.json");
        return Files.exists(file) ? ConfigReader.readGenerationDefaults(file) : GenerationDefaults.NONE;
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
