package dev.muninn.template;

import dev.muninn.template.Token.Kind;
import java.util.List;

/** A list of tokens, read from left to right. */
final class Tokens {
    private final List<Token> tokens;
    private int next;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token peekSecond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean skipName(String name) {
        boolean found = peek().isName(name);
        if (found) {
            take();
        }
        return found;
    }

    boolean skipOperator(String operator) {
        boolean found = peek().isOperator(operator);
        if (found) {
            take();
        }
        return found;
    }

    Token expect(Kind kind, String wanted) {
        Token token = peek();
        if (token.kind() != kind) {
            throw fail("wanted %s, found %s".formatted(wanted, token.described()));
        }
        return take();
    }

    String expectName() {
        return expect(Kind.NAME, "a name").text();
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw fail("wanted '%s', found %s".formatted(name, peek().described()));
        }
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw fail("wanted '%s', found %s".formatted(operator, peek().described()));
        }
    }

    /** A complaint about the next token. */
    TemplateFailure fail(String message) {
        return new TemplateFailure(peek().at(), message);
    }
}
