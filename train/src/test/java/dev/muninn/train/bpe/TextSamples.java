package dev.muninn.train.bpe;

import java.util.List;
import java.util.Random;

/** Texts to encode: everything that might go wrong, and random mixtures of it. */
final class TextSamples {
    private static final List<String> PIECES = List.of(
            "Let",
            " a",
            " = ",
            "12",
            "345",
            ". ",
            "\n",
            "\r\n",
            "  ",
            "\t",
            " ",
            "'s",
            "->",
            "a-b",
            " (x",
            "é",
            "e\u0301",
            "ñandú",
            "中文",
            "、",
            "한국어",
            "עברית",
            "हिन्दी",
            "٣٤",
            "²",
            "Ⅷ",
            "½",
            "👩\u200D👩\u200D👧",
            "🇮🇸",
            "❤\uFE0F",
            "\u200D",
            "\u200B",
            "\u00A0",
            "\u3000",
            "\u2028",
            "\u0085",
            "\u0000",
            "\u001C",
            "\u007F",
            "\uFEFF",
            "\uFFFD",
            "ſ",
            "İ",
            "ﬁ",
            "𝒳",
            "𐍈",
            "?!",
            "...",
            "Steps:",
            "Answer:",
            "\uE000",
            "\n\n",
            " \n ",
            "_",
            "|",
            "<",
            ">");

    private TextSamples() {}

    static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(12); pieces >= 0; pieces--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    /** A small vocabulary of all kinds of text. */
    static Bpe trained(int vocabulary) {
        WordCounts counts = new WordCounts();
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            counts.add(random(random));
        }
        return new BpeTrainer(vocabulary, 2, SpecialTokens.and(List.of("<|tool|>"))).train(counts, merges -> {});
    }
}
