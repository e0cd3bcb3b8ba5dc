package dev.muninn.cli.doctor;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Where output goes. */
record TerminalFacts(boolean terminal, Charset encoding, Optional<String> type) implements Section {
    static TerminalFacts of(boolean terminal) {
        return new TerminalFacts(terminal, System.out.charset(), Optional.ofNullable(System.getenv("TERM")));
    }

    @Override
    public List<String> lines() {
        return List.of("Terminal   " + (terminal ? "yes" : "no: no progress is shown") + ", " + encoding + ", TERM "
                + type.orElse("is not set"));
    }

    @Override
    public void write(ObjectNode json) {
        ObjectNode node = json.putObject("terminal");
        node.put("interactive", terminal);
        node.put("encoding", encoding.name());
        if (type.isPresent()) {
            node.put("type", type.get());
        } else {
            node.putNull("type");
        }
    }

    @Override
    public List<Problem> problems() {
        return encoding.newEncoder().canEncode("ᚢ")
                ? List.of()
                : List.of(new Problem(
                        "output is written as " + encoding + ", which cannot hold every character",
                        "start java with -Dstdout.encoding=UTF-8, as ./muninn does"));
    }
}
