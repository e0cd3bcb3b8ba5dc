package dev.muninn.cli;

import dev.muninn.EngineOptions;
import dev.muninn.error.MuninnException;
import dev.muninn.server.ModelSource;
import dev.muninn.server.MuninnServer;
import dev.muninn.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The APIs of OpenAI and Anthropic over HTTP. */
@Command(
        name = "serve",
        description = "Serves models to OpenAI and Anthropic clients; every request chooses how deep to think.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn serve --model huginn",
            "  muninn serve --model hf:ORG/NAME",
            "  muninn serve --model huginn --weights int4 --port 9000 --name gpt-4o",
            "  muninn serve --model huginn --model ouro --alias gpt-4o=ouro",
            "  muninn serve --model huginn --host 0.0.0.0 --api-key \"$KEY\" --cors-origin https://chat.example",
            "  muninn serve --config serve.yaml",
            "  curl localhost:8080/v1/completions -d '{\"prompt\":\"The capital of Westphalia is\",\"num_steps\":32}'",
            "",
            "In a browser the address itself is a page that shows the model thinking.",
            "Ctrl-C or SIGTERM: no new requests, those that run are answered, then the server ends."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "YAML with these options by name, such as 'port: 9000'; a list for what may be given several times."
                            + " What the command line says counts.")
    private @Nullable Path config;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "What clients call the model. Default: its directory's name. Several models: a name for each, in order.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--alias",
            paramLabel = "ALIAS[=NAME]",
            description =
                    "What clients may also call a model, the first one without a NAME. May be given several times.")
    private List<String> aliases = new ArrayList<>();

    @Option(
            names = "--models-loaded",
            paramLabel = "N",
            description =
                    "Several models: how many are in memory at a time. The first is loaded at the start, the others when"
                            + " they are asked for; whichever was not asked for longest gives way. Default: all.")
    private @Nullable Integer modelsLoaded;

    @Mixin
    private HttpServeOptions http = new HttpServeOptions();

    @Option(
            names = "--at-once",
            paramLabel = "N",
            description = "Requests that share core steps at a time, memory permitting. Default: 32.")
    private int atOnce = ServerOptions.DEFAULT_AT_ONCE;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Requests that may wait; the next one is told to try again (429). Default: 64.")
    private int queue = ServerOptions.DEFAULT_WAITING;

    @Option(
            names = "--prefill-rows",
            paramLabel = "N",
            description =
                    "Tokens of prompts in one core step at most, beside those being generated. Less lets answers flow more"
                            + " evenly, more gets long prompts done sooner. Default: 64.")
    private int prefillRows = ServerOptions.DEFAULT_PREFILL_ROWS;

    @Option(
            names = "--kv-memory",
            paramLabel = "BYTES",
            description =
                    "Memory for keys and values of all models, kept prefixes included. Default: what is available when a"
                            + " model is loaded, beside the heap and a reserve.")
    private @Nullable Long kvMemory;

    @Option(
            names = "--prefix-cache",
            paramLabel = "BYTES",
            description =
                    "Of that, what keeps keys and values of former prompts, for others that begin alike; 0 for none. They"
                            + " give way to whoever needs the room. Default: a quarter.")
    private @Nullable Long prefixBytes;

    @Option(
            names = "--max-recurrences",
            paramLabel = "N",
            description = "Recurrences that a request may ask for. Default: 8 times the model's mean.")
    private @Nullable Integer mostRecurrences;

    @Option(
            names = "--no-warm-up",
            description = "Say that the model is ready as soon as it is loaded. The first answers then take longer.")
    private boolean noWarmUp;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            description = "How long an ending server waits for the answers it has begun. Default: 30.")
    private int drainSeconds = 30;

    @Override
    public Integer call() {
        if (config != null) {
            return ConfigFile.execute(config, java.util.Objects.requireNonNull(spec));
        }
        ServerOptions options = options();
        List<ModelSource> sources = sources();
        try (ServerInterrupt interrupt = ServerInterrupt.listen(drainSeconds);
                MuninnServer server =
                        MuninnServer.start(options, sources, modelsLoaded == null ? sources.size() : modelsLoaded)) {
            String address = http.address(server.port());
            model.note("listening on " + address + "; loading, /health says when it is done");
            server.awaitLoaded();
            if (options.warmUp()) {
                model.note(String.format(
                        Locale.ROOT, "warmed up in %.1f s", server.warmedFor().toMillis() / 1e3));
            }
            model.note("serving " + names(sources) + " on " + address);
            interrupt.await();
            model.note("ending: waiting for the answers that were begun");
            if (!server.drain()) {
                model.note("some answers were cut short after " + drainSeconds + " s; --drain waits longer");
            }
            return 0;
        }
    }

    private static String names(List<ModelSource> sources) {
        return String.join(
                ", ", sources.stream().map(source -> "'" + source.name() + "'").toList());
    }

    private ServerOptions options() {
        if (drainSeconds < 0 || drainSeconds > 3600) {
            throw new MuninnException("--drain " + drainSeconds + ": 0 to 3600 seconds are wanted");
        }
        return new ServerOptions(
                http.options(model.quiet()),
                atOnce,
                queue,
                prefillRows,
                prefixBytes == null ? OptionalLong.empty() : OptionalLong.of(prefixBytes),
                mostRecurrences == null ? OptionalInt.empty() : OptionalInt.of(mostRecurrences),
                !noWarmUp,
                Duration.ofSeconds(drainSeconds));
    }

    private List<ModelSource> sources() {
        List<Optional<String>> models = model.references().isEmpty()
                ? List.of(Optional.empty())
                : model.references().stream().map(Optional::of).toList();
        if (names.size() > models.size()) {
            throw new MuninnException("--name is given %d times for %d models; give one a model, or --alias"
                    .formatted(names.size(), models.size()));
        }
        int together = Math.min(models.size(), modelsLoaded == null ? models.size() : modelsLoaded);
        if (together < 1) {
            throw new MuninnException("--models-loaded " + modelsLoaded + ": 1 or more is wanted");
        }
        OptionalLong share = share(models.size(), together);
        Map<String, List<String>> also = aliases(name(0, models));
        List<ModelSource> sources = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            Optional<String> reference = models.get(i);
            String name = name(i, models);
            List<String> known = Optional.ofNullable(also.remove(name)).orElse(List.of());
            sources.add(new ModelSource(name, known, () -> model.load(reference, share)));
        }
        if (!also.isEmpty()) {
            throw new MuninnException("--alias names '%s', and no model is called so"
                    .formatted(also.keySet().iterator().next()));
        }
        return sources;
    }

    private String name(int index, List<Optional<String>> models) {
        if (index < names.size()) {
            return names.get(index);
        }
        Optional<String> reference = models.get(index);
        return reference.flatMap(ModelPlace::shortName).orElseGet(() -> {
            Path place = reference.map(Path::of).orElseGet(ShippedModel::directory);
            Path last = place.toAbsolutePath().normalize().getFileName();
            return last == null ? "model" : last.toString();
        });
    }

    /** One budget for all: every model in memory has the same part of it. */
    private OptionalLong share(int models, int together) {
        if (kvMemory == null && models == 1) {
            return OptionalLong.empty(); // as much as there is once its weights are in memory
        }
        long all = kvMemory == null ? EngineOptions.availableKvMemory() : kvMemory;
        if (all < 1) {
            throw new MuninnException("--kv-memory " + all + ": 1 byte or more is wanted");
        }
        return OptionalLong.of(Math.max(1, all / together));
    }

    /** By the name of their model. */
    private Map<String, List<String>> aliases(String first) {
        Map<String, List<String>> byName = new HashMap<>();
        for (String alias : aliases) {
            int equals = alias.indexOf('=');
            String name = equals < 0 ? first : alias.substring(equals + 1);
            byName.computeIfAbsent(name, key -> new ArrayList<>()).add(equals < 0 ? alias : alias.substring(0, equals));
        }
        return byName;
    }
}
