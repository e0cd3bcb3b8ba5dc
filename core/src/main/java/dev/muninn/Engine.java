package dev.muninn;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.GenerationDefaults;
import dev.muninn.generate.ForwardPass;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Generator;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenListener;
import dev.muninn.kernels.KernelChoice;
import dev.muninn.kernels.Kernels;
import dev.muninn.locate.FetchListener;
import dev.muninn.locate.ModelLocator;
import dev.muninn.model.LoadedModel;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.sampling.grammar.GrammarRule;
import dev.muninn.sampling.grammar.TokenTable;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.weights.ModelFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model ready to think: the door for programs that embed Muninn.
 *
 * <pre>{@code
 * try (Engine engine = Engine.load("models/huginn-0125")) {
 *     engine.chat("What is 2 + 2?").recurrences(16).stream(System.out::print);
 *     Answer answer = engine.complete("The capital of Westphalia is").maxTokens(8).run();
 * }
 * }</pre>
 *
 * Safe for several threads; sequences that should share core steps are given to {@link #generate(List, List)} together.
 */
public final class Engine implements AutoCloseable {
    private final ModelFiles files;
    private final KernelChoice choice;
    private final Kernels kernels;
    private final LoadedModel loaded;
    private final Generator generator;
    private final int blockRows;
    private final GenerationDefaults suggested;
    private @Nullable RequestDefaults defaults;
    private @Nullable Tokenizer tokenizer;
    private @Nullable TokenTable tokenTable;

    private Engine(ModelFiles files, EngineOptions options, KernelChoice choice, Kernels kernels) {
        this.files = files;
        this.choice = choice;
        this.kernels = kernels;
        this.blockRows = options.blockRows();
        Architecture facts =
                options.loop().map(band -> band.of(files.architecture())).orElse(files.architecture());
        this.loaded = LoadedModel.of(facts, files.tensors(), kernels, options.weights(), options.progress());
        this.generator = new Generator(loaded.model(), blockRows, options.kvLimit());
        this.suggested = files.generationDefaults();
    }

    /**
     * Loads a model with default options.
     *
     * @param model a directory, the name of a model that ships with Muninn, or {@code hf:ORG/NAME[@REVISION][:FILE]}, which is
     *     fetched if it is not here yet (module {@code muninn-hub}; {@link ModelLocator#find} does the same with a listener)
     */
    public static Engine load(String model) {
        return load(model, EngineOptions.defaults());
    }

    /** As {@link #load(String)}. */
    public static Engine load(String model, EngineOptions options) {
        Path place = ModelLocator.find(model, FetchListener.NONE).orElseGet(() -> ShippedModels.find(model));
        return load(place, options);
    }

    /** Loads the model at {@code path}. */
    public static Engine load(Path path, EngineOptions options) {
        ModelFiles files = ModelFiles.open(path);
        try {
            KernelChoice choice = options.kernels().map(KernelChoice::named).orElseGet(KernelChoice::best);
            Kernels kernels = choice.provider().open(options.kernelOptions());
            try {
                return new Engine(files, options, choice, kernels);
            } catch (RuntimeException e) {
                kernels.close();
                throw e;
            }
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    public RecurrentModel model() {
        return loaded.model();
    }

    public Path directory() {
        return files.path();
    }

    /** Which kernels compute, and why not others. */
    public KernelChoice kernels() {
        return choice;
    }

    /** Bytes that the packed weights hold. */
    public long weightBytes() {
        return loaded.weightBytes();
    }

    /** The answer to one question in the model's chat template, not yet asked for. */
    public Completion chat(String question) {
        return chat(List.of(new ChatMessage("user", question)));
    }

    /** The next turn of a chat, not yet asked for. */
    public Completion chat(List<ChatMessage> messages) {
        return Completion.ofChat(this, messages);
    }

    /** A text to go on with. */
    public Completion complete(String text) {
        return Completion.ofText(this, text);
    }

    /** Tokens to go on with. */
    public Completion complete(int[] prompt) {
        return Completion.of(this, prompt);
    }

    /** Everything that a request may leave open, as the model's {@code generation_config.json} suggests it. */
    public synchronized RequestDefaults requestDefaults() {
        RequestDefaults known = defaults;
        if (known == null) {
            Set<Integer> unknown =
                    hasTokenizer() ? tokenizer().unknown(model().config().vocab()) : Set.of();
            known = RequestDefaults.of(model().config(), suggested, stopTokens(), unknown);
            defaults = known;
        }
        return known;
    }

    /** The model's tokenizer, read when first asked for. */
    public synchronized Tokenizer tokenizer() {
        Tokenizer loadedTokenizer = tokenizer;
        if (loadedTokenizer == null) {
            loadedTokenizer = files.tokenizer();
            tokenizer = loadedTokenizer;
        }
        return loadedTokenizer;
    }

    public boolean hasTokenizer() {
        return files.hasTokenizer();
    }

    /** Tokens that end a text: those of the model's configs, and the end of a chat turn where the tokenizer knows one. */
    public Set<Integer> stopTokens() {
        Set<Integer> stops = new HashSet<>(model().config().tokens().eos());
        stops.addAll(suggested.specialTokens().eos());
        if (hasTokenizer()) {
            stops.addAll(tokenizer().ends());
        }
        return stops;
    }

    /** A rule for {@link Request.Builder#rules} that holds an answer to a grammar; {@link #stopTokens} end it, so ask for them too. */
    public GrammarRule rule(Grammar grammar) {
        return new GrammarRule(grammar, tokenTable(), stopTokens());
    }

    private synchronized TokenTable tokenTable() {
        TokenTable table = tokenTable;
        if (table == null) {
            Tokenizer known = tokenizer();
            table = new TokenTable(
                    known.vocab(), id -> known.contains(id) && !known.isSpecial(id) ? known.bytes(id) : null);
            tokenTable = table;
        }
        return table;
    }

    /** Refuses, with a reason, a request that this model cannot answer; {@code generate} would refuse it too. */
    public void check(Request request) {
        generator.check(request);
    }

    /** What runs requests here, for whoever has many that come and go ({@link Generator#open}). Closed with the engine. */
    public Generator generator() {
        return generator;
    }

    /** Generates without looking at tokens as they come. */
    public Generated generate(Request request) {
        return generate(request, token -> true);
    }

    /** Generates; {@code listener} sees each token as it becomes final, and may end it. */
    public Generated generate(Request request, TokenListener listener) {
        return generator.generate(request, listener);
    }

    /** Generates for several requests together; each gets the tokens it would get alone. */
    public List<Generated> generate(List<Request> requests, List<TokenListener> listeners) {
        return generator.generate(requests, listeners);
    }

    /** All positions at one depth: logits and states of a whole sequence. */
    public ForwardPass forward(int[] tokens, int recurrences, StateInit init, long seed) {
        return ForwardPass.run(model(), tokens, recurrences, init, seed, null, blockRows);
    }

    /** As {@link #forward(int[], int, StateInit, long)}, shown position by position, for long sequences and wide vocabularies. */
    public void forward(int[] tokens, int recurrences, StateInit init, long seed, ForwardPass.Visitor visitor) {
        ForwardPass.visit(model(), tokens, recurrences, init, seed, null, blockRows, visitor);
    }

    /** Bytes that keys and values hold now, those of kept prefixes included. */
    public long kvBytes() {
        return generator.kvBytes();
    }

    @Override
    public synchronized void close() {
        generator.close();
        if (tokenizer != null) {
            tokenizer.close();
        }
        kernels.close();
        files.close();
    }
}
