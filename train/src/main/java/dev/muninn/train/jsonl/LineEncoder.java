package dev.muninn.train.jsonl;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentBuilder;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.jsonl.JsonlLine.Chat;
import dev.muninn.train.jsonl.JsonlLine.Text;
import dev.muninn.train.jsonl.JsonlLine.Turn;
import dev.muninn.train.jsonl.JsonlLine.Turns;
import dev.muninn.train.recipe.SourceWeights;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines as documents. A prompt and its completion are encoded apart and joined, as they are when a model is asked: no token may
 * reach across the border. The token that ends a turn is learned, the first token of a document never is.
 */
public final class LineEncoder {
    private final Tokenizer tokenizer;
    private final TextEncoder encoder;
    private final OptionalInt begin;
    private final int end;
    private final SourceWeights weights;
    private final AtomicLong shortened = new AtomicLong();

    /**
     * For lines made with {@code tokenizer}, which has to stay open.
     *
     * @param encoder of the tokenizer
     * @param begin token before every text or prompt, if there is one
     * @param end token after every completion and every text
     */
    public LineEncoder(Tokenizer tokenizer, TextEncoder encoder, OptionalInt begin, int end, SourceWeights weights) {
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.begin = begin;
        this.end = end;
        this.weights = weights;
    }

    /** Replies so far of which the chat template shows a part only, such as those whose thinking it drops: the rest is not learned. */
    public long shortened() {
        return shortened.get();
    }

    /**
     * The document of a line.
     *
     * @throws dev.muninn.error.MuninnException if nothing of the line is to be learned
     */
    public Document encode(JsonlLine line) {
        DocumentBuilder document = new DocumentBuilder();
        switch (line.content()) {
            case Text text -> text(text.text(), document);
            case Turns turns -> turns(turns.turns(), document);
            case Chat chat -> chat(chat, line.place(), document);
        }
        require(
                document.counted() > 0,
                "%s: no token of it counts in the loss; wanted a weight above 0 for a part of it",
                line.place());
        return document.build(line.label());
    }

    private void text(String text, DocumentBuilder document) {
        begin.ifPresent(token -> document.add(token, 0, false));
        document.add(encoder.encode(text), weights.text(), false);
        document.add(end, weights.text(), false);
    }

    private void turns(List<Turn> turns, DocumentBuilder document) {
        begin.ifPresent(token -> document.add(token, 0, false));
        for (Turn turn : turns) {
            document.add(encoder.encode(turn.prompt()), weights.other(), false);
            double weight = weights.answer() * turn.weight();
            document.add(encoder.encode(turn.completion()), weight, turn.asked());
            if (turn.asked()) {
                document.add(end, weight, true);
            }
        }
    }

    private void chat(Chat chat, String place, DocumentBuilder document) {
        ChatTokens tokens = new ChatTokens(tokenizer, chat.messages(), place);
        shortened.addAndGet(tokens.shortened());
        int from = 0;
        for (ChatTokens.Span reply : tokens.replies()) {
            document.add(tokens.ids(), from, reply.start(), weights.other(), false);
            document.add(tokens.ids(), reply.start(), reply.end(), weights.answer(), true);
            from = reply.end();
        }
        document.add(tokens.ids(), from, tokens.ids().length, weights.other(), false);
    }
}
