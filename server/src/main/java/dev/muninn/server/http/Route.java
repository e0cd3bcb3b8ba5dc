package dev.muninn.server.http;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is answered where.
 *
 * @param path the whole path, or one that ends in {@code /*} for all below it
 * @param open whether it is answered without an API key
 * @param prompt whether it is answered at once, by the threads that read connections, so that nothing holds it up
 * @param errors how its clients read errors
 */
public record Route(String method, String path, boolean open, boolean prompt, ErrorForm errors, Handler handler) {
    /** Answers. */
    @FunctionalInterface
    public interface Handler {
        void handle(Exchange exchange);
    }

    /** The body of an error. */
    @FunctionalInterface
    public interface ErrorForm {
        ObjectNode of(ApiError error);
    }

    public static Route get(String path, Handler handler) {
        return new Route("GET", path, false, false, Json::error, handler);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", path, false, false, Json::error, handler);
    }

    /** The same for everybody. */
    public Route withoutKey() {
        return new Route(method, path, true, prompt, errors, handler);
    }

    /** The same, answered at once: it must neither wait nor compute. */
    public Route atOnce() {
        return new Route(method, path, open, true, errors, handler);
    }

    /** The same, with errors in another form. */
    public Route errorsAs(ErrorForm form) {
        return new Route(method, path, open, prompt, form, handler);
    }

    boolean matches(String found) {
        return path.endsWith("/*") ? found.startsWith(path.substring(0, path.length() - 1)) : found.equals(path);
    }
}
