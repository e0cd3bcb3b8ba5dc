package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import dev.muninn.server.http.ApiKey;
import dev.muninn.server.http.HttpOptions;
import dev.muninn.server.http.HttpOptions.Bodies;
import dev.muninn.server.http.HttpOptions.Timeouts;
import dev.muninn.server.http.LineLog;
import dev.muninn.server.http.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where to listen, whom to answer, what to log. */
final class HttpServeOptions {
    /** How the log is written. */
    enum LogForm {
        TEXT,
        JSON
    }

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Listen on this address. All but loopback need a key. Default: 127.0.0.1.")
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
            names = "--api-keys",
            paramLabel = "FILE",
            description = "Keys of several clients, a line 'NAME KEY' each; the log tells the name.")
    private @Nullable Path apiKeys;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate, in PEM, followed by those that vouch for it.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key, in PEM (PKCS 8, without a passphrase).")
    private @Nullable Path certificateKey;

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            description =
                    "Web pages of this origin may use the server; * for all. May be given several times. Default: none.")
    private List<String> corsOrigins = new ArrayList<>();

    @Option(names = "--max-body", paramLabel = "BYTES", description = "Longer requests are refused. Default: 8388608.")
    private int mostBodyBytes = Bodies.DEFAULT_MOST;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description =
                    "Open at a time. Beyond it the one that has sent no request for longest is closed. Default: 4096.")
    private int mostConnections = HttpOptions.DEFAULT_CONNECTIONS;

    @Option(
            names = "--header-timeout",
            paramLabel = "SECONDS",
            description = "For the headers of a request to come. Default: 10.")
    private int headerSeconds = (int) Timeouts.DEFAULT.header().toSeconds();

    @Option(
            names = "--idle-timeout",
            paramLabel = "SECONDS",
            description = "How long a connection is kept open between requests. Default: 75.")
    private int idleSeconds = (int) Timeouts.DEFAULT.idle().toSeconds();

    @Option(
            names = "--transfer-timeout",
            paramLabel = "SECONDS",
            description = "For the next bytes of a request to come, or of an answer to be taken. Default: 30.")
    private int transferSeconds = (int) Timeouts.DEFAULT.transfer().toSeconds();

    @Option(
            names = "--log",
            paramLabel = "text|json",
            description = "A line a request on standard error, for people or as a JSON object. Default: text.")
    private LogForm log = LogForm.TEXT;

    @Option(names = "--no-log", description = "No line a request. Internal errors are told nevertheless.")
    private boolean noLog;

    @Option(names = "--log-prompts", description = "Also log what clients send. Others may read logs.")
    private boolean logPrompts;

    HttpOptions options(boolean quiet) {
        return new HttpOptions(
                host,
                port,
                keys(),
                corsOrigins,
                Bodies.of(mostBodyBytes),
                new Timeouts(
                        Duration.ofSeconds(headerSeconds),
                        Duration.ofSeconds(idleSeconds),
                        Duration.ofSeconds(transferSeconds)),
                mostConnections,
                tls(),
                new LineLog(log == LogForm.JSON, !noLog && !quiet, logPrompts, System.err::println));
    }

    private List<ApiKey> keys() {
        List<ApiKey> keys = new ArrayList<>();
        Optional.ofNullable(apiKey)
                .or(() -> Optional.ofNullable(System.getenv("MUNINN_API_KEY")))
                .map(ApiKey::only)
                .ifPresent(keys::add);
        if (apiKeys != null) {
            keys.addAll(ApiKey.read(apiKeys));
        }
        return keys;
    }

    private Optional<Tls> tls() {
        if (certificate == null && certificateKey == null) {
            return Optional.empty();
        }
        if (certificate == null || certificateKey == null) {
            throw new MuninnException("HTTPS needs both --tls-cert and --tls-key");
        }
        return Optional.of(new Tls(certificate, certificateKey));
    }

    /** What to open in a browser. */
    String address(int listening) {
        return (certificate == null ? "http" : "https") + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + listening;
    }
}
