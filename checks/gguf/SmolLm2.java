import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.model.StateInit;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.weights.SafetensorsFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * SmolLM2-135M-Instruct from GGUF against its golden (llama.cpp's weights opened to f32, run by transformers): token ids, logits of the last
 * three positions, greedy continuations, chats, log-likelihoods. Arguments: the GGUF file, the golden's folder.
 */
class SmolLm2 {
    private static boolean good = true;

    public static void main(String[] args) throws Exception {
        Path golden = Path.of(args[1]);
        JsonNode json = new JsonMapper().readTree(Files.readAllBytes(golden.resolve("golden.json")));
        long start = System.nanoTime();
        try (Engine engine = Engine.load(Path.of(args[0]), EngineOptions.defaults())) {
            long loaded = System.nanoTime();
            engine.tokenizer();
            System.out.printf(
                    "weights in %d ms, tokenizer in %d ms; %,d bytes of weights, kernels %s%n",
                    (loaded - start) / 1_000_000,
                    (System.nanoTime() - loaded) / 1_000_000,
                    engine.weightBytes(),
                    engine.kernels().provider().name());
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
                    .forEach(System.out::println);
            for (JsonNode one : json.path("tokens")) {
                check("ids of " + one.path("text"), engine.tokenizer().encode(one.path("text").asString(), false), ints(one.path("ids")));
            }
            logits(engine, golden.resolve("forward.safetensors"));
            for (JsonNode one : json.path("continuations")) {
                int[] prompt = engine.tokenizer().encode(one.path("prompt").asString(), true);
                answer(engine, "continuation of " + one.path("prompt"), prompt, one);
            }
            for (JsonNode one : json.path("chats")) {
                List<ChatMessage> messages = new ArrayList<>();
                one.path("messages")
                        .forEach(m -> messages.add(new ChatMessage(
                                m.path("role").asString(), m.path("content").asString())));
                int[] prompt = engine.tokenizer().encodeChat(messages, true);
                check("prompt of a chat", prompt, ints(one.path("prompt_ids")));
                answer(engine, "chat: " + messages.getLast().content(), prompt, one);
            }
            for (JsonNode one : json.path("loglikelihood")) {
                likelihood(engine, one);
            }
        }
        System.out.println(good ? "all as in the golden" : "DIFFERENT");
        System.exit(good ? 0 : 1);
    }

    private static void answer(Engine engine, String what, int[] prompt, JsonNode wanted) {
        int[] ids = ints(wanted.path("ids"));
        Generated found = engine.generate(
                Request.builder(prompt).recurrences(1).maxTokens(ids.length).build());
        check(what, found.tokenIds(), ids);
        String text = engine.tokenizer().decode(found.tokenIds(), true);
        if (!text.equals(wanted.path("text").asString())) {
            good = false;
            System.out.println("  text differs: " + text);
        }
    }

    private static void likelihood(Engine engine, JsonNode one) {
        int[] context = engine.tokenizer().encode(one.path("context").asString(), true);
        int[] whole = engine.tokenizer().encode(one.path("context").asString() + one.path("continuation").asString(), true);
        float[] logits = engine.forward(whole, 1, StateInit.NOISE, 0).logits();
        int vocab = logits.length / whole.length;
        double sum = 0;
        for (int at = context.length; at < whole.length; at++) {
            double total = 0;
            for (int i = 0; i < vocab; i++) {
                total += Math.exp(logits[(at - 1) * vocab + i]);
            }
            sum += logits[(at - 1) * vocab + whole[at]] - Math.log(total);
        }
        double wanted = one.path("sum").asDouble();
        report(
                "log-likelihood of " + one.path("continuation"),
                Math.abs(sum - wanted) < 1e-4,
                "%.6f, wanted %.6f".formatted(sum, wanted));
    }

    private static void logits(Engine engine, Path file) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile tensors = SafetensorsFile.open(file, arena);
            for (int i = 0; tensors.tensors().containsKey("ids." + i); i++) {
                long[] ids = tensors.bytes(tensors.tensors().get("ids." + i)).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
                float[] wanted = tensors.bytes(tensors.tensors().get("logits." + i)).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
                float[] all = engine.forward(Arrays.stream(ids).mapToInt(id -> (int) id).toArray(), 1, StateInit.NOISE, 0).logits();
                float[] found = Arrays.copyOfRange(all, all.length - wanted.length, all.length);
                double worst = 0;
                double largest = 0;
                for (int j = 0; j < wanted.length; j++) {
                    worst = Math.max(worst, Math.abs((double) found[j] - wanted[j]));
                    largest = Math.max(largest, Math.abs(wanted[j]));
                }
                report("logits " + i, worst / largest < 2e-5, "relative error %.2e".formatted(worst / largest));
            }
        }
    }

    private static void check(String what, int[] found, int[] wanted) {
        report(what, Arrays.equals(found, wanted), "%d ids%s".formatted(wanted.length, Arrays.equals(found, wanted) ? "" : ", found " + Arrays.toString(found)));
    }

    private static void report(String what, boolean right, String detail) {
        good &= right;
        System.out.println((right ? "same   " : "WRONG  ") + what.replace("\n", "\\n") + ": " + detail);
    }

    private static int[] ints(JsonNode list) {
        return list.values().stream().mapToInt(JsonNode::asInt).toArray();
    }
}
