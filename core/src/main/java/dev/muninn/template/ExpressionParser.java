package dev.muninn.template;

import dev.muninn.template.Expression.Arguments;
import dev.muninn.template.Expression.Named;
import dev.muninn.template.Expression.Operand;
import dev.muninn.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Expressions with Jinja's precedence, loosest first: {@code x if y else z}, {@code or}, {@code and}, {@code not}, comparisons and
 * {@code in}, {@code + -}, {@code ~}, {@code * / // %}, {@code **}, signs, and tightest filters, {@code is}, calls and subscripts.
 */
final class ExpressionParser {
    private static final int DEEPEST = 150;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> NO_TEST_ARGUMENT = Set.of("else", "or", "and");

    private final Tokens tokens;
    private int depth;
    /** Names read since the macro around them began, for each macro around them. */
    private final List<Set<String>> read = new ArrayList<>();
    /** In a branch: a filter that is not known is complained about when it is reached. */
    private boolean lenient;
    /** Filters and tests that are not known, and are not in a branch unless an {@code if} follows. */
    private final List<TemplateFailure> unknown = new ArrayList<>();

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    boolean lenient(boolean now) {
        boolean before = lenient;
        lenient = now;
        return before;
    }

    void beginMacro() {
        read.add(new HashSet<>());
    }

    /** The names that were read in the macro. */
    Set<String> endMacro() {
        return read.removeLast();
    }

    /** An expression, or several with commas, which are a tuple. */
    Expression tuple(boolean conditional, @Nullable String endName) {
        return tuple(conditional, endName, false);
    }

    private Expression tuple(boolean conditional, @Nullable String endName, boolean inParentheses) {
        int at = tokens.peek().at();
        List<Expression> items = new ArrayList<>();
        boolean several = false;
        while (!endsTuple(endName)) {
            items.add(conditional ? expression() : checked(this::or));
            if (!tokens.skipOperator(",")) {
                break;
            }
            several = true;
        }
        if (!several && items.size() == 1) {
            return items.getFirst();
        }
        if (!several && !inParentheses) {
            throw tokens.fail(
                    "wanted an expression, found %s".formatted(tokens.peek().described()));
        }
        return new Expression.TupleOf(List.copyOf(items), at);
    }

    private boolean endsTuple(@Nullable String endName) {
        Token token = tokens.peek();
        return token.kind() == Kind.PRINT_END
                || token.kind() == Kind.BLOCK_END
                || token.isOperator(")")
                || endName != null && token.isName(endName);
    }

    Expression expression() {
        return checked(this::conditional);
    }

    /** An expression whose filters and tests are known, or else in a branch. */
    private Expression checked(Supplier<Expression> parse) {
        Expression value = parse.get();
        if (depth == 0 && !unknown.isEmpty()) {
            throw unknown.getFirst();
        }
        return value;
    }

    private Expression conditional() {
        int before = unknown.size();
        if (++depth > DEEPEST) {
            throw tokens.fail("expressions are nested more than %s deep".formatted(DEEPEST));
        }
        Expression value = or();
        while (tokens.peek().isName("if")) {
            int at = tokens.take().at();
            unknown.subList(before, unknown.size()).clear();
            boolean strict = lenient(true);
            Expression test = or();
            Expression otherwise = tokens.skipName("else") ? expression() : null;
            lenient(strict);
            value = new Expression.Conditional(test, value, otherwise, at);
        }
        depth--;
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.peek().isName("or")) {
            int at = tokens.take().at();
            left = new Expression.Logic(false, left, and(), at);
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.peek().isName("and")) {
            int at = tokens.take().at();
            left = new Expression.Logic(true, left, not(), at);
        }
        return left;
    }

    private Expression not() {
        List<Token> nots = new ArrayList<>();
        while (tokens.peek().isName("not")) {
            nots.add(tokens.take());
        }
        Expression value = comparison();
        if (nots.size() > DEEPEST) {
            throw new TemplateFailure(nots.getFirst().at(), "'not' is repeated more than %s times".formatted(DEEPEST));
        }
        for (Token not : nots.reversed()) {
            value = new Expression.Not(value, not.at());
        }
        return value;
    }

    private Expression comparison() {
        Expression first = sum();
        int at = tokens.peek().at();
        List<Operand> rest = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                tokens.take();
                rest.add(new Operand(token.text(), sum()));
            } else if (tokens.skipName("in")) {
                rest.add(new Operand("in", sum()));
            } else if (token.isName("not") && tokens.peekSecond().isName("in")) {
                tokens.take();
                tokens.take();
                rest.add(new Operand("not in", sum()));
            } else {
                return rest.isEmpty() ? first : new Expression.Comparison(first, List.copyOf(rest), at);
            }
        }
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.peek().isOperator("+") || tokens.peek().isOperator("-")) {
            Token operator = tokens.take();
            left = new Expression.Arithmetic(operator.text(), left, concatenation(), operator.at());
        }
        return left;
    }

    private Expression concatenation() {
        Expression first = product();
        if (!tokens.peek().isOperator("~")) {
            return first;
        }
        int at = tokens.peek().at();
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Expression.Concatenation(List.copyOf(parts), at);
    }

    private Expression product() {
        Expression left = power();
        while (isAny("*", "/", "//", "%")) {
            Token operator = tokens.take();
            left = new Expression.Arithmetic(operator.text(), left, power(), operator.at());
        }
        return left;
    }

    private boolean isAny(String... operators) {
        for (String operator : operators) {
            if (tokens.peek().isOperator(operator)) {
                return true;
            }
        }
        return false;
    }

    private Expression power() {
        Expression left = unary(true);
        while (tokens.peek().isOperator("**")) {
            int at = tokens.take().at();
            left = new Expression.Arithmetic("**", left, unary(true), at);
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        if (++depth > DEEPEST) {
            throw tokens.fail("expressions are nested more than %s deep".formatted(DEEPEST));
        }
        Expression value;
        if (isAny("-", "+")) {
            Token sign = tokens.take();
            value = new Expression.Signed(unary(false), sign.text().equals("-"), sign.at());
        } else {
            value = primary();
        }
        value = postfix(value);
        depth--;
        return withFilters ? filters(value) : value;
    }

    private Expression primary() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NAME -> name(tokens.take());
            case STRING -> strings(token.at());
            case INTEGER -> new Expression.Literal(Numbers.integer(tokens.take().text()), token.at());
            case FLOAT ->
                new Expression.Literal(Double.parseDouble(tokens.take().text()), token.at());
            default -> bracketed(token);
        };
    }

    /** Strings side by side, which are one. */
    private Expression strings(int at) {
        StringBuilder text = new StringBuilder();
        while (tokens.peek().kind() == Kind.STRING) {
            text.append(tokens.take().text());
        }
        return new Expression.Literal(text.toString(), at);
    }

    private Expression name(Token token) {
        return switch (token.text()) {
            case "true", "True" -> new Expression.Literal(true, token.at());
            case "false", "False" -> new Expression.Literal(false, token.at());
            case "none", "None" -> new Expression.Literal(None.NONE, token.at());
            default -> {
                read.forEach(names -> names.add(token.text()));
                yield new Expression.Name(token.text(), token.at());
            }
        };
    }

    private Expression bracketed(Token token) {
        if (tokens.skipOperator("(")) {
            Expression inside = tuple(true, null, true);
            tokens.expectOperator(")");
            return inside;
        }
        if (tokens.skipOperator("[")) {
            List<Expression> items = new ArrayList<>();
            while (!tokens.skipOperator("]")) {
                items.add(expression());
                if (!tokens.peek().isOperator("]")) {
                    tokens.expectOperator(",");
                }
            }
            return new Expression.ListOf(List.copyOf(items), token.at());
        }
        if (tokens.skipOperator("{")) {
            List<Expression> keys = new ArrayList<>();
            List<Expression> values = new ArrayList<>();
            while (!tokens.skipOperator("}")) {
                keys.add(expression());
                tokens.expectOperator(":");
                values.add(expression());
                if (!tokens.peek().isOperator("}")) {
                    tokens.expectOperator(",");
                }
            }
            return new Expression.DictOf(List.copyOf(keys), List.copyOf(values), token.at());
        }
        throw tokens.fail("wanted an expression, found %s".formatted(token.described()));
    }

    private Expression postfix(Expression of) {
        Expression value = of;
        while (true) {
            Token token = tokens.peek();
            if (tokens.skipOperator(".")) {
                value = attribute(value, token.at());
            } else if (tokens.skipOperator("[")) {
                value = subscript(value, token.at());
            } else if (token.isOperator("(")) {
                value = new Expression.Call(value, arguments(), token.at());
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression of, int at) {
        Token name = tokens.take();
        return switch (name.kind()) {
            case NAME -> new Expression.Attribute(of, name.text(), at);
            case INTEGER ->
                new Expression.Item(of, new Expression.Literal(Numbers.integer(name.text()), name.at()), at);
            default ->
                throw new TemplateFailure(name.at(), "wanted a name after '.', found %s".formatted(name.described()));
        };
    }

    private Expression subscript(Expression of, int at) {
        Expression from = isAny(":") ? null : expression();
        if (from != null && tokens.skipOperator("]")) {
            return new Expression.Item(of, from, at);
        }
        if (from != null && isAny(",")) {
            List<Expression> keys = new ArrayList<>(List.of(from));
            while (tokens.skipOperator(",")) {
                keys.add(expression());
            }
            tokens.expectOperator("]");
            return new Expression.Item(of, new Expression.TupleOf(List.copyOf(keys), at), at);
        }
        tokens.expectOperator(":");
        Expression to = isAny(":", "]") ? null : expression();
        Expression step = tokens.skipOperator(":") && !isAny("]") ? expression() : null;
        tokens.expectOperator("]");
        return new Expression.Slice(of, from, to, step, at);
    }

    private Expression filters(Expression of) {
        Expression value = of;
        while (true) {
            Token token = tokens.peek();
            if (token.isOperator("|")) {
                tokens.take();
                value = filter(value);
            } else if (token.isName("is")) {
                tokens.take();
                value = test(value, token.at());
            } else if (token.isOperator("(")) {
                value = new Expression.Call(value, arguments(), token.at());
            } else {
                return value;
            }
        }
    }

    /** The filter of a block, whose name is next. */
    Expression.Filter blockFilter(Expression.@Nullable Filter before) {
        Expression.Filter filter = filter(before);
        if (!unknown.isEmpty()) {
            throw unknown.getFirst();
        }
        return filter;
    }

    private Expression.Filter filter(@Nullable Expression value) {
        int at = tokens.peek().at();
        String name = dotted();
        if (!lenient && !Filters.isKnown(name)) {
            unknown.add(new TemplateFailure(at, "there is no filter '%s' here".formatted(name)));
        }
        Arguments arguments = isAny("(") ? arguments() : Arguments.NONE;
        return new Expression.Filter(value, name, arguments, at);
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(tokens.expectName());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expectName());
        }
        return name.toString();
    }

    private Expression test(Expression value, int at) {
        boolean negated = tokens.skipName("not");
        String name = dotted();
        if (!lenient && !Tests.isKnown(name)) {
            unknown.add(new TemplateFailure(at, "there is no test '%s' here".formatted(name)));
        }
        Arguments arguments = Arguments.NONE;
        Token next = tokens.peek();
        if (next.isOperator("(")) {
            arguments = arguments();
        } else if (beginsOperand(next)) {
            if (next.isName("is")) {
                throw tokens.fail("tests with 'is' cannot be chained");
            }
            arguments = Arguments.of(postfix(primary()));
        }
        Expression test = new Expression.Test(value, name, arguments, at);
        return negated ? new Expression.Not(test, at) : test;
    }

    private boolean beginsOperand(Token token) {
        return switch (token.kind()) {
            case NAME -> !NO_TEST_ARGUMENT.contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            default -> isAny("[", "{");
        };
    }

    private Arguments arguments() {
        tokens.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        List<Named> named = new ArrayList<>();
        Expression spread = null;
        Expression spreadNamed = null;
        while (!tokens.skipOperator(")")) {
            boolean ordered = spreadNamed == null;
            if (tokens.skipOperator("*")) {
                ordered &= spread == null;
                spread = expression();
            } else if (tokens.skipOperator("**")) {
                spreadNamed = expression();
            } else if (tokens.peek().kind() == Kind.NAME && tokens.peekSecond().isOperator("=")) {
                String name = tokens.take().text();
                tokens.take();
                named.add(new Named(name, expression()));
            } else {
                ordered &= spread == null && named.isEmpty();
                positional.add(expression());
            }
            if (!ordered) {
                throw tokens.fail("arguments of a call are out of order");
            }
            if (!tokens.peek().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Arguments(List.copyOf(positional), List.copyOf(named), spread, spreadNamed);
    }
}
