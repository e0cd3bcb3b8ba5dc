package dev.muninn.eval.harness.task;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.python.PythonText;
import dev.muninn.eval.harness.task.ShotConfig.Prompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A task out of the keys and values of its file. What cannot be done here is refused by its name. */
final class TaskReader {
    private static final String PYTHON = "it is Python code in the harness, and there is no Python here";
    private static final int MOST_SHOTS = 1000;
    private static final int MOST_TOKENS = 1 << 20;
    private static final int MOST_REPEATS = 1000;

    private final TaskFields fields;

    private TaskReader(TaskFields fields) {
        this.fields = fields;
    }

    static TaskConfig read(String file, Map<String, @Nullable Object> values) {
        return new TaskReader(new TaskFields(file, "", values)).task();
    }

    private TaskConfig task() {
        for (String key : List.of("process_docs", "custom_dataset", "process_results", "use_prompt", "class")) {
            fields.refuse(key, PYTHON);
        }
        for (String key : List.of("doc_to_image", "doc_to_audio")) {
            fields.refuse(key, "models here read text alone");
        }
        fields.refuse("unsafe_code", "no code of a model's is run here");
        for (String key : List.of(
                "should_decontaminate", "doc_to_decontamination_query", "tag", "group", "task_list", "include")) {
            fields.raw(key); // for the harness's lists and tools alone
        }
        String name = fields.string("task")
                .orElseThrow(() -> new MuninnException(fields.file() + ": task: a name is missing"));
        OutputType type = outputType();
        Prompt prompt = prompt(type);
        String targetDelimiter = fields.string("target_delimiter", " ");
        String fewshotDelimiter = fields.string("fewshot_delimiter", "\n\n");
        Optional<String> test = fields.string("test_split");
        Optional<String> validation = fields.string("validation_split");
        if (test.isEmpty() && validation.isEmpty()) {
            throw new MuninnException(
                    fields.file() + ": test_split: found neither it nor validation_split, one of them is wanted");
        }
        Optional<TaskFields> metadata = fields.object("metadata");
        String version =
                metadata.map(known -> PythonText.str(known.raw("version"))).orElse("Yaml");
        TaskConfig task = new TaskConfig(
                name,
                fields.string("task_alias", name),
                fields.file(),
                type,
                data(),
                fields.string("training_split"),
                validation,
                test,
                fields.string("description", ""),
                targetDelimiter,
                prompt,
                fewShot(prompt, targetDelimiter, fewshotDelimiter),
                fields.integer("num_fewshot", 0, MOST_SHOTS),
                generation(type, fewshotDelimiter),
                fields.integer("repeats", 1, MOST_REPEATS).orElse(1),
                filters(),
                new MetricReader(fields, type).metrics(),
                version,
                metadata.flatMap(known -> known.string("worked")),
                fields.values());
        fields.done("a task");
        return task;
    }

