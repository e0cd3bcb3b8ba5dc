package dev.muninn.cli;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.server.MuninnServer;
import dev.muninn.server.ServerOptions;
import dev.muninn.server.http.HttpOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/**
 * The common ways through the program, one after the other in one process. The build runs it once, with a JVM that takes down which
 * classes were loaded and how their methods were used (JEP 483, JEP 515); every later start begins from those notes. Not a verb.
 */
final class Rehearsal {
    private static final String QUESTION = "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?";

    private Rehearsal() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        require(Main.run("--help"));
        require(Main.run("--version"));
        require(Main.run("generate", "--help"));
        for (int i = 0; i < 3; i++) {
            require(Main.run("generate", QUESTION));
        }
        require(Main.run("generate", "--json", "--chat", QUESTION));
        require(Main.run("inspect", ShippedModel.directory().toString()));
        require(Main.run("models", "list"));
        serve();
    }

    private static void require(int status) {
        if (status != 0) {
            System.exit(status);
        }
    }

    private static void serve() throws IOException, InterruptedException {
        Path model = ShippedModel.directory();
        ServerOptions options = ServerOptions.of(HttpOptions.local(0));
        try (MuninnServer server =
                        MuninnServer.start(options, "rehearsal", () -> Engine.load(model, EngineOptions.defaults()));
                HttpClient client = HttpClient.newHttpClient()) {
            server.awaitLoaded();
            HttpRequest chat = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                    .POST(BodyPublishers.ofString("{\"messages\": [{\"role\": \"user\", \"content\": \"" + QUESTION
                            + "\"}], \"stream\": true}"))
                    .build();
            int status = client.send(chat, BodyHandlers.ofString()).statusCode();
            require(status == 200 ? 0 : status);
        }
    }
}
