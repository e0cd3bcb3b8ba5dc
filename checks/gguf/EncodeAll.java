import dev.muninn.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Encodes the texts of a JSON file with the tokenizers of GGUF files and compares with the ids that the file expects. */
class EncodeAll {
    public static void main(String[] args) throws Exception {
        boolean good = true;
        for (String name : args) {
            Path file = Path.of(name);
            JsonNode cases = new JsonMapper().readTree(Files.readAllBytes(Path.of(name.replace(".gguf", ".json"))));
            int wrong = 0;
            long start = System.nanoTime();
            try (Tokenizer tokenizer = Tokenizer.load(file)) {
                long loaded = System.nanoTime();
                for (JsonNode one : cases) {
                    String text = one.path("text").asString();
                    int[] wanted = StreamSupport.stream(one.path("ids").spliterator(), false)
                            .mapToInt(JsonNode::asInt)
                            .toArray();
                    int[] found = tokenizer.encode(text, one.path("special").asBoolean());
                    if (!Arrays.equals(found, wanted)) {
                        wrong++;
                        System.out.printf(
                                "%s: %s%n  found  %s%n  wanted %s%n",
                                file.getFileName(), one.path("text"), Arrays.toString(found), Arrays.toString(wanted));
                    } else if (one.has("decoded")
                            && !tokenizer.decode(found, false).equals(one.path("decoded").asString())) {
                        wrong++;
                        System.out.printf("%s: %s decodes as '%s'%n", file.getFileName(), one.path("decoded"), tokenizer.decode(found, false));
                    }
                }
                System.out.printf(
                        "%s: %d texts, %d wrong, loaded in %d ms, BOS %s, ends %s%n",
                        file.getFileName(),
                        cases.size(),
                        wrong,
                        (loaded - start) / 1_000_000,
                        tokenizer.bos(),
                        tokenizer.ends());
            }
            good &= wrong == 0;
        }
        System.exit(good ? 0 : 1);
    }
}
