package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Param;
import dev.muninn.config.GenerationDefaults;
import dev.muninn.gguf.GgufModel;
import dev.muninn.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A model on disk, whatever its form: what loaders take. Close it when the weights are packed; a tokenizer lives on. */
public interface ModelFiles extends AutoCloseable {
    /** Opens the model at {@code path} and checks it; no weights are read. */
    static ModelFiles open(Path path) {
        if (GgufModel.isGguf(path)) {
            return GgufFiles.open(path);
        }
        return AdaptedModel.is(path) ? AdaptedModel.open(path) : ModelDirectory.open(path);
    }

    /** The directory or the file. */
    Path path();

    Architecture architecture();

    /** The parameters of {@link #architecture}, checked before the first is read. */
    ParamSource tensors();

    /** Bytes of the stored tensors by the format they are stored in, as its files call it, in small letters. */
    Map<String, Long> storage();

    /** The formats that the tensors of {@code param} are stored in, as in {@link #storage}. */
    Set<String> formats(Param param);

    boolean hasTokenizer();

    /** A tokenizer of the caller's own, to be closed by the caller. */
    Tokenizer tokenizer();

    /** What the model's author suggests. */
    GenerationDefaults generationDefaults();

    @Override
    void close();
}
