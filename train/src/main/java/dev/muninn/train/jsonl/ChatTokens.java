package dev.muninn.train.jsonl;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chat as token ids, and which of them the assistant writes. The whole talk is rendered once, as a server would render it as history.
 *
 * <p>Where a reply lies is found on ids: the chat before it, with the generation prompt, has to be a beginning of the whole. Templates
 * that write something other into a generation prompt than into history (Qwen3's empty thinking), or leave the thinking out of earlier
 * turns, fail that test; then the whole is compared with itself after the reply was exchanged for another.
 */
final class ChatTokens {
    /** Replies that no chat has, with unlike beginnings and ends. */
    private static final List<String> STRANGERS = List.of("\u2021quux 7\u2021", "zyx\u00a7 8 zyx");

    private final Tokenizer tokenizer;
    private final List<ChatMessage> messages;
    private final String place;
    private final int[] ids;
    private List<Span> spans = List.of();

    ChatTokens(Tokenizer tokenizer, List<ChatMessage> messages, String place) {
        this.tokenizer = tokenizer;
        this.messages = messages;
        this.place = place;
        this.ids = tokenizer.encodeChat(messages, false);
    }

    /** Ids {@code start} to {@code end}: a reply, from its first token to the token that ends the turn. */
    record Span(int start, int end) {}

    int[] ids() {
        return ids;
    }

    /** A span for each reply, in order. */
    List<Span> replies() {
        if (spans.isEmpty()) {
            spans = find();
        }
        return spans;
    }

    private List<Span> find() {
        List<Span> found = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role().equals("assistant")) {
                Span span = reply(i);
                require(
                        span.start() < span.end()
                                && (spans.isEmpty()
                                        || span.start() >= spans.getLast().end()),
                        "%s, message %d: the chat template shows nothing of this reply that could be learned; does it have generation"
                                + " markers or leave out turns? Try another template",
                        place,
                        i + 1);
                found.add(span);
            }
        }
        return found;
    }

    /** Replies of which a part is missing from what is to be learned. */
    int shortened() {
        List<Span> spans = replies();
        int count = 0;
        int next = 0;
        for (ChatMessage message : messages) {
            if (message.role().equals("assistant")) {
                Span span = spans.get(next++);
                String shown = tokenizer.decode(Arrays.copyOfRange(ids, span.start(), span.end()), false);
                count += shown.contains(message.content().strip()) ? 0 : 1;
            }
        }
        return count;
    }

    private Span reply(int index) {
        List<ChatMessage> before = messages.subList(0, index);
        if (!before.isEmpty()) {
            int[] prompt = tokenizer.encodeChat(before, true);
            int[] through = tokenizer.encodeChat(messages.subList(0, index + 1), false);
            if (common(prompt, ids) == prompt.length && common(through, ids) == through.length) {
                return new Span(prompt.length, endOfTurn(prompt.length, through.length));
            }
        }
        return difference(index);
    }

    /** Where the whole differs when the reply is another. */
    private Span difference(int index) {
        int start = ids.length;
        int end = 0;
        for (String stranger : STRANGERS) {
            List<ChatMessage> other = new ArrayList<>(messages);
            other.set(index, new ChatMessage("assistant", stranger));
            int[] exchanged = tokenizer.encodeChat(other, false);
            start = Math.min(start, common(exchanged, ids));
            end = Math.max(end, ids.length - commonEnd(exchanged, ids, start));
        }
        int turn = end;
        while (turn < ids.length && !tokenizer.isSpecial(ids[turn])) {
            turn++;
        }
        return new Span(start, turn < ids.length ? turn + 1 : end);
    }

    /** After the last special token of a turn: a template may write a line end after it. */
    private int endOfTurn(int start, int end) {
        for (int i = end; i > start; i--) {
            if (tokenizer.isSpecial(ids[i - 1])) {
                return i;
            }
        }
        return end;
    }

    private static int common(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    /** Of the ends, at most so much that {@code start} ids remain before them. */
    private static int commonEnd(int[] a, int[] b, int start) {
        int most = Math.min(a.length, b.length) - start;
        int count = 0;
        while (count < most && a[a.length - 1 - count] == b[b.length - 1 - count]) {
            count++;
        }
        return count;
    }
}
