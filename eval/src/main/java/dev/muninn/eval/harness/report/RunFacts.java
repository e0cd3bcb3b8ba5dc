package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.run.EvalOptions;
import dev.muninn.eval.harness.run.ModelFacts;
import dev.muninn.eval.harness.run.Setting;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run was, for its files.
 *
 * @param date of the first run in the directory, ISO 8601
 * @param tasks as they were named
 * @param version of Muninn
 */
public record RunFacts(String date, List<String> tasks, EvalOptions options, String version) {
    void putInto(ObjectNode json, ModelFacts model, Setting setting) {
        ObjectNode config = json.putObject("config");
        config.put("model", "muninn");
        config.putObject("model_args")
                .put("pretrained", model.name())
                .put("recurrences", setting.recurrences())
                .put("exit", setting.exit())
                .put("kv", setting.slots())
                .put("weights", setting.weights().isEmpty() ? "as stored" : setting.weights())
                .put("noise_seed", options.noiseSeed());
        if (options.limit().isPresent()) {
            config.put("limit", options.limit().getAsInt());
        } else {
            config.putNull("limit");
        }
        config.put("bootstrap_iters", 100000);
        config.put("random_seed", options.seed());
        config.put("fewshot_seed", options.prompts().shotSeed());
        json.put("date", date);
        json.put("muninn_version", version);
        json.put("model_source", "muninn");
        json.put("model_name", model.name());
        json.put("max_length", options.context().orElse(model.context()));
        json.put("fewshot_as_multiturn", options.prompts().multiTurn());
        json.put("system_instruction", options.prompts().system());
    }
}
