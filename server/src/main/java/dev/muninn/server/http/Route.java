package dev.muninn.server.http;

/**
 * What is answered where.
 *
 * @param path the whole path, or one that ends in {@code /*} for all below it
 * @param open whether it is answered without an API key
 * @param prompt whether it is answered at once, by the threads that read connections, so that nothing holds it up
 */
public record Route(String method, String path, boolean open, boolean prompt, Handler handler) {
    /** Answers. */
    @FunctionalInterface
    public interface Handler {
        void handle(Exchange exchange);
    }

    public static Route get(String path, Handler handler) {
        return new Route("GET", path, false, false, handler);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", path, false, false, handler);
    }

    /** The same for everybody. */
    public Route withoutKey() {
        return new Route(method, path, true, prompt, handler);
    }

    /** The same, answered at once: it must neither wait nor compute. */
    public Route atOnce() {
        return new Route(method, path, open, true, handler);
    }

    boolean matches(String found) {
        return path.endsWith("/*") ? found.startsWith(path.substring(0, path.length() - 1)) : found.equals(path);
    }
}
