package dev.muninn.server;

import dev.muninn.server.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The description of the API for tools that read such; {@code OpenApiTest} compares it with the routes. */
final class OpenApi {
    private static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    /** @param withKey whether the server wants a key */
    static byte[] document(boolean withKey) {
        byte[] bytes = read();
        if (withKey) {
            return bytes;
        }
        ObjectNode json = Json.parse(bytes);
        json.remove("security");
        ((ObjectNode) json.path("components")).remove("securitySchemes");
        for (JsonNode path : json.path("paths")) {
            for (JsonNode operation : path) {
                if (operation instanceof ObjectNode described) {
                    described.remove("security");
                }
            }
        }
        return Json.bytes(json);
    }

    private static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
