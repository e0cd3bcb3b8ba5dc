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
            "answer.js",
            "api.js",
            "chat.js",
            "chats.css",
            "code.js",
            "copy.js",
            "dial.js",
            "form.js",
            "forming.js",
            "frames.js",
            "icon.svg",
            "inspector.js",
            "key.js",
            "library.js",
            "live.js",
            "main.js",
            "markdown.js",
            "meter.js",
            "page.css",
            "plots.js",
            "prose.css",
            "reader.js",
            "settings.js",
            "side.js",
            "store.js",
            "text.js",
            "theme-button.js",
            "theme.css",
            "theme.js",
            "trajectory.js",
            "turn.js",
            "vendor/highlight.LICENSE.txt",
            "vendor/highlight.bash.js",
            "vendor/highlight.c.js",
            "vendor/highlight.core.js",
            "vendor/highlight.cpp.js",
            "vendor/highlight.css.js",
            "vendor/highlight.diff.js",
            "vendor/highlight.go.js",
            "vendor/highlight.java.js",
            "vendor/highlight.javascript.js",
            "vendor/highlight.json.js",
            "vendor/highlight.python.js",
            "vendor/highlight.rust.js",
            "vendor/highlight.sql.js",
            "vendor/highlight.typescript.js",
            "vendor/highlight.xml.js",
            "vendor/highlight.yaml.js",
            "vendor/katex.LICENSE.txt",
            "vendor/katex.min.js",
            "vendor/marked.LICENSE.txt",
            "vendor/marked.esm.js",
            "vendor/purify.LICENSE.txt",
            "vendor/purify.es.js",
            "vendor/uPlot.LICENSE.txt",
            "vendor/uPlot.esm.js",
            "vendor/uPlot.min.css");

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
