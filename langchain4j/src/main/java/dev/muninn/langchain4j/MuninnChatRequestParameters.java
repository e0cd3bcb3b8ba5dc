package dev.muninn.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.generate.Decoding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What LangChain4j asks of any model, and how deep this one thinks. Null leaves a choice to the model's defaults. */
public final class MuninnChatRequestParameters extends DefaultChatRequestParameters {
    private final @Nullable Integer recurrences;
    private final @Nullable ExitPolicy exit;
    private final @Nullable SlotPolicy slots;
    private final @Nullable Decoding decoding;
    private final @Nullable Long seed;
    private final @Nullable Double minP;

    private MuninnChatRequestParameters(Builder builder) {
        super(builder);
        this.recurrences = builder.recurrences;
        this.exit = builder.exit;
        this.slots = builder.slots;
        this.decoding = builder.decoding;
        this.seed = builder.seed;
        this.minP = builder.minP;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Recurrences of a token, at most; default: the mean the model was trained with. */
    public @Nullable Integer recurrences() {
        return recurrences;
    }

    /** When a token has been thought about enough; default: when its recurrences are used up. */
    public @Nullable ExitPolicy exit() {
        return exit;
    }

    /** Which recurrences share keys and values; default: none do. */
    public @Nullable SlotPolicy slots() {
        return slots;
    }

    /** Which positions think together; default: one after the other. */
    public @Nullable Decoding decoding() {
        return decoding;
    }

    /** Decides the state noise and the drawing; default: 0, so that the same request has the same answer. */
    public @Nullable Long seed() {
        return seed;
    }

    /** Only tokens at least this share as likely as the likeliest; default: all. */
    public @Nullable Double minP() {
        return minP;
    }

    @Override
    public MuninnChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public MuninnChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MuninnChatRequestParameters that
                && super.equals(that)
                && Objects.equals(recurrences, that.recurrences)
                && Objects.equals(exit, that.exit)
                && Objects.equals(slots, that.slots)
                && Objects.equals(decoding, that.decoding)
                && Objects.equals(seed, that.seed)
                && Objects.equals(minP, that.minP);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), recurrences, exit, slots, decoding, seed, minP);
    }

    @Override
    public String toString() {
        return "MuninnChatRequestParameters{recurrences=%s, exit=%s, slots=%s, decoding=%s, seed=%s, minP=%s, %s}"
                .formatted(recurrences, exit, slots, decoding, seed, minP, super.toString());
    }

    /** Collects wishes; every setter returns the builder. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private @Nullable Integer recurrences;
        private @Nullable ExitPolicy exit;
        private @Nullable SlotPolicy slots;
        private @Nullable Decoding decoding;
        private @Nullable Long seed;
        private @Nullable Double minP;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof MuninnChatRequestParameters that) {
                recurrences = that.recurrences == null ? recurrences : that.recurrences;
                exit = that.exit == null ? exit : that.exit;
                slots = that.slots == null ? slots : that.slots;
                decoding = that.decoding == null ? decoding : that.decoding;
                seed = that.seed == null ? seed : that.seed;
                minP = that.minP == null ? minP : that.minP;
            }
            return this;
        }

        public Builder recurrences(int value) {
            recurrences = value;
            return this;
        }

        public Builder exit(ExitPolicy value) {
            exit = value;
            return this;
        }

        public Builder slots(SlotPolicy value) {
            slots = value;
            return this;
        }

        public Builder decoding(Decoding value) {
            decoding = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder minP(double value) {
            minP = value;
            return this;
        }

        @Override
        public MuninnChatRequestParameters build() {
            return new MuninnChatRequestParameters(this);
        }
    }
}
