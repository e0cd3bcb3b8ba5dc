package dev.muninn.train.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.Bpe;
import dev.muninn.train.bpe.ChatStyle;
import dev.muninn.train.bpe.SpecialTokens;
import dev.muninn.train.bpe.TokenizerFiles;
import dev.muninn.train.data.Document;
import dev.muninn.train.jsonl.JsonlLine.Chat;
import dev.muninn.train.jsonl.JsonlLine.Content;
import dev.muninn.train.jsonl.JsonlLine.Text;
import dev.muninn.train.jsonl.JsonlLine.Turn;
import dev.muninn.train.jsonl.JsonlLine.Turns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens of a line are learned: troubles that others had with masks, borders and templates. */
class LineEncoderTest {
    @TempDir
    private Path directory;

    private static Document encode(Tokenizer tokenizer, Content content) {
        return Vocabularies.encoder(tokenizer).encode(new JsonlLine("x.jsonl, line 3", "x", "g", content));
    }

    private static Chat chat(String... turns) {
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < turns.length; i++) {
            messages.add(new ChatMessage(i % 2 == 0 ? "user" : "assistant", turns[i]));
        }
        return new Chat(messages);
    }

    /** The stretches of answer tokens, as text with special tokens. */
    private static List<String> kept(Tokenizer tokenizer, Document document) {
        List<String> spans = new ArrayList<>();
        int i = 0;
        while (i < document.tokens().length) {
            int start = i;
            while (i < document.tokens().length && document.answer()[i]) {
                i++;
            }
            if (i > start) {
                spans.add(tokenizer.decode(Arrays.copyOfRange(document.tokens(), start, i), false));
            } else {
                i++;
            }
        }
        return spans;
    }

    @Test
    void noTokenReachesAcrossTheBorderOfPromptAndCompletion() throws IOException {
        try (Tokenizer tokenizer = Vocabularies.open(directory, Vocabularies.CHATML)) {
            for (String prompt : List.of("a.", "Say ", "b. mem", "again\n")) {
                for (String completion : List.of("memory", " memory", "brane.", "\n")) {
                    Document document = encode(tokenizer, new Turns(List.of(new Turn(prompt, completion, true, 1))));
                    int[] served = tokenizer.encode(prompt, true); // as when the model is asked
                    assertThat(document.tokens()).startsWith(served);
                    for (int i = 0; i < document.tokens().length; i++) {
                        assertThat(document.answer()[i]).isEqualTo(i >= served.length);
                        assertThat(document.weights()[i]).isEqualTo(i >= served.length ? 1 : i == 0 ? 0 : 0.25f);
                    }
                    assertThat(kept(tokenizer, document)).containsExactly(completion + SpecialTokens.END_TURN);
                }
            }
            // The border matters: encoded as one text, another token stands there.
            assertThat(tokenizer.encode("b. memory", true)).isNotEqualTo(joined(tokenizer, "b. mem", "ory"));
        }
    }

    private static int[] joined(Tokenizer tokenizer, String prompt, String completion) {
        return IntStream.concat(
                        Arrays.stream(tokenizer.encode(prompt, true)),
                        Arrays.stream(tokenizer.encode(completion, false)))
                .toArray();
    }

    @Test
    void severalQuestionsAndNotesInOneDocument() throws IOException {
        try (Tokenizer tokenizer = Vocabularies.open(directory, Vocabularies.CHATML)) {
            Document document = encode(
                    tokenizer,
                    new Turns(List.of(
                            new Turn("Mary is in the garden.", " warm", false, 2),
                            new Turn(" Where is Mary?\n", " garden", true, 1),
                            new Turn("Say it again.\n", " the garden", true, 3))));
            String end = SpecialTokens.END_TURN;
            assertThat(tokenizer.decode(document.tokens(), false))
                    .isEqualTo(SpecialTokens.BEGIN_TEXT + "Mary is in the garden. warm Where is Mary?\n garden" + end
                            + "Say it again.\n the garden" + end);
            assertThat(kept(tokenizer, document)).containsExactly(" garden" + end, " the garden" + end);
            assertThat(document.questions()).isEqualTo(2);
            assertThat(document.weights()).contains(2, 1, 3, 0.25f).doesNotContain(0.5f);
        }
    }

    @Test
    void aPlainChatIsTheTurnsOfADocument() throws IOException {
        Bpe bpe = Vocabularies.learned();
        TokenizerFiles.write(bpe, ChatStyle.PLAIN, directory);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            Document turns = encode(
                    tokenizer,
                    new Turns(List.of(
                            new Turn("Where is Mary?\n", " garden", true, 1),
                            new Turn("Say it again.\n", " warm", true, 1))));
            Document talk = encode(tokenizer, chat("Where is Mary?", "garden", "Say it again.", "warm"));
            assertThat(talk.tokens()).isEqualTo(turns.tokens());
            assertThat(talk.answer()).isEqualTo(turns.answer());
            List<ChatMessage> asked = List.of(new ChatMessage("system", "You help."), new ChatMessage("user", "again"));
            assertThat(tokenizer.decode(tokenizer.encodeChat(asked, true), false))
                    .isEqualTo(SpecialTokens.BEGIN_TEXT + "You help.\n\nagain\n");
        }
    }

    @Test
    void aTextIsLearnedWholeWithItsEnd() throws IOException {
        try (Tokenizer tokenizer = Vocabularies.open(directory, Vocabularies.CHATML)) {
            Document document = encode(tokenizer, new Text("It is warm <|end_turn|>."));
            assertThat(document.weights()).startsWith(0, 0.5f).endsWith(0.5f);
            assertThat(document.questions()).isZero();
            int end = tokenizer.id(SpecialTokens.END_TURN).orElseThrow();
            assertThat(Arrays.stream(document.tokens()).filter(id -> id == end)).hasSize(1); // what is spelled is text
            assertThat(document.tokens()).endsWith(end);
        }
    }

    @Test
    void everyReplyIsKeptWithItsEndAndWithoutItsHeader() throws IOException {
        try (Tokenizer tokenizer = Vocabularies.open(directory, Vocabularies.CHATML)) {
            Chat talk = chat("Where is Mary?", "Mary is in the garden.", "Say it.", "the garden", "again", "garden");
            Document document = encode(tokenizer, talk);
            assertThat(document.tokens()).isEqualTo(tokenizer.encodeChat(talk.messages(), false));
            assertThat(kept(tokenizer, document))
                    .containsExactly("Mary is in the garden.<|im_end|>", "the garden<|im_end|>", "garden<|im_end|>");
            String all = tokenizer.decode(document.tokens(), false);
            assertThat(all.indexOf("<|im_start|>system")).isEqualTo(all.lastIndexOf("<|im_start|>system"));
        }
    }

    @Test
    void aGenerationPromptThatIsNoPartOfTheHistory() throws IOException {
        try (Tokenizer tokenizer = Vocabularies.open(directory, Vocabularies.THINKING)) {
            Chat talk = chat("Where is Mary?", "garden", "Say it again.", "the garden");
            Document document = encode(tokenizer, talk);
            assertThat(document.tokens()).isEqualTo(tokenizer.encodeChat(talk.messages(), false));
            assertThat(kept(tokenizer, document)).containsExactly("garden<|im_end|>", "the garden<|im_end|>");
        }
    }

    @Test
    void whatTheTemplateDropsIsNotLearned() throws IOException {
        try (Tokenizer tokenizer = Vocabularies.open(directory, Vocabularies.THINKING)) {
            Chat talk = chat(
                    "Where is Mary?",
                    "<think>\nlet us see\n</think>\n\ngarden",
                    "Say it again.",
                    "<think>\nagain\n</think>\n\nthe garden");
            LineEncoder encoder = Vocabularies.encoder(tokenizer);
            Document document = encoder.encode(new JsonlLine("x.jsonl, line 3", "x", "g", talk));
            assertThat(encoder.shortened()).isEqualTo(1);
            assertThat(kept(tokenizer, document))
                    .containsExactly("garden<|im_end|>", "<think>\nagain\n</think>\n\nthe garden<|im_end|>");
        }
    }

    @Test
    void marksThatAreOrdinaryTextAndOneBeginningOnly() throws IOException {
        try (Tokenizer tokenizer = Vocabularies.open(directory, Vocabularies.INST)) {
            Chat talk = chat("[INST] is a mark", "it is [/INST] warm", "again", "warm");
            Document document = encode(tokenizer, talk);
            assertThat(kept(tokenizer, document))
                    .containsExactly(" it is [/INST] warm<|end_text|>", " warm<|end_text|>");
            int begin = tokenizer.id(SpecialTokens.BEGIN_TEXT).orElseThrow();
            assertThat(Arrays.stream(document.tokens()).filter(id -> id == begin))
                    .hasSize(1);
            assertThat(document.tokens())
                    .startsWith(tokenizer.encodeChat(talk.messages().subList(0, 1), true));
        }
    }

    @Test
    void theEndOfATurnIsLearnedEvenIfItIsThePaddingToken() throws IOException {
        String padded = Vocabularies.INST.replace("<|end_text|>", SpecialTokens.PAD);
        try (Tokenizer tokenizer = Vocabularies.open(directory, padded)) {
            Document document = encode(tokenizer, chat("again", "warm"));
            int last = document.tokens().length - 1;
            assertThat(document.tokens()[last]).isEqualTo(tokenizer.pad().orElseThrow());
            assertThat(document.answer()[last]).isTrue();
            assertThat(document.weights()[last]).isEqualTo(1);
        }
    }

    @Test
    void aTemplateThatShowsNoReplyIsRefusedByLine() throws IOException {
        String mute =
                "{%- for m in messages %}{%- if m['role'] == 'user' %}{{- m['content'] }}{%- endif %}{%- endfor %}";
        try (Tokenizer tokenizer = Vocabularies.open(directory, mute)) {
            assertThatThrownBy(() -> encode(tokenizer, chat("Where is Mary?", "garden")))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("x.jsonl, line 3, message 2")
                    .hasMessageContaining("template");
        }
    }
}
