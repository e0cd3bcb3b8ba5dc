package dev.muninn.cli;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.architecture.Band;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.prompt.ChatForm;
import dev.muninn.eval.harness.run.EvalModel;
import dev.muninn.eval.harness.run.EvalModels;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.ChatTemplate;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Loads the model that is evaluated, in one format of its weights after the other. */
final class EvalModelLoader implements EvalModels, AutoCloseable {
    private final EvalModelOptions wanted;
    /** Loaded before it was to be asked, for a fact of it. */
    private @Nullable Engine early;

    private String earlyFormat = "";

    EvalModelLoader(EvalModelOptions wanted) {
        this.wanted = wanted;
    }

    @Override
    public EvalModel open(String format) {
        Engine engine = early != null && earlyFormat.equals(format) ? early : load(format);
        early = null;
        return EvalModel.of(wanted.name(), fingerprint(wanted.place(), engine), engine);
    }

    /** The model's mean recurrence. */
    int mean(String format) {
        if (early == null) {
            early = load(format);
            earlyFormat = format;
        }
        return early.model().config().meanRecurrence();
    }

    private Engine load(String format) {
        Path place = wanted.place();
        try (Progress progress = new Progress("loading " + wanted.name(), wanted.quiet())) {
            EngineOptions plain = EngineOptions.defaults()
                    .withWeights(format.isEmpty() ? null : ModelOptions.format(format))
                    .withProgress(
                            (tensor, bytes) -> progress.show(() -> ModelOptions.megabytes(bytes) + ", " + tensor));
            EngineOptions named = wanted.kernels().map(plain::withKernels).orElse(plain);
            EngineOptions threaded = wanted.threads == null ? named : named.withThreads(wanted.threads);
            EngineOptions options =
                    wanted.loop().map(Band::parse).map(threaded::withLoop).orElse(threaded);
            return Engine.load(place, options);
        }
    }

    /** Names, sizes and times of the model's files, and who computes: answers are kept for what they depend on. */
    private String fingerprint(Path model, Engine engine) {
        try (Stream<Path> files = Files.walk(model, 1)) {
            StringBuilder text = new StringBuilder(engine.kernels().provider().name())
                    .append(wanted.loop().orElse(""));
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append('|')
                        .append(file.getFileName())
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file).toMillis());
            }
            return text.toString();
        } catch (IOException e) {
            throw new MuninnException(model + ": cannot be looked at (" + e.getMessage() + ")", e);
        }
    }

    /** The model's chat template, read before the weights are. */
    ChatForm chatForm() {
        try (ModelFiles files = ModelFiles.open(wanted.place());
                Tokenizer tokenizer = files.tokenizer()) {
            ChatTemplate template = tokenizer
                    .chatTemplate()
                    .orElseThrow(() -> new MuninnException("--chat: " + wanted.name() + " has no chat template"));
            return (messages, open) -> open ? unfinished(template, messages) : template.render(messages, true);
        }
    }

    /** A chat whose last message goes on: what the template writes after it is left out. */
    private static String unfinished(ChatTemplate template, List<ChatMessage> messages) {
        String text = template.render(messages, false);
        String last = messages.getLast().content().strip();
        int at = text.lastIndexOf(last);
        if (at < 0) {
            throw new MuninnException("--chat: the template changes what the last message says, so it cannot go on");
        }
        return text.substring(0, at + last.length());
    }

    String version() {
        String version = EvalModelLoader.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    @Override
    public void close() {
        if (early != null) {
            early.close();
        }
    }
}
