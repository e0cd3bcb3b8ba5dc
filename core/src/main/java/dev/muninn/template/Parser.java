package dev.muninn.template;

import dev.muninn.template.Statement.Signature;
import dev.muninn.template.Statement.Target;
import dev.muninn.template.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Statements of a template. */
final class Parser {
    private static final int DEEPEST = 100;
    private static final Set<String> CONSTANTS = Set.of("true", "True", "false", "False", "none", "None");
    private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Map<String, Statement.Block> blocks = new HashMap<>();
    private int depth;
    private int loops;

    private Parser(Tokens tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    /** A template: its statements, and its blocks by name. */
    record Parsed(List<Statement> body, Map<String, Statement.Block> blocks) {}

    /** @param source with line ends {@link Lexer#normalized} */
    static Parsed parse(String source, boolean trimming) {
        Parser parser = new Parser(new Tokens(Lexer.tokens(source, trimming)));
        List<Statement> body = parser.statements();
        return new Parsed(body, parser.blocks);
    }

    /** Statements up to one of the tags {@code ends}, whose name is next then; up to the end of the template if there are none. */
    private List<Statement> statements(String... ends) {
        if (++depth > DEEPEST) {
            throw tokens.fail("blocks are nested more than %s deep".formatted(DEEPEST));
        }
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = tokens.take();
            switch (token.kind()) {
                case DATA -> body.add(new Statement.Data(token.text()));
                case PRINT_BEGIN -> {
                    body.add(new Statement.Print(expressions.tuple(true, null)));
                    tokens.expect(Kind.PRINT_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    if (Arrays.stream(ends).anyMatch(tokens.peek()::isName)) {
                        depth--;
                        return List.copyOf(body);
                    }
                    body.addAll(statement(ends));
                    tokens.expect(Kind.BLOCK_END, "'%}'");
                }
                default -> {
                    if (ends.length > 0) {
                        throw tokens.fail("the template ends where %s is wanted".formatted(oneOf(ends)));
                    }
                    depth--;
                    return List.copyOf(body);
                }
            }
        }
    }

    private static String oneOf(String... tags) {
        return Arrays.stream(tags).map(tag -> "'{% " + tag + " %}'").collect(Collectors.joining(" or "));
    }

    /** The rest of a tag, and the statements up to one of {@code ends}. */
    private List<Statement> body(String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END, "'%}'");
        return statements(ends);
    }

    /** As {@link #body}, with the only end read. */
    private List<Statement> wholeBody(String end) {
        List<Statement> body = body(end);
        tokens.take();
        return body;
    }

    private List<Statement> statement(String... ends) {
        Token tag = tokens.expect(Kind.NAME, "the name of a tag");
        return switch (tag.text()) {
            case "print" -> print();
            case "set" -> List.of(set());
            case "if" -> List.of(choice());
            case "for" -> List.of(loop(tag.at()));
            case "macro" -> List.of(macro());
            case "call" -> List.of(call(tag.at()));
            case "filter" -> List.of(filter());
            case "with" -> List.of(with());
            case "generation" -> List.of(new Statement.Scoped(inner("endgeneration")));
            case "autoescape" -> List.of(autoescape(tag.at()));
            case "block" -> List.of(block());
            case "break", "continue" -> {
                if (loops == 0) {
                    throw new TemplateFailure(tag.at(), "'%s' stands outside of a loop".formatted(tag.text()));
                }
                yield List.of(new Statement.Leave(tag.text().equals("break")));
            }
            case "import", "from", "include", "extends" -> {
                while (tokens.peek().kind() != Kind.BLOCK_END && tokens.peek().kind() != Kind.END) {
                    tokens.take();
                }
                yield List.of(new Statement.OtherTemplate(tag.text(), tag.at()));
            }
            default ->
                throw new TemplateFailure(
                        tag.at(),
                        "there is no tag '%s' here%s"
                                .formatted(tag.text(), ends.length == 0 ? "" : "; wanted " + oneOf(ends)));
        };
    }

    /** A body whose expressions are compiled for certain, outside of the loops around it. */
    private List<Statement> inner(String end) {
        int before = loops;
        loops = 0;
        boolean lenient = expressions.lenient(false);
        List<Statement> body = wholeBody(end);
        expressions.lenient(lenient);
        loops = before;
        return body;
    }

    private List<Statement> print() {
        List<Statement> printed = new ArrayList<>();
        while (tokens.peek().kind() != Kind.BLOCK_END) {
            if (!printed.isEmpty()) {
                tokens.expectOperator(",");
            }
            printed.add(new Statement.Print(expressions.expression()));
        }
        return printed;
    }

    private Statement set() {
        Target target = target("", true);
        if (tokens.skipOperator("=")) {
            return new Statement.Assign(target, expressions.tuple(true, null));
        }
        Expression.Filter filter = null;
        while (tokens.skipOperator("|")) {
            filter = expressions.blockFilter(filter);
        }
        return new Statement.AssignBlock(target, filter, keepingLoop("endset"));
    }

    private Statement choice() {
        boolean lenient = expressions.lenient(true);
        List<Statement.Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        do {
            Expression test = expressions.tuple(false, null);
            branches.add(new Statement.Branch(test, body("elif", "else", "endif")));
        } while (tokens.skipName("elif"));
        if (tokens.skipName("else")) {
            otherwise = body("endif");
        }
        tokens.expectName("endif");
        expressions.lenient(lenient);
        return new Statement.If(List.copyOf(branches), otherwise);
    }

