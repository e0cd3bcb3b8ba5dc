package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import dev.muninn.server.MuninnServer;
import dev.muninn.server.ServerOptions;
import dev.muninn.server.http.HttpOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The OpenAI API over HTTP. */
@Command(
        name = "serve",
        description = "Serves a model to OpenAI clients; every request chooses how deep to think.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn serve --model huginn",
            "  muninn serve --model hf:ORG/NAME",
            "  muninn serve --model huginn --weights int4 --port 9000 --name gpt-4o",
            "  muninn serve --model huginn --host 0.0.0.0 --api-key \"$KEY\" --cors-origin https://chat.example",
            "  curl localhost:8080/v1/completions -d '{\"prompt\":\"The capital of Westphalia is\",\"num_steps\":32}'",
            "",
            "In a browser the address itself is a page that shows the model thinking.",
            "Ctrl-C or SIGTERM: no new requests, those that run are answered, then the server ends."
        })
final class ServeCommand implements Callable<Integer> {
    /** Held, so that it stays as it is set. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Listen on this address. All but loopback need an --api-key. Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(
            names = {"-p", "--port"},
            paramLabel = "N",
            description = "0 takes any that is free. Default: 8080.")
    private int port = HttpOptions.DEFAULT_PORT;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "Clients must send it as 'Authorization: Bearer KEY'. Default: the variable MUNINN_API_KEY, or none.")
    private @Nullable String apiKey;

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            description =
                    "Web pages of this origin may use the server; * for all. May be given several times. Default: none.")
    private List<String> corsOrigins = new ArrayList<>();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What clients call the model. Default: its directory's name.")
    private @Nullable String name;

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
            names = "--prefix-cache",
            paramLabel = "BYTES",
            description =
                    "Memory that keeps keys and values of former prompts, for others that begin alike; 0 for none. They"
                            + " give way to whoever needs the room. Default: a quarter of what keys and values may take.")
    private @Nullable Long prefixBytes;

    @Option(
            names = "--max-recurrences",
            paramLabel = "N",
            description = "Recurrences that a request may ask for. Default: 8 times the model's mean.")
    private @Nullable Integer mostRecurrences;

    @Option(names = "--max-body", paramLabel = "BYTES", description = "Longer requests are refused. Default: 8388608.")
    private int mostBodyBytes = 8 << 20;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            description = "How long an ending server waits for the answers it has begun. Default: 30.")
    private int drainSeconds = 30;

    @Option(names = "--no-log", description = "No line a request on standard error.")
    private boolean noLog;

    @Option(names = "--log-prompts", description = "Also log what clients send. Others may read logs.")
    private boolean logPrompts;

    @Override
    public Integer call() {
        HELIDON.setLevel(Level.OFF);
        ServerOptions options = options();
        try (ServerInterrupt interrupt = ServerInterrupt.listen(drainSeconds);
                MuninnServer server = MuninnServer.start(options, model::load)) {
            String address = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
            model.note("listening on " + address + "; loading, /health says when it is done");
            server.awaitLoaded();
            model.note("serving '" + server.modelName() + "' on " + address);
            interrupt.await();
            model.note("ending: waiting for the answers that were begun");
            if (!server.drain()) {
                model.note("some answers were cut short after " + drainSeconds + " s; --drain waits longer");
            }
            return 0;
        }
    }

    private ServerOptions options() {
        if (drainSeconds < 0 || drainSeconds > 3600) {
            throw new MuninnException("--drain " + drainSeconds + ": 0 to 3600 seconds are wanted");
        }
        Consumer<String> log = noLog || model.quiet() ? line -> {} : System.err::println;
        HttpOptions http = new HttpOptions(
                host,
                port,
                Optional.ofNullable(apiKey).or(() -> Optional.ofNullable(System.getenv("MUNINN_API_KEY"))),
                corsOrigins,
                mostBodyBytes,
                Duration.ofSeconds(30),
                logPrompts,
                log);
        return new ServerOptions(
                http,
                Optional.ofNullable(name).or(model::hubName),
                atOnce,
                queue,
                prefillRows,
                prefixBytes == null ? OptionalLong.empty() : OptionalLong.of(prefixBytes),
                mostRecurrences == null ? OptionalInt.empty() : OptionalInt.of(mostRecurrences),
                Duration.ofSeconds(drainSeconds));
    }
}
