package dev.muninn.server;

import dev.muninn.server.http.Exchange;
import dev.muninn.server.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The web page that shows the model thinking: a fixed list of files from the class path, read when the server starts, so that no request can
 * name another. They are for everybody; what the page asks of the API needs the key, which its user types.
 */
final class Page {
    private static final String INDEX = "index.html";

    private static final List<String> FILES = List.of(
            "page.css",
            "theme.css",
            "theme.js",
            "main.js",
            "api.js",
            "settings.js",
            "chat.js",
            "answer.js",
            "inspector.js",
            "forming.js",
            "trajectory.js",
            "plots.js",
            "live.js",
            "text.js",
            "icon.svg",
            "vendor/uPlot.esm.js",
            "vendor/uPlot.min.css",
            "vendor/uPlot.LICENSE.txt");

    /** Nothing but the page's own files: no script or style in the document, no other server, no frame around it. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Page() {}

    /** The page at {@code /}, its files below {@code /page/}. */
    static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(route("/", INDEX));
        FILES.forEach(file -> routes.add(route("/page/" + file, file)));
        return routes;
    }

    private static Route route(String path, String file) {
        byte[] content = read(file);
        String type = contentType(file);
        return Route.get(path, exchange -> send(exchange, type, content)).withoutKey();
    }

    private static void send(Exchange exchange, String type, byte[] content) {
        exchange.header("Content-Security-Policy", POLICY);
        exchange.header("X-Content-Type-Options", "nosniff");
        exchange.header("Referrer-Policy", "no-referrer");
        exchange.header("Cross-Origin-Opener-Policy", "same-origin");
        exchange.header("Cross-Origin-Resource-Policy", "same-origin");
        exchange.header("Cache-Control", "no-cache"); // another version may listen here tomorrow
        exchange.send(200, type, content);
    }

    private static String contentType(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "txt" -> "text/plain; charset=utf-8";
            default -> throw new IllegalArgumentException(file + " has no content type");
        };
    }

    private static byte[] read(String file) {
        try (InputStream in = Page.class.getResourceAsStream("page/" + file)) {
            if (in == null) {
                throw new IllegalStateException("page/" + file + " is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