    private Statement loop(int at) {
        Target target = target("in", false);
        tokens.expectName("in");
        Expression items = expressions.tuple(false, "recursive");
        Expression test = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        boolean lenient = expressions.lenient(false);
        loops++;
        List<Statement> body = body("endfor", "else");
        loops--;
        List<Statement> otherwise = tokens.skipName("else") ? body("endfor") : List.of();
        tokens.expectName("endfor");
        expressions.lenient(lenient);
        if (names(target).contains("loop")) {
            throw new TemplateFailure(at, "'loop' cannot be the variable of a loop");
        }
        return new Statement.For(target, items, test, recursive, body, otherwise, at);
    }

    private static Set<String> names(Target target) {
        return switch (target) {
            case Target.Variable variable -> Set.of(variable.name());
            case Target.Member member -> Set.of();
            case Target.Several several -> {
                Set<String> names = new HashSet<>();
                several.targets().forEach(part -> names.addAll(names(part)));
                yield names;
            }
        };
    }

    private Statement macro() {
        String name = variable();
        return macroLike(true, "endmacro", (signature, body) -> new Statement.DefineMacro(name, signature, body));
    }

    private Statement call(int at) {
        List<Expression.Call> calls = new ArrayList<>();
        return macroLike(
                tokens.peek().isOperator("("),
                "endcall",
                () -> {
                    if (!(expressions.expression() instanceof Expression.Call call)) {
                        throw new TemplateFailure(at, "'call' wants a call");
                    }
                    calls.add(call);
                },
                (signature, body) -> new Statement.CallBlock(calls.getFirst(), signature, body, at));
    }

    private interface MacroMaker {
        Statement make(Signature signature, List<Statement> body);
    }

    private Statement macroLike(boolean hasSignature, String end, MacroMaker maker) {
        return macroLike(hasSignature, end, () -> {}, maker);
    }

    private Statement macroLike(boolean hasSignature, String end, Runnable between, MacroMaker maker) {
        List<String> names = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        if (hasSignature) {
            parameters(names, defaults);
        }
        between.run();
        expressions.beginMacro();
        List<Statement> body = inner(end);
        Set<String> special = new HashSet<>(expressions.endMacro());
        special.retainAll(SPECIAL);
        special.removeAll(names);
        return maker.make(new Signature(List.copyOf(names), List.copyOf(defaults), Set.copyOf(special)), body);
    }

    private void parameters(List<String> names, List<Expression> defaults) {
        tokens.expectOperator("(");
        while (!tokens.skipOperator(")")) {
            if (!names.isEmpty()) {
                tokens.expectOperator(",");
            }
            names.add(variable());
            if (tokens.skipOperator("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw tokens.fail("a parameter without a default follows one that has one");
            }
        }
        if (Set.copyOf(names).size() < names.size()) {
            throw tokens.fail("a parameter has two meanings");
        }
    }

    private Statement filter() {
        Expression.Filter filter = expressions.blockFilter(null);
        while (tokens.skipOperator("|")) {
            filter = expressions.blockFilter(filter);
        }
        return new Statement.FilterBlock(filter, keepingLoop("endfilter"));
    }

    private Statement with() {
        List<Target> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (tokens.peek().kind() != Kind.BLOCK_END) {
            if (!targets.isEmpty()) {
                tokens.expectOperator(",");
            }
            targets.add(target("", false));
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Statement.With(List.copyOf(targets), List.copyOf(values), keepingLoop("endwith"));
    }

    /** As {@link #inner}, but {@code break} still reaches the loop around it. */
    private List<Statement> keepingLoop(String end) {
        boolean lenient = expressions.lenient(false);
        List<Statement> body = wholeBody(end);
        expressions.lenient(lenient);
        return body;
    }

    private Statement autoescape(int at) {
        boolean off = expressions.expression() instanceof Expression.Literal literal
                && literal.value().equals(false);
        if (!off) {
            throw new TemplateFailure(at, "'autoescape' is not supported here; chat templates are no HTML");
        }
        return new Statement.Scoped(keepingLoop("endautoescape"));
    }

    private Statement block() {
        Token name = tokens.expect(Kind.NAME, "a name");
        boolean scoped = tokens.skipName("scoped");
        tokens.skipName("required");
        List<Statement> body = inner("endblock");
        tokens.skipName(name.text());
        Statement.Block block = new Statement.Block(name.text(), scoped, body);
        if (blocks.put(name.text(), block) != null) {
            throw new TemplateFailure(name.at(), "block '%s' is defined twice".formatted(name.text()));
        }
        return block;
    }

    /** Names to assign to, with commas if there are several, up to a tag's end or {@code end}. */
    private Target target(String end, boolean members) {
        int at = tokens.peek().at();
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        while (tokens.peek().kind() != Kind.BLOCK_END
                && !tokens.peek().isName(end)
                && !tokens.peek().isOperator(")")) {
            targets.add(oneTarget(members));
            if (!tokens.skipOperator(",")) {
                break;
            }
            several = true;
        }
        if (targets.isEmpty()) {
            throw tokens.fail("wanted a name to assign to, found %s"
                    .formatted(tokens.peek().described()));
        }
        return several ? new Target.Several(List.copyOf(targets), at) : targets.getFirst();
    }

    private Target oneTarget(boolean members) {
        if (tokens.skipOperator("(")) {
            Target inside = target("", false);
            tokens.expectOperator(")");
            return inside;
        }
        int at = tokens.peek().at();
        String name = variable();
        return members && tokens.skipOperator(".")
                ? new Target.Member(name, tokens.expectName(), at)
                : new Target.Variable(name);
    }

    private String variable() {
        if (CONSTANTS.contains(tokens.peek().text())) {
            throw tokens.fail("cannot assign to '%s'".formatted(tokens.peek().text()));
        }
        return tokens.expectName();
    }
}
