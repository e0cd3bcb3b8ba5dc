package dev.muninn.server.http;

/**
 * What is answered where.
 *
 * @param path the whole path, or one that ends in {@code /*} for all below it
 * @param open whether it is answered without the API key
 */
public record Route(String method, String path, boolean open, Handler handler) {
    /** Answers. */
    @FunctionalInterface
    public interface Handler {
        void handle(Exchange exchange);
    }

    public static Route get(String path, Handler handler) {
        return new Route("GET", path, false, handler);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", path, false, handler);
    }

    /** The same for everybody. */
    public Route withoutKey() {
        return new Route(method, path, true, handler);
    }

    boolean matches(String found) {
        return path.endsWith("/*") ? found.startsWith(path.substring(0, path.length() - 1)) : found.equals(path);
    }
}
