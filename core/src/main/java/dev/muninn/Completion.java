package dev.muninn;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.exit.ExitPolicy;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenEvent;
import dev.muninn.sampling.LogitsRule;
import dev.muninn.sampling.Sampling;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.sampling.grammar.JsonSchema;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.TextStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A text to go on with or a question to answer, and how; what is left open, {@link RequestDefaults} decide. Setters return this object; {@link #run()} and
 * {@link #stream} answer on the caller's thread, as often as they are called, each time alike.
 *
 * <pre>{@code
 * engine.chat("What is 2 + 2?").recurrences(16).stream(System.out::print);
 * Answer answer = engine.complete("The capital of France is").maxTokens(8).run();
 * }</pre>
 */
public final class Completion {
    private final Engine engine;
    private final Supplier<int[]> prompt;
    private final List<Consumer<Request.Builder>> settings = new ArrayList<>();
    private final List<String> stops = new ArrayList<>();
    private final List<LogitsRule> rules = new ArrayList<>();
    private OptionalInt maxTokens = OptionalInt.empty();
    private Sampling sampling;

    /** Something became final: text, perhaps none, and the token it came with; the last piece comes without one. */
    public record Piece(String text, Optional<TokenEvent> token) {}

    private Completion(Engine engine, Supplier<int[]> prompt) {
        this.engine = engine;
        this.prompt = prompt;
        this.sampling = engine.requestDefaults().sampling();
    }

    static Completion of(Engine engine, int[] prompt) {
        return new Completion(engine, prompt::clone);
    }

    static Completion ofText(Engine engine, String text) {
        require(!text.isEmpty(), "the prompt is empty; give some text to go on with");
        return new Completion(engine, () -> engine.tokenizer().encode(text, true));
    }

    static Completion ofChat(Engine engine, List<ChatMessage> messages) {
        List<ChatMessage> said = List.copyOf(messages);
        return new Completion(engine, () -> engine.tokenizer().encodeChat(said, true));
    }

    /** Recurrences of the core a token, at most. */
    public Completion recurrences(int value) {
        return with(request -> request.recurrences(value));
    }

    /** When a token has been thought about enough. */
    public Completion exit(ExitPolicy value) {
        return with(request -> request.exit(value));
    }

    /** Tokens of the answer, at most. */
    public Completion maxTokens(int value) {
        maxTokens = OptionalInt.of(value);
        return this;
    }

    /** 0 takes the likeliest token. */
    public Completion temperature(double value) {
        return sampling(sampling.withTemperature((float) value));
    }

    /** How tokens are drawn. */
    public Completion sampling(Sampling value) {
        sampling = value;
        return this;
    }

    /** Decides the state noise and the draws; 0 unless given, so that the same question has the same answer. */
    public Completion seed(long value) {
        return with(request -> request.seed(value));
    }

    /** Ends the answer before any of these texts, wherever token borders fall. */
    public Completion stop(String... texts) {
        return stop(List.of(texts));
    }

    /** As {@link #stop(String...)}. */
    public Completion stop(List<String> texts) {
        stops.addAll(texts);
        return this;
    }

    /** Holds the answer to a JSON schema. */
    public Completion schema(String jsonSchema) {
        return grammar(JsonSchema.grammar(jsonSchema));
    }

    /** Holds the answer to a grammar. */
    public Completion grammar(Grammar grammar) {
        rules.add(engine.rule(grammar));
        return this;
    }

    /** Anything else that a {@link Request} can say; later settings go before earlier ones. */
    public Completion with(Consumer<Request.Builder> setting) {
        settings.add(setting);
        return this;
    }

    /** The request that will run. */
    public Request request() {
        RequestDefaults defaults = engine.requestDefaults();
        Request.Builder request =
                defaults.request(prompt.get()).sampling(sampling).rules(defaults.rules(rules));
        maxTokens.ifPresent(request::maxTokens);
        settings.forEach(setting -> setting.accept(request));
        Request built = request.build();
        return maxTokens.isPresent() ? built : engine.generator().fitted(built, RequestDefaults.WITHOUT_LIMIT);
    }

    /** Answers. */
    public Answer run() {
        return run(piece -> true);
    }

    /** Answers; {@code listener} is given text as it becomes final. */
    public Answer stream(Consumer<String> listener) {
        return run(piece -> {
            if (!piece.text().isEmpty()) {
                listener.accept(piece.text());
            }
            return true;
        });
    }

    /** Answers; {@code listener} is told of every token and returns whether to go on. */
    public Answer run(Predicate<Piece> listener) {
        List<String> ends = engine.requestDefaults().stops(stops);
        TextStream text = engine.hasTokenizer() ? TextStream.of(engine.tokenizer(), ends) : TextStream.ofIds(ends);
        Generated generated = engine.generate(
                request(),
                token -> listener.test(new Piece(text.accept(token.token()), Optional.of(token))) && !text.stopped());
        var _ = listener.test(new Piece(text.finish(), Optional.empty())); // nothing is left to end
        return new Answer(text.text(), text.stopped(), generated);
    }
}
