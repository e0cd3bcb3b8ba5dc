package dev.muninn.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a chat can be told besides talk. */
enum ChatVerb {
    DEPTH("N", "recurrences a token, at most; 'default' for the model's mean", "default"),
    EXIT(
            "CRITERION",
            "stop thinking about a token early: latent-diff:0.03, kl:5e-4, none, …",
            "none latent-diff settled cosine kl min-p-kl entropy-diff argmax-stable acceleration gate"),
    KV(
            "POLICY",
            "which recurrences share keys and values; 'default' to leave it to /decode",
            "default full latest last ring:1 anchored:8 latest+ring:1"),
    DECODE("MODE", "sequential, wavefront or speculative", "sequential wavefront speculative"),
    TEMPERATURE("X", "0 takes the most likely token; 'default' for the model's suggestion", "default"),
    SEED("N", "decides state noise and sampling", ""),
    TRACE("[on|off]", "what every recurrence of a token would have said", "on off"),
    SYSTEM("TEXT", "the system text of the chat; without TEXT there is none", ""),
    RESET("", "forget what was said", ""),
    SHOW("", "what is set", ""),
    HELP("", "this list", ""),
    QUIT("", "end; Ctrl-D too", "");

    private final String argument;
    private final String help;
    private final String suggestions;

    ChatVerb(String argument, String help, String suggestions) {
        this.argument = argument;
        this.help = help;
        this.suggestions = suggestions;
    }

    /** As it is typed, such as {@code /depth}. */
    String word() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }

    String help() {
        return help;
    }

    /** Arguments that completion offers. */
    List<String> suggestions() {
        return suggestions.isEmpty() ? List.of() : List.of(suggestions.split(" ", -1));
    }

    /** Whether it means nothing without an argument. */
    boolean needsArgument() {
        return !argument.isEmpty() && this != TRACE && this != SYSTEM;
    }

    boolean takesArgument() {
        return !argument.isEmpty();
    }

    String usage() {
        return (word() + " " + argument).strip();
    }

    static Optional<ChatVerb> of(String word) {
        for (ChatVerb verb : values()) {
            if (verb.word().equals(word)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    static Table table() {
        Table table = Table.ofFacts();
        for (ChatVerb verb : values()) {
            table.add(verb.usage(), verb.help);
        }
        return table.add("", "a line that begins with a space is never a command; Ctrl-C stops an answer");
    }
}
