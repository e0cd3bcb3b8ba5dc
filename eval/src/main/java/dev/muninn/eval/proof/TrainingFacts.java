package dev.muninn.eval.proof;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Architecture;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.task.TaskFamily;
import dev.muninn.eval.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model was trained on, as {@code training.json} beside its weights says:
 *
 * <pre>{"meanRecurrence": 8, "families": {"chains": {"trainedMax": 8}, "hops": {"trainedMax": 6}}}</pre>
 *
 * @param meanRecurrence the mean of the recurrences drawn while training
 * @param trainedMax families it was trained on, in the order of the file, with the greatest difficulty
 * @param stated whether the file said so, or nothing did and these are guesses
 */
public record TrainingFacts(int meanRecurrence, Map<TaskFamily, Integer> trainedMax, boolean stated) {
    public static final String FILE = "training.json";

    private static final int UNKNOWN_MAX = 8;
    private static final int MOST_RECURRENCES = 512;

    public TrainingFacts {
        trainedMax = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(trainedMax));
        require(
                meanRecurrence >= 1 && meanRecurrence <= MOST_RECURRENCES,
                "meanRecurrence is %d; wanted 1 to %d",
                meanRecurrence,
                MOST_RECURRENCES);
        require(!trainedMax.isEmpty(), "no family of problems is named; wanted at least one");
        trainedMax.forEach((family, most) -> {
            require(most >= 1, "trainedMax of %s is %d; wanted at least 1", family, most);
            family.checkDifficulty(most);
        });
    }

    /** Of the model in {@code directory}; without a file every family up to difficulty 8, and the config's recurrences. */
    public static TrainingFacts of(Path directory, Architecture config) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return assumed(config.meanRecurrence());
        }
        try {
            return read(JsonMapper.shared().readTree(Files.readAllBytes(file)), config);
        } catch (IOException | JacksonException e) {
            throw new MuninnException(
                    file + ": could not be read as JSON (" + e.getMessage() + "); wanted such as"
                            + " {\"meanRecurrence\": 8, \"families\": {\"chains\": {\"trainedMax\": 8}}}",
                    e);
        } catch (MuninnException e) {
            throw new MuninnException(file + ": " + e.getMessage(), e);
        }
    }

    static TrainingFacts assumed(int meanRecurrence) {
        Map<TaskFamily, Integer> all = new LinkedHashMap<>();
        Tasks.all().forEach(family -> all.put(family, Math.min(UNKNOWN_MAX, family.hardest())));
        return new TrainingFacts(meanRecurrence, all, false);
    }

    private static TrainingFacts read(JsonNode json, Architecture config) {
        Map<TaskFamily, Integer> trainedMax = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> family : json.path("families").properties()) {
            JsonNode most = family.getValue().path("trainedMax");
            require(most.isInt(), "families.%s.trainedMax is %s; wanted a whole number", family.getKey(), most);
            trainedMax.put(Tasks.named(family.getKey()), most.intValue());
        }
        JsonNode mean = json.path("meanRecurrence");
        require(mean.isMissingNode() || mean.isInt(), "meanRecurrence is %s; wanted a whole number", mean);
        return new TrainingFacts(mean.isInt() ? mean.intValue() : config.meanRecurrence(), trainedMax, true);
    }
}
