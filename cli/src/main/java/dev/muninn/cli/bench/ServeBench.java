package dev.muninn.cli.bench;

import dev.muninn.cli.machine.Memory;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.Generator;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.LiveBatch.Pace;
import dev.muninn.kernels.KernelProvider;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Depth batching beside lockstep batching and one request at a time: the same requests, the same loop, the same answers. */
public final class ServeBench {
    private static final int WARM_UP = 8;

    /** How requests share the loop; RESTING is lockstep whose finished rows rest, the most that lockstep can be. */
    private enum Way {
        DEPTH,
        LOCKSTEP,
        RESTING,
        ALONE;

        private Limits limits(Settings settings) {
            return switch (this) {
                case DEPTH -> new Limits(settings.atOnce, settings.prefillRows, 0, Pace.CONTINUOUS);
                case LOCKSTEP -> new Limits(settings.atOnce, settings.prefillRows, 0, Pace.LOCKSTEP);
                case RESTING -> new Limits(settings.atOnce, settings.prefillRows, 0, Pace.RESTING_LOCKSTEP);
                case ALONE -> new Limits(1, settings.prefillRows, 0, Pace.CONTINUOUS);
            };
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is asked.
     *
     * @param depths recurrences of a request, each as likely as the others
     * @param load of the open loop, as a share of what lockstep batching can do
     * @param rounds runs of each way, which take turns
     */
    public record Settings(
            int requests,
            int atOnce,
            int prefillRows,
            List<Integer> depths,
            int mostPrompt,
            int mostTokens,
            double load,
            int rounds,
            long seed) {}

    private final BenchModel model;
    private final KernelProvider provider;
    private final Effort effort;
    private final Settings settings;
    private final ServeLoad load;
    private final Consumer<String> say;
    private final ObjectNode json = JsonMapper.shared().createObjectNode();

    public ServeBench(
            BenchModel model, KernelProvider provider, Effort effort, Settings settings, Consumer<String> say) {
        this.model = model;
        this.provider = provider;
        this.effort = effort;
        this.settings = settings;
        this.say = say;
        this.load = ServeLoad.of(
                model.model(),
                settings.requests,
                settings.depths,
                settings.mostPrompt,
                settings.mostTokens,
                settings.seed);
    }

    public ObjectNode run() {
        json.put("bench", "serve");
        Description.write(json, model, provider, effort);
        describe();
        try (Generator generator = new Generator(model.model(), 64, Memory.now().availableBytes() / 2)) {
            for (Way way : Way.values()) {
                OpenLoop.run(
                        generator,
                        way.limits(settings),
                        load.first(WARM_UP),
                        Double.POSITIVE_INFINITY,
                        new ServeTally());
            }
            Map<Way, ServeTally> saturated = measure(generator, Double.POSITIVE_INFINITY);
            report("all at once", saturated, json.putObject("saturation"));
            double meanTokens = (double) load.tokens() / settings.requests;
            double perSecond = settings.load * of(saturated, Way.LOCKSTEP).answersPerSecond(meanTokens);
            ObjectNode open = json.putObject("openLoop");
            open.put("requestsPerSecond", perSecond);
            report(
                    String.format(
                            Locale.ROOT, "%.2f requests/s, %.2f of what lockstep can do", perSecond, settings.load),
                    measure(generator, perSecond),
                    open);
        }
        json.put("equalAnswers", true); // else there was an exception
        return json;
    }

    private void describe() {
        say.accept(String.format(
                Locale.ROOT,
                "%d requests of %s recurrences, prompts of %d to %d tokens, answers of %d to %d; %d at once, %d rounds, seed %d",
                settings.requests,
                settings.depths,
                (settings.mostPrompt + 3) / 4,
                settings.mostPrompt,
                (settings.mostTokens + 3) / 4,
                settings.mostTokens,
                settings.atOnce,
                settings.rounds,
                settings.seed));
        ObjectNode node = json.putObject("load");
        node.put("requests", settings.requests);
        node.put("atOnce", settings.atOnce);
        node.put("prefillRows", settings.prefillRows);
        settings.depths.forEach(node.putArray("recurrences")::add);
        node.put("mostPromptTokens", settings.mostPrompt);
        node.put("mostTokens", settings.mostTokens);
        node.put("rounds", settings.rounds);
        node.put("seed", settings.seed);
    }

    /** Ways take turns, so that a machine that gets busy meanwhile is unfair to none. */
    private Map<Way, ServeTally> measure(Generator generator, double perSecond) {
        Map<Way, ServeTally> tallies = new EnumMap<>(Way.class);
        List<int[]> wanted = List.of();
        for (int round = 0; round < settings.rounds; round++) {
            for (Way way : Way.values()) {
                ServeTally tally = tallies.computeIfAbsent(way, w -> new ServeTally());
                List<int[]> told = OpenLoop.run(generator, way.limits(settings), load, perSecond, tally);
                wanted = wanted.isEmpty() ? told : wanted;
                requireEqual(way, told, wanted);
            }
        }
        return tallies;
    }

    private static void requireEqual(Way way, List<int[]> told, List<int[]> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            MuninnException.require(
                    Arrays.equals(told.get(i), wanted.get(i)),
                    "request %d was answered otherwise with %s batching: this is a bug of the engine, please report it",
                    i,
                    way.label());
        }
    }

    private void report(String title, Map<Way, ServeTally> tallies, ObjectNode node) {
        say.accept(title + ", equal answers:");
        say.accept("              tokens/s rows/step   first token ms p50 / p99   ms a token, all in, p50 / p99");
        tallies.forEach((way, tally) -> {
            say.accept(tally.text(way.label()));
            tally.write(node.putObject(way.label()));
        });
        for (Way other : List.of(Way.LOCKSTEP, Way.RESTING, Way.ALONE)) {
            compare(of(tallies, Way.DEPTH), of(tallies, other), other.label(), node);
        }
    }

    private static ServeTally of(Map<Way, ServeTally> tallies, Way way) {
        return Objects.requireNonNull(tallies.get(way));
    }

    private void compare(ServeTally depth, ServeTally other, String name, ObjectNode node) {
        double throughput = depth.tokensPerSecond() / other.tokensPerSecond();
        double p50 = reduction(depth, other, tally -> tally.normalised(50));
        double p99 = reduction(depth, other, tally -> tally.normalised(99));
        say.accept(String.format(
                Locale.ROOT,
                "  depth beside %s: %.2f times the throughput, normalised latency %.0f %% lower at p50, %.0f %% at p99",
                name,
                throughput,
                100 * p50,
                100 * p99));
        ObjectNode beside =
                node.putObject("depthBeside" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        beside.put("throughputRatio", throughput);
        beside.put("latencyReductionP50", p50);
        beside.put("latencyReductionP99", p99);
    }

    private static double reduction(ServeTally depth, ServeTally other, ToDoubleFunction<ServeTally> latency) {
        return 1 - latency.applyAsDouble(depth) / latency.applyAsDouble(other);
    }
}
