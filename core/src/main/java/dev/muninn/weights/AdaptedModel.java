package dev.muninn.weights;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.config.GenerationDefaults;
import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * A directory that holds of a model what was trained, such as low-rank adapters and a bridge, and names in {@code base.json} the model
 * that has the rest. It is as small as what was trained, and the base may be shared.
 */
public final class AdaptedModel implements ModelFiles {
    /** {@code {"base_model": PATH}}, relative to the directory. */
    public static final String BASE = "base.json";

    private static final String KEY = "base_model";

    private final Path directory;
    private final ModelFiles base;
    private final Checkpoint checkpoint;
    private final Architecture architecture;

    private AdaptedModel(Path directory, ModelFiles base, Checkpoint checkpoint) {
        this.directory = directory;
        this.base = base;
        this.checkpoint = checkpoint;
        this.architecture = Families.read(JsonFields.read(directory.resolve("config.json")), checkpoint.names());
        requireOf(base.architecture());
        List<Stored> own = Layout.of(architecture).params().stream()
                .filter(param -> own(param) || inBase(param).isEmpty())
                .flatMap(param -> Families.stored(architecture, param).stream())
                .toList();
        checkpoint.verify(own, Set.of());
    }

    /** Whether {@code directory} is such a one. */
    public static boolean is(Path directory) {
        return Files.isRegularFile(directory.resolve(BASE));
    }

    /** Where the base of the model in {@code directory} is; {@code directory} itself if it has none. */
    public static Path baseOf(Path directory) {
        if (!is(directory)) {
            return directory;
        }
        JsonFields json = JsonFields.read(directory.resolve(BASE));
        return directory.resolve(json.string(KEY)).normalize();
    }

    static AdaptedModel open(Path directory) {
        Path base = baseOf(directory);
        if (!Files.exists(base) || base.equals(directory)) {
            throw new MuninnException(
                    "%s: its base model is to be at %s, where there is none; put it there or change '%s' in %s"
                            .formatted(directory, base, KEY, directory.resolve(BASE)));
        }
        ModelFiles opened = ModelFiles.open(base);
        Checkpoint checkpoint = null;
        try {
            checkpoint = Checkpoint.open(directory);
            return new AdaptedModel(directory, opened, checkpoint);
        } catch (RuntimeException | Error e) {
            if (checkpoint != null) {
                checkpoint.close();
            }
            opened.close();
            throw e;
        }
    }

    /** Says in {@code directory} where the rest of its model is. */
    public static void writeBase(Path directory, Path base) {
        Path from = directory.toAbsolutePath().normalize();
        String path = from.relativize(base.toAbsolutePath().normalize()).toString();
        String text = JsonFields.toText(JsonMapper.shared().createObjectNode().put(KEY, path));
        Path file = directory.resolve(BASE);
        try {
            DurableFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DurableFiles.writeFault(file, e);
        }
    }

    /** The base, or its layers looped in another way. */
    private void requireOf(Architecture facts) {
        Architecture same = facts.looped(
                architecture.family(),
                architecture.prelude(),
                architecture.core(),
                architecture.coda(),
                architecture.loop());
        require(
                facts.equals(architecture) || same.equals(architecture),
                "%s: it was made of another model than %s, whose sizes are others",
                directory,
                base.path());
    }

    private boolean own(Param param) {
        return Families.stored(architecture, param).stream().anyMatch(stored -> checkpoint.has(stored.name()));
    }

    /** The base's parameter that {@code param} is. */
    private Optional<Param> inBase(Param param) {
        return Layout.of(base.architecture()).params().stream()
                .filter(p -> p.tensor() == param.tensor() && p.role() == param.role() && p.layer() == param.layer())
                .findFirst();
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
        ParamSource own = new StoredParams(checkpoint, architecture, false);
        ParamSource others = base.tensors();
        return new ParamSource() {
            @Override
            public MatrixSource matrix(Param param) {
                return own(param)
                        ? own.matrix(param)
                        : others.matrix(inBase(param).orElseThrow());
            }

            @Override
            public float[] vector(Param param) {
                return own(param)
                        ? own.vector(param)
                        : others.vector(inBase(param).orElseThrow());
            }
        };
    }

    @Override
    public Map<String, Long> storage() {
        Map<String, Long> all = new TreeMap<>(base.storage());
        checkpoint.storage().forEach((format, bytes) -> all.merge(format, bytes, Long::sum));
        return all;
    }

    @Override
    public Set<String> formats(Param param) {
        return own(param)
                ? new StoredParams(checkpoint, architecture, false).formats(param)
                : base.formats(inBase(param).orElseThrow());
    }

    @Override
    public boolean hasTokenizer() {
        return Files.exists(directory.resolve("tokenizer.json")) || base.hasTokenizer();
    }

    @Override
    public Tokenizer tokenizer() {
        return Files.exists(directory.resolve("tokenizer.json")) ? Tokenizer.load(directory) : base.tokenizer();
    }

    @Override
    public GenerationDefaults generationDefaults() {
        return base.generationDefaults();
    }

    @Override
    public void close() {
        checkpoint.close();
        base.close();
    }
}
