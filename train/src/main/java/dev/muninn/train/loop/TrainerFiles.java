package dev.muninn.train.loop;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.train.recipe.RecipeFacts;
import dev.muninn.weights.DType;
import dev.muninn.weights.DurableFiles;
import dev.muninn.weights.SafetensorsFile;
import dev.muninn.weights.SafetensorsWriter;
import dev.muninn.weights.SafetensorsWriter.Declared;
import dev.muninn.weights.TensorInfo;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The two files that a checkpoint of a run has more than a model: {@code trainer.json}, {@code trainer.safetensors}. */
final class TrainerFiles {
    static final String STATE = "trainer.json";
    static final String ARRAYS = "trainer.safetensors";

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TrainerFiles() {}

    static void write(Path directory, RunState state, Map<String, float[]> arrays) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("step", state.step());
        json.put("documents", state.documents());
        json.put("tokens", state.tokens());
        json.put("seconds", state.seconds());
        state.logs().forEach(json.putObject("logs")::put);
        state.recipe().facts().forEach(json.putObject("recipe")::put);
        try {
            DurableFiles.write(directory.resolve(STATE), JsonFields.toText(json).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DurableFiles.writeFault(directory.resolve(STATE), e);
        }
        List<Declared> declared = arrays.entrySet().stream()
                .map(entry -> Declared.of(entry.getKey(), DType.F32, entry.getValue().length))
                .toList();
        try (SafetensorsWriter writer = SafetensorsWriter.create(directory.resolve(ARRAYS), declared, Map.of())) {
            arrays.forEach(writer::writeFloats);
            writer.commit();
        }
    }

    static RunState state(Path directory) {
        JsonFields json = JsonFields.read(directory.resolve(STATE));
        Map<String, Long> logs = new HashMap<>();
        ObjectNode raw = json.copy();
        raw.path("logs")
                .properties()
                .forEach(entry -> logs.put(entry.getKey(), entry.getValue().asLong()));
        return new RunState(
                (long) json.number("step"),
                (long) json.number("documents"),
                (long) json.number("tokens"),
                json.number("seconds"),
                new RecipeFacts(json.object("recipe").strings()),
                logs);
    }

    /** Fills {@code arrays} with what {@link #write} wrote. */
    static void read(Path directory, Map<String, float[]> arrays) {
        Path path = directory.resolve(ARRAYS);
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile file = SafetensorsFile.open(path, arena);
            arrays.forEach((name, array) -> read(path, file, name, array));
        }
    }

    private static void read(Path path, SafetensorsFile file, String name, float[] array) {
        TensorInfo tensor = file.tensors().get(name);
        if (tensor == null) {
            throw new MuninnException(
                    "%s: '%s' is missing; was the optimizer or ema changed? Begin a new run with 'model: {from: %s}'"
                            .formatted(path, name, path.getParent()));
        }
        require(
                tensor.dtype() == DType.F32 && tensor.elements() == array.length,
                "%s: '%s': found %d elements of %s, wanted %d of F32; does it belong to this model?",
                path,
                name,
                tensor.elements(),
                tensor.dtype(),
                array.length);
        MemorySegment.copy(file.bytes(tensor), FLOAT, 0, array, 0, array.length);
    }
}
