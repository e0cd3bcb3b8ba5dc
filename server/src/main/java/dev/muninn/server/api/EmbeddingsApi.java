package dev.muninn.server.api;

import dev.muninn.model.StateInit;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/embeddings}: a text as the mean of its positions' latent states after the final norm, at the depth asked for,
 * brought to length 1.
 */
public final class EmbeddingsApi {
    private final Served served;

    public EmbeddingsApi(Served served) {
        this.served = served;
    }

    public void handle(Exchange exchange) {
        Fields body = exchange.body();
        served.checkModel(body);
        List<Prompts.Prompt> inputs = Prompts.read(body, "input", served, 0);
        Depth depth = Depth.read(body, served);
        if (!depth.isFixed()) {
            throw ApiError.unsupported(
                    "muninn.exit", "embeddings are taken at one depth; leave the exit criterion out");
        }
        String format = body.string("encoding_format").orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw ApiError.invalid(
                    "encoding_format", "encoding_format is '%s'; float or base64 is wanted".formatted(format));
        }
        int width = served.engine().model().config().width();
        body.refuse(
                "dimensions",
                node -> node.isInt() && node.asInt() == width,
                "the model's states have %d".formatted(width));
        body.pass("user");
        exchange.warn(body.unread());
        ObjectNode json = Json.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        int tokens = 0;
        for (Prompts.Prompt input : inputs) {
            float[] vector = embed(exchange, input.tokens(), depth);
            tokens += input.tokens().length;
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (format.equals("base64")) {
                entry.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float value : vector) {
                    numbers.add(value);
                }
            }
        }
        json.put("model", served.name());
        json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        json.putObject("recurrence").put("mean", depth.recurrences()).put("max", depth.recurrences());
        served.metrics().prompt(tokens);
        exchange.client().tally().prompt(served.name(), tokens);
        exchange.send(json);
    }

    private float[] embed(Exchange exchange, int[] tokens, Depth depth) {
        double[] sum = new double[served.engine().model().config().width()];
        PromptScores.await(
                served.scheduler()
                        .forward(
                                tokens,
                                depth.recurrences(),
                                StateInit.NOISE,
                                depth.noiseSeed(),
                                (position, logits, state) -> {
                                    for (int i = 0; i < sum.length; i++) {
                                        sum[i] += state[i];
                                    }
                                }),
                exchange.client());
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        double length = Math.sqrt(squares);
        float[] vector = new float[sum.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = length > 0 ? (float) (sum[i] / length) : 0;
        }
        return vector;
    }

    /** Little-endian floats, as the API's own clients expect. */
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
