package dev.muninn.train.loop;

import dev.muninn.error.MuninnException;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.train.recipe.ModelRecipe;
import dev.muninn.weights.AdaptedModel;
import dev.muninn.weights.DType;
import dev.muninn.weights.DurableFiles;
import dev.muninn.weights.StagedDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run, {@code step-NNNNNNNN} each: a model directory with two files more. A directory of that name is always
 * whole, as it is filled under another name and renamed; so the one with the highest number is where a run goes on. {@code latest}
 * holds its name, for others.
 */
final class CheckpointStore {
    private static final String LATEST = "latest";
    private static final Pattern NAME = Pattern.compile("step-\\d{8,}");
    private static final Pattern LEFT_BEHIND = Pattern.compile("\\..*\\.(unfinished|pruned)-.*");

    private static final List<String> TOKENIZER_FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "generation_config.json");

    private final Path directory;
    private final ModelRecipe model;
    private final int keep;

    /**
     * Creates the directory if need be.
     *
     * @param model where the tokenizer's files are, and what is not trained
     */
    CheckpointStore(Path directory, ModelRecipe model, int keep) {
        this.directory = directory;
        this.model = model;
        this.keep = keep;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw DurableFiles.writeFault(directory, e);
        }
    }

    /** The checkpoint to go on from. */
    Optional<Path> latest() {
        return all().stream().findFirst();
    }

    /** Deletes what a killed run left behind, and makes {@code latest} name the latest. */
    void tidy() {
        entries(LEFT_BEHIND).forEach(DurableFiles::deleteQuietly);
        latest().ifPresent(this::point);
    }

    /** Writes a checkpoint and deletes those that are too many. */
    Path save(Parameters parameters, RunState state, Map<String, float[]> arrays) {
        Path target = directory.resolve(String.format(Locale.ROOT, "step-%08d", state.step()));
        if (Files.exists(target)) {
            return target; // the run was stopped right after it
        }
        long bytes = 4L * parameters.size()
                + arrays.values().stream().mapToLong(array -> 4L * array.length).sum();
        try (StagedDirectory staged = StagedDirectory.create(target, bytes)) {
            TrainerFiles.write(staged.path(), state, arrays);
            writeModel(staged.path(), parameters, parameters.values(), model);
            staged.commit();
        }
        point(target);
        all().stream().skip(keep).forEach(this::prune);
        return target;
    }

    /** Writes a model directory of {@code values} to {@code target}, replacing what is there. */
    static void export(Path target, Parameters parameters, float[] values, ModelRecipe model) {
        Path fresh = target.resolveSibling("." + target.getFileName() + ".fresh");
        DurableFiles.deleteQuietly(fresh);
        try (StagedDirectory staged = StagedDirectory.create(fresh, 4L * values.length)) {
            writeModel(staged.path(), parameters, values, model);
            staged.commit();
        }
        try {
            DurableFiles.deleteQuietly(target);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    /** All of it, or what was trained where the rest is that of another model. */
    private static void writeModel(Path target, Parameters parameters, float[] values, ModelRecipe model) {
        boolean frozen = parameters.size() < parameters.values().length;
        if (frozen && model instanceof ModelRecipe.From from) {
            StoredParameters.writeTrainedInto(parameters, target, values, AdaptedModel.baseOf(from.checkpoint()));
        } else {
            StoredParameters.writeInto(parameters, target, DType.F32, values);
        }
        try {
            for (String name : TOKENIZER_FILES) {
                Path file = model.tokenizer().resolve(name);
                if (Files.isRegularFile(file)) {
                    DurableFiles.write(target.resolve(name), Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    private void point(Path checkpoint) {
        DurableFiles.replace(
                directory.resolve(LATEST), (checkpoint.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the name away first, so that no half-deleted directory has one. */
    private void prune(Path old) {
        Path doomed = directory.resolve("." + old.getFileName() + ".pruned-");
        try {
            Files.move(old, doomed, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DurableFiles.writeFault(doomed, e);
        }
        DurableFiles.deleteQuietly(doomed);
    }

    /** The latest first. */
    private List<Path> all() {
        return entries(NAME).stream()
                .sorted(Comparator.comparingLong(CheckpointStore::step).reversed())
                .toList();
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(String.valueOf(checkpoint.getFileName()).substring("step-".length()));
    }

    private List<Path> entries(Pattern name) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry ->
                            name.matcher(String.valueOf(entry.getFileName())).matches())
                    .toList();
        } catch (IOException e) {
            throw new MuninnException(directory + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
