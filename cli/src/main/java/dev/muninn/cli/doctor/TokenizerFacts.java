package dev.muninn.cli.doctor;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Whether text can be encoded: the library is native, and is unpacked on first use. {@code fault} is empty if all is well. */
record TokenizerFacts(Optional<String> fault) implements Section {
    /** Encodes a word with the tokenizer in the directory that {@code model} finds or writes. */
    static TokenizerFacts of(Supplier<Path> model) {
        try (Tokenizer tokenizer = Tokenizer.load(model.get())) {
            int[] ids = tokenizer.encode("Muninn", false);
            String text = tokenizer.decode(ids, true);
            return new TokenizerFacts(
                    text.equals("Muninn")
                            ? Optional.empty()
                            : Optional.of("the tokenizer turns 'Muninn' into '" + text + "'; please report this"));
        } catch (MuninnException e) {
            return new TokenizerFacts(Optional.of(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public List<String> lines() {
        return List.of("Tokenizer  "
                + fault.map(why -> "does not work: " + why)
                        .orElse("the native library loads, a word comes back as it went in"));
    }

    @Override
    public void write(ObjectNode json) {
        ObjectNode node = json.putObject("tokenizer").put("works", fault.isEmpty());
        fault.ifPresent(why -> node.put("fault", why));
    }

    @Override
    public List<Problem> problems() {
        return fault.map(why -> new Problem("text cannot be encoded, only --ids work", why)).stream()
                .toList();
    }
}
