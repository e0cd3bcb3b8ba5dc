package dev.muninn.train.recipe;

import dev.muninn.error.MuninnException;
import dev.muninn.train.recipe.Recipe.LossWeights;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads the parts of a recipe's {@code data}.
 *
 * @param directory that paths are relative to
 * @param loss of the recipe, where a part has none of its own
 */
record DataReader(Path directory, LossWeights loss) {
    /** Share of JSONL lines that is kept for evaluation. */
    private static final double HELD_OUT = 0.02;

    List<DataPart> read(YamlFields yaml) {
        List<DataPart> parts = new ArrayList<>();
        for (YamlFields entry : yaml.objects("data")) {
            parts.add(part(entry));
            entry.done();
        }
        return parts;
    }

    private DataPart part(YamlFields yaml) {
        double weight = yaml.numberOr("weight", 1, 1e-6, 1e6);
        if (yaml.has("shards")) {
            Path path = yaml.path("shards", directory);
            yaml.require(
                    Files.isRegularFile(path.resolve("train.tokens")),
                    "shards",
                    path,
                    "a directory with train.tokens; 'muninn tokenizer shards' writes one");
            return new DataPart.Shards(path, weight);
        }
        if (yaml.has("jsonl")) {
            return new DataPart.Jsonl(
                    files(yaml),
                    yaml.boolOr("evenly", false),
                    weight,
                    yaml.numberOr("held_out", HELD_OUT, 0, 1),
                    weights(yaml.objectOrEmpty("loss")));
        }
        yaml.require(
                yaml.has("family"),
                "family",
                "nothing",
                "a family of problems; or instead of it 'jsonl: FILE' or 'shards: DIR'");
        int easiest = yaml.integer("easiest", 0, 1000);
        return new DataPart.Task(
                yaml.string("family"),
                yaml.optionalString("form").orElse("direct"),
                weight,
                easiest,
                yaml.integer("hardest", easiest, 1000));
    }

    /** The files named, patterns such as {@code data/babi-*.jsonl.gz} in their place. */
    private List<Path> files(YamlFields yaml) {
        List<Path> files = new ArrayList<>();
        for (String text : yaml.strings("jsonl")) {
            int slash = text.lastIndexOf('/');
            String name = text.substring(slash + 1);
            if (!name.contains("*") && !name.contains("[")) {
                files.add(yaml.path("jsonl", text, directory));
                continue;
            }
            Path folder = yaml.path("jsonl", slash < 0 ? "." : text.substring(0, slash), directory);
            List<Path> found = matches(folder, name);
            yaml.require(!found.isEmpty(), "jsonl", text, "a pattern that files in " + folder + " match");
            files.addAll(found);
        }
        return files;
    }

    private static List<Path> matches(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                entries.forEach(found::add);
            } catch (IOException e) {
                throw new MuninnException("%s: cannot be read (%s)".formatted(folder, e), e);
            }
        }
        Collections.sort(found);
        return found;
    }

    private SourceWeights weights(YamlFields yaml) {
        double answer = yaml.numberOr("answer", loss.answer(), 1e-3, 1000);
        SourceWeights weights = new SourceWeights(
                answer, yaml.numberOr("other", loss.other(), 0, 1000), yaml.numberOr("text", answer, 1e-3, 1000));
        yaml.done();
        return weights;
    }

    /** Refuses an evaluation that holds out more of a file than the training does: the rest was learned. */
    static void requireHeldOut(YamlFields yaml, List<Phase> curriculum, List<DataPart> evaluated) {
        for (DataPart part : evaluated) {
            for (Phase phase : curriculum) {
                for (DataPart trained : phase.data()) {
                    if (part instanceof DataPart.Jsonl held && trained instanceof DataPart.Jsonl learned) {
                        Path shared = held.files().stream()
                                .filter(learned.files()::contains)
                                .findFirst()
                                .orElse(null);
                        yaml.require(
                                shared == null || held.heldOut() <= learned.heldOut(),
                                "held_out",
                                held.heldOut(),
                                "at most " + learned.heldOut() + ", what the training holds out of " + shared);
                    }
                }
            }
        }
    }
}
