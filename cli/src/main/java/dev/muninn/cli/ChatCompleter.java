package dev.muninn.cli;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands and their arguments; ordinary talk is left alone. */
final class ChatCompleter implements Completer {
    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (!line.line().startsWith("/")) {
            return;
        }
        if (line.wordIndex() == 0) {
            for (ChatVerb verb : ChatVerb.values()) {
                candidates.add(new Candidate(verb.word(), verb.word(), null, verb.help(), null, null, true));
            }
        } else if (line.wordIndex() == 1) {
            ChatVerb.of(line.words().getFirst())
                    .ifPresent(verb -> verb.suggestions().forEach(word -> candidates.add(new Candidate(word))));
        }
    }
}