    private OutputType outputType() {
        String label = fields.string("output_type", OutputType.GENERATE_UNTIL.label());
        for (OutputType type : OutputType.values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw fields.wrong(
                "output_type", label, "multiple_choice, loglikelihood, loglikelihood_rolling or generate_until");
    }

    private DataConfig data() {
        String path = fields.string("dataset_path")
                .orElseThrow(() -> new MuninnException(fields.file()
                        + ": dataset_path: missing; wanted json, csv, parquet or the name of a data set"));
        Map<String, List<String>> files = new LinkedHashMap<>();
        Map<String, String> splits = new LinkedHashMap<>();
        Optional<TaskFields> arguments = fields.object("dataset_kwargs");
        if (arguments.isEmpty()) {
            return new DataConfig(
                    path, fields.string("dataset_name"), files, Optional.empty(), Optional.empty(), splits);
        }
        TaskFields given = arguments.get();
        given.raw("trust_remote_code");
        if (given.raw("data_files") instanceof Map<?, ?>) {
            TaskFields bySplit = given.object("data_files").orElseThrow();
            bySplit.values().keySet().forEach(split -> files.put(split, bySplit.strings(split)));
        } else if (given.has("data_files")) {
            files.put("train", given.strings("data_files"));
        }
        given.object("split")
                .ifPresent(cut -> cut.values().keySet().forEach(split -> splits.put(split, cut.string(split, ""))));
        Optional<String> delimiter = given.string("delimiter").or(() -> given.string("sep"));
        DataConfig data =
                new DataConfig(path, fields.string("dataset_name"), files, given.string("field"), delimiter, splits);
        given.done("dataset_kwargs");
        return data;
    }

    private Prompt prompt(OutputType type) {
        String text = template("doc_to_text", type == OutputType.LOGLIKELIHOOD_ROLLING ? "" : null);
        return new Prompt(text, target(fields), choices(fields, type), fields.string("gen_prefix"));
    }

    private String template(String key, @Nullable String fallback) {
        Object found = fields.raw(key);
        if (found instanceof Long index) {
            return index.toString();
        }
        if (found == null && fallback == null) {
            throw new MuninnException(
                    fields.file() + ": " + key + ": missing; wanted a template or the name of a column");
        }
        return fields.string(key, fallback == null ? "" : fallback);
    }

    private static Target target(TaskFields fields) {
        return switch (fields.raw("doc_to_target")) {
            case Long index -> new Target.Index(Math.toIntExact(index));
            case List<?> _ -> new Target.Fixed(fields.strings("doc_to_target"));
            case null ->
                throw new MuninnException(
                        fields.file() + ": doc_to_target: missing; wanted a template, a column or an index");
            default -> new Target.Template(fields.string("doc_to_target", ""));
        };
    }

    private static Optional<Choices> choices(TaskFields fields, OutputType type) {
        Object found = fields.raw("doc_to_choice");
        if (found == null && type == OutputType.MULTIPLE_CHOICE) {
            throw new MuninnException(fields.file() + ": doc_to_choice: missing; a choice needs what to choose from");
        }
        return switch (found) {
            case null -> Optional.empty();
            case List<?> _ -> Optional.of(new Choices.Fixed(fields.strings("doc_to_choice")));
            case Map<?, ?> _ -> {
                TaskFields map = fields.object("doc_to_choice").orElseThrow();
                yield Optional.of(new Choices.Fixed(map.values().keySet().stream()
                        .map(key -> map.string(key, ""))
                        .toList()));
            }
            default -> Optional.of(new Choices.Template(fields.string("doc_to_choice", "")));
        };
    }

    private ShotConfig fewShot(Prompt prompt, String targetDelimiter, String fewshotDelimiter) {
        Optional<String> split = fields.string("fewshot_split");
        Optional<TaskFields> own = fields.object("fewshot_config");
        if (own.isEmpty()) {
            return new ShotConfig(false, split, List.of(), prompt, targetDelimiter, fewshotDelimiter);
        }
        TaskFields config = own.get();
        config.refuse("process_docs", PYTHON);
        config.refuse("fewshot_indices", "the harness (0.4.13) does not read it either; name the samples instead");
        String sampler = config.string("sampler", "default");
        if (!sampler.equals("default") && !sampler.equals("first_n")) {
            throw config.wrong("sampler", sampler, "default or first_n");
        }
        List<Map<String, @Nullable Object>> samples = new ArrayList<>();
        config.objects("samples").forEach(sample -> samples.add(sample.values()));
        Prompt own_ = new Prompt(
                config.string("doc_to_text", prompt.text()),
                config.has("doc_to_target") ? target(config) : prompt.target(),
                choices(config, OutputType.GENERATE_UNTIL).or(prompt::choices),
                config.string("gen_prefix").or(prompt::genPrefix));
        ShotConfig shots = new ShotConfig(
                sampler.equals("first_n"),
                config.string("split").or(() -> split),
                samples,
                own_,
                config.string("target_delimiter", targetDelimiter),
                config.string("fewshot_delimiter", fewshotDelimiter));
        config.done("fewshot_config");
        return shots;
    }

    private GenerationConfig generation(OutputType type, String fewshotDelimiter) {
        Optional<TaskFields> own = fields.object("generation_kwargs");
        if (own.isEmpty() || type != OutputType.GENERATE_UNTIL) {
            return new GenerationConfig(List.of(fewshotDelimiter), OptionalInt.empty(), 0, 1, 0, 0);
        }
        TaskFields given = own.get();
        given.raw("do_sample"); // the API is not told of it: the temperature decides
        OptionalInt tokens = given.integer("max_tokens", 1, MOST_TOKENS);
        OptionalInt named = given.integer("max_gen_toks", 1, MOST_TOKENS);
        GenerationConfig generation = new GenerationConfig(
                given.has("until") ? given.strings("until") : List.of(fewshotDelimiter),
                tokens.isPresent() ? tokens : named,
                number(given, "temperature", 0),
                number(given, "top_p", 1),
                given.integer("top_k", 0, Integer.MAX_VALUE).orElse(0),
                number(given, "min_p", 0));
        given.done("generation_kwargs");
        return generation;
    }

    private static double number(TaskFields fields, String key, double fallback) {
        return switch (fields.raw(key)) {
            case null -> fallback;
            case Long whole when whole >= 0 -> whole;
            case Double real when real >= 0 -> real;
            case Object other -> throw fields.wrong(key, other, "a number from 0 on");
        };
    }

    private List<FilterConfig> filters() {
        List<FilterConfig> filters = new ArrayList<>();
        for (TaskFields filter : fields.objects("filter_list")) {
            List<FilterConfig.Step> steps = new ArrayList<>();
            for (TaskFields step : filter.objects("filter")) {
                Map<String, @Nullable Object> arguments = new LinkedHashMap<>(step.values());
                arguments.remove("function");
                steps.add(new FilterConfig.Step(step.string("function", ""), arguments));
            }
            filters.add(new FilterConfig(filter.string("name", "none"), steps));
            filter.done("a filter");
        }
        return filters.isEmpty()
                ? List.of(new FilterConfig("none", List.of(new FilterConfig.Step("take_first", Map.of()))))
                : filters;
    }
}
