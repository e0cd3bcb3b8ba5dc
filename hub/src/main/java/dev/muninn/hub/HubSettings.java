package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where models are fetched from and kept, by the environment variables of Hugging Face's own tools.
 *
 * @param endpoint the hub, without a slash at its end
 * @param cache the directory that holds {@code models--ORG--NAME}
 * @param token the user's; empty for none. Never printed, {@link #toString} included
 * @param offline open no connection
 * @param withoutLinks keep files where links would be, even if the file system knows symbolic links
 * @param metadataTimeout how long to wait for what a file is
 * @param readTimeout how long a connection may be silent
 * @param proxies how to reach the endpoint and the hosts it sends us to
 */
public record HubSettings(
        URI endpoint,
        Path cache,
        Optional<String> token,
        boolean offline,
        boolean withoutLinks,
        Duration metadataTimeout,
        Duration readTimeout,
        HubProxies proxies) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final String PUBLIC_HUB = "https://huggingface.co";

    /** By this process' environment. */
    public static HubSettings ofEnvironment() {
        return of(System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    /** By {@code environment}, in which an empty variable is an absent one; {@code home} is the user's directory. */
    static HubSettings of(Map<String, String> environment, Path home) {
        Variables variables = new Variables(environment, home);
        Path hfHome = variables
                .path("HF_HOME")
                .orElseGet(() -> variables
                        .path("XDG_CACHE_HOME")
                        .orElse(home.resolve(".cache"))
                        .resolve("huggingface"));
        Path cache = variables
                .path("HF_HUB_CACHE")
                .or(() -> variables.path("HUGGINGFACE_HUB_CACHE"))
                .orElse(hfHome.resolve("hub"));
        return new HubSettings(
                endpoint(variables.text("HF_ENDPOINT").orElse(PUBLIC_HUB)),
                cache,
                variables.flag("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? Optional.empty() : token(variables, hfHome),
                variables.flag("HF_HUB_OFFLINE") || variables.flag("TRANSFORMERS_OFFLINE"),
                variables.flag("HF_HUB_DISABLE_SYMLINKS"),
                variables.seconds("HF_HUB_ETAG_TIMEOUT"),
                variables.seconds("HF_HUB_DOWNLOAD_TIMEOUT"),
                HubProxies.of(environment));
    }

    private static URI endpoint(String text) {
        String trimmed = text.replaceAll("/+$", "");
        try {
            URI endpoint = URI.create(trimmed);
            if (endpoint.getHost() != null && Set.of("http", "https").contains(String.valueOf(endpoint.getScheme()))) {
                return endpoint;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new MuninnException("HF_ENDPOINT is '" + text + "'; wanted the address of a hub, such as " + PUBLIC_HUB);
    }

    /** The first that is more than space: HF_TOKEN, its old name, the file that Python's login writes. */
    private static Optional<String> token(Variables variables, Path hfHome) {
        Path file = variables.path("HF_TOKEN_PATH").orElse(hfHome.resolve("token"));
        Optional<String> token = Stream.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
                .flatMap(name -> variables.text(name).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .findFirst()
                .or(() -> contents(file));
        token.ifPresent(value -> MuninnException.require(
                value.chars().allMatch(c -> c > ' ' && c < 127),
                "the token for the hub has characters that no token has (it is not shown here); set HF_TOKEN again, or write %s"
                        + " again",
                file));
        return token;
    }

    private static Optional<String> contents(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip()).filter(value -> !value.isEmpty());
        } catch (IOException e) {
            throw new MuninnException(file + ", the token for the hub, cannot be read: " + e + "; set HF_TOKEN", e);
        }
    }

    @Override
    public String toString() {
        return "HubSettings[" + endpoint + ", " + cache + (token.isPresent() ? ", with a token" : "")
                + (offline ? ", offline" : "") + "]";
    }

    /** Environment variables, empty ones left out. */
    private record Variables(Map<String, String> environment, Path home) {
        private static final Duration TIMEOUT = Duration.ofSeconds(10);

        Optional<String> text(String name) {
            return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
        }

        boolean flag(String name) {
            return text(name)
                    .map(value -> TRUE.contains(value.toUpperCase(Locale.ROOT)))
                    .orElse(false);
        }

        /** A path, in which a tilde at the start is the home directory, as in Python. */
        Optional<Path> path(String name) {
            return text(name)
                    .map(value -> value.equals("~") || value.startsWith("~/")
                            ? Path.of(home + value.substring(1))
                            : Path.of(value));
        }

        Duration seconds(String name) {
            return text(name)
                    .map(value -> {
                        MuninnException.require(
                                value.matches("[0-9]{1,5}") && !value.matches("0+"),
                                "%s is '%s'; wanted whole seconds from 1 on",
                                name,
                                value);
                        return Duration.ofSeconds(Long.parseLong(value));
                    })
                    .orElse(TIMEOUT);
        }
    }
}
