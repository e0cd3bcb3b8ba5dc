package dev.muninn.server.api;

import dev.muninn.generate.TokenLogProbabilities;
import dev.muninn.model.StateInit;
import dev.muninn.server.http.Client;
import dev.muninn.server.http.ClientGone;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How likely the model finds the tokens of a prompt, each given those before it. */
final class PromptScores {
    private static final long LOOK_AT_CLIENT_MILLIS = 50;

    private PromptScores() {}

    /** Of the second token to the last. */
    static List<TokenLogProbabilities> of(Served served, Client client, int[] prompt, Wishes wishes, int top) {
        List<TokenLogProbabilities> scores = new ArrayList<>(prompt.length);
        await(
                served.scheduler()
                        .forward(
                                prompt,
                                wishes.depth().recurrences(),
                                StateInit.NOISE,
                                wishes.depth().noiseSeed(),
                                (position, logits, state) -> {
                                    if (position + 1 < prompt.length) {
                                        scores.add(TokenLogProbabilities.of(logits, prompt[position + 1], top));
                                    }
                                }),
                client);
        return scores;
    }

    /** Waits for a forward pass as long as the client does. */
    static void await(CompletableFuture<Void> pass, Client client) {
        while (true) {
            try {
                pass.get(LOOK_AT_CLIENT_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (!client.connected()) {
                    pass.cancel(false);
                    throw new ClientGone();
                }
            } catch (ExecutionException e) {
                throw Generation.failure(Objects.requireNonNullElse(e.getCause(), e));
            } catch (InterruptedException e) {
                pass.cancel(false);
                Thread.currentThread().interrupt();
                throw new ClientGone();
            }
        }
    }
}
