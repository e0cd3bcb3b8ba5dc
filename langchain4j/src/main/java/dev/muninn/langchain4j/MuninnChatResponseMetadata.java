package dev.muninn.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.muninn.generate.Generated;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What LangChain4j tells of any answer, and what was spent on this one. */
public final class MuninnChatResponseMetadata extends ChatResponseMetadata {
    private final Generated generated;

    private MuninnChatResponseMetadata(Builder builder) {
        super(builder);
        this.generated = Objects.requireNonNull(builder.generated, "the builder was given no outcome");
    }

    static Builder builder(Generated generated) {
        return new Builder().generated(generated);
    }

    /** Recurrences of every token, in order. */
    public int[] recurrences() {
        return generated.recurrences();
    }

    /** Their mean; 0 for an answer without tokens. */
    public double meanRecurrence() {
        return Arrays.stream(recurrences()).average().orElse(0);
    }

    /** Tokens whose exit criterion held before their recurrences were used up. */
    public int exits() {
        int exits = 0;
        for (boolean exited : generated.exited()) {
            exits += exited ? 1 : 0;
        }
        return exits;
    }

    /** Everything the engine tells, such as core passes and bytes of keys and values. */
    public Generated generated() {
        return generated;
    }

    @Override
    public Builder toBuilder() {
        return (Builder) toBuilder(builder(generated));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MuninnChatResponseMetadata that
                && super.equals(that)
                && generated.equals(that.generated);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), generated);
    }

    @Override
    public String toString() {
        return "MuninnChatResponseMetadata{meanRecurrence=%s, exits=%s, %s}"
                .formatted(meanRecurrence(), exits(), super.toString());
    }

    /** Collects facts; LangChain4j copies metadata through it. */
    public static final class Builder extends ChatResponseMetadata.Builder<Builder> {
        private @Nullable Generated generated;

        private Builder() {}

        public Builder generated(Generated value) {
            generated = value;
            return this;
        }

        @Override
        public MuninnChatResponseMetadata build() {
            return new MuninnChatResponseMetadata(this);
        }
    }
}
