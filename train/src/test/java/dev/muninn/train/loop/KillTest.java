package dev.muninn.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trainer in a process of its own, killed without warning. */
@Timeout(120)
class KillTest {
    static final Recipe RECIPE;

    static {
        Recipe r = TinyRun.RECIPE;
        RECIPE = new Recipe(
                r.model(),
                r.precision(),
                r.batch(),
                100,
                r.seed(),
                r.optimizer(),
                r.schedule(),
                r.ema(),
                r.loss(),
                r.depthLoss(),
                r.teacher(),
                r.curriculum(),
                r.evaluation(),
                new Recipe.Checkpoints(0, 1, 2), // at every step, so that most kills hit the writing of one
                r.compute(),
                1,
                r.output());
    }

    @TempDir
    private Path directory;

    @Test
    void aRunThatWasKilledAtAnyMomentGivesTheSameModel() throws IOException, InterruptedException {
        TinyRun.train(RECIPE.withOutput(directory.resolve("whole")), new TinyRun.Heard(), () -> false);
        Path killed = directory.resolve("killed");
        SplittableRandom random = new SplittableRandom(3);
        int kills = 0;
        for (int i = 0; i < 6; i++) {
            Process process = start(killed, 1 + i % 2);
            long before = steps(killed);
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (process.isAlive() && steps(killed) <= before && System.nanoTime() < deadline) {
                Thread.sleep(5); // until it trains
            }
            if (!process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                kills++;
            }
        }
        int status = start(killed, 1).waitFor();

        assertThat(status).as(Files.readString(directory.resolve("err"))).isZero();
        assertThat(kills).isGreaterThanOrEqualTo(4);
        assertThat(TrainerTest.model(killed)).isEqualTo(TrainerTest.model(directory.resolve("whole")));
        assertThat(TrainerTest.withoutSeconds(killed))
                .isEqualTo(TrainerTest.withoutSeconds(directory.resolve("whole")));
    }

    private static long steps(Path output) throws IOException {
        Path log = output.resolve("steps.csv");
        return Files.exists(log) ? Files.size(log) : 0;
    }

    private Process start(Path output, int threads) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TinyRun.class.getName(),
                        output.toString(),
                        String.valueOf(threads))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("err").toFile())
                .start();
    }
}
