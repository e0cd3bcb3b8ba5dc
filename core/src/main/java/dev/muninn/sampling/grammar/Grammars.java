package dev.muninn.sampling.grammar;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.util.List;

/** Grammars of plain texts; those of JSON are {@link JsonSchema}'s. */
public final class Grammars {
    private Grammars() {}

    /** Any one of some texts. */
    public static Grammar choice(List<String> texts) {
        require(!texts.isEmpty(), "a choice of no texts is asked for; give at least one");
        require(texts.stream().noneMatch(String::isEmpty), "a choice has an empty text; every text needs a character");
        return new Grammar(new Term.Choice(texts.stream().map(Term.Literal::new).toList()));
    }

    /** The texts that a regular expression matches from beginning to end: the regular part of ECMAScript's patterns. */
    public static Grammar regex(String pattern) {
        Dfa texts = RegexParser.match(pattern);
        if (texts.isEmpty()) {
            throw new MuninnException("the pattern '%s' matches no text at all".formatted(pattern));
        }
        return new Grammar(texts.term(Spelled::plain));
    }

    /** The texts of a grammar in the notation of llama.cpp (GBNF), from its rule {@code root}. */
    public static Grammar gbnf(String text) {
        try {
            return new Grammar(new GbnfParser(text).root());
        } catch (StackOverflowError e) {
            throw new MuninnException("the grammar is nested too deeply; make it flatter", e);
        }
    }
}
