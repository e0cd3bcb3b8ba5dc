package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.exit.ExitPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.Sampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A request's outcome is its own: the same to the bit alone, in any crowd, on any number of threads. */
public abstract class CrowdInvariants extends EngineFixture {
    /** As different as they come: prompts, lengths, depths, exits, policies, formats, draws and ways of decoding. */
    private static List<Request> crowd(RecurrentModel model) {
        List<Request> requests = new ArrayList<>();
        Sampling hot = Sampling.atTemperature(1);
        requests.add(request(model, 1, 9, 4).build());
        requests.add(request(model, 30, 7, 8).sampling(hot).seed(5).build());
        requests.add(request(model, 5, 12, 20)
                .exit(exit("latent-diff:0.1"))
                .slots(slots("latest"))
                .build());
        requests.add(request(model, 5, 12, 20)
                .exit(exit("latent-diff:0.1"))
                .kvFormat(KvFormat.BF16)
                .build());
        requests.add(request(model, 11, 6, 9)
                .exit(exit("kl:0.01"))
                .sampling(hot)
                .seed(6)
                .build());
        requests.add(request(model, 3, 8, 5)
                .slots(slots("last"))
                .exit(exit("cosine:0.05"))
                .build());
        requests.add(request(model, 8, 5, 6)
                .slots(slots("latest+ring:2"))
                .init(StateInit.ZERO)
                .build());
        requests.add(request(model, 8, 5, 6)
                .slots(slots("anchored:3"))
                .kvFormat(KvFormat.BF16)
                .build());
        requests.add(request(model, 4, 9, 7)
                .decoding(new Decoding.Speculative(2, 3))
                .exit(exit("latent-diff:0.2"))
                .sampling(hot)
                .build());
        requests.add(request(model, 17, 9, 5)
                .decoding(new Decoding.Speculative(1, 5))
                .slots(slots("latest"))
                .kvFormat(KvFormat.BF16)
                .build());
        requests.add(request(model, 2, 4, 5).trace(true).exit(exit("min-p-kl")).build());
        if (model.injectsInput()) {
            requests.add(request(model, 6, 11, 8)
                    .decoding(new Decoding.Wavefront(2, 1, 6, 0.1, 0.2, 0.05))
                    .build());
            requests.add(request(model, 21, 7, 4)
                    .decoding(Decoding.Wavefront.DEFAULT)
                    .kvFormat(KvFormat.BF16)
                    .build());
            requests.add(request(model, 7, 6, 3).warmStart(true).build());
        } else {
            requests.add(request(model, 9, 8, 4).exit(exit("gate:0.6")).build());
            requests.add(request(model, 9, 8, 4)
                    .exit(exit("gate:0.6").withAfterExit(ExitPolicy.AfterExit.FINISH))
                    .build());
        }
        return requests;
    }

    private static Request.Builder request(RecurrentModel model, int promptLength, int maxTokens, int recurrences) {
        return Request.builder(prompt(model, promptLength))
                .maxTokens(maxTokens)
                .recurrences(recurrences)
                .seed(promptLength);
    }

    private static List<Outcome> together(Generator generator, List<Request> requests) {
        return generator.generate(requests, Collections.nCopies(requests.size(), token -> true)).stream()
                .map(Outcome::of)
                .toList();
    }

    private static List<Outcome> oneAfterTheOther(Generator generator, List<Request> requests) {
        return requests.stream()
                .map(request -> Outcome.of(generate(generator, request)))
                .toList();
    }

    @Test
    void aloneIsAsInACrowd() {
        List<List<Outcome>> wanted = new ArrayList<>();
        for (int threads : threads()) {
            List<RecurrentModel> models = List.of(
                    huginn(threads),
                    ouro(threads),
                    random(ODD_RAVEN, keep(kernels(threads))),
                    random(CONVOLVED_RAVEN, keep(kernels(threads))));
            for (int i = 0; i < models.size(); i++) {
                List<Request> requests = crowd(models.get(i));
                List<Outcome> alone = oneAfterTheOther(generator(models.get(i)), requests);
                assertThat(together(generator(models.get(i)), requests)).isEqualTo(alone);
                assertThat(together(generator(models.get(i), 5), requests.reversed()))
                        .isEqualTo(alone.reversed());
                if (wanted.size() == i) {
                    wanted.add(alone);
                }
                assertThat(alone).as("%d threads", threads).isEqualTo(wanted.get(i));
            }
        }
    }

    @Test
    void callersDoNotDisturbOneAnother() throws Exception {
        Generator generator = generator(huginn());
        List<Request> requests = crowd(huginn());
        List<Outcome> wanted = oneAfterTheOther(generator, requests);
        try (ExecutorService callers = Executors.newFixedThreadPool(2)) {
            List<Future<List<Outcome>>> found = List.of(
                    callers.submit(() -> together(generator, requests)),
                    callers.submit(() -> oneAfterTheOther(generator, requests.reversed())));
            assertThat(found.get(0).get()).isEqualTo(wanted);
            assertThat(found.get(1).get()).isEqualTo(wanted.reversed());
        }
    }
}
