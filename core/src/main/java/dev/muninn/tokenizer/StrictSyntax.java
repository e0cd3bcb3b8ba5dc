package dev.muninn.tokenizer;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.el.ext.AdditionOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.StringBuildingOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import dev.muninn.error.MuninnException;
import java.util.Collection;
import java.util.Map;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.misc.NumberOperations;
import jinjava.de.odysseus.el.misc.TypeConverter;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Builder.Feature;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner.ScanException;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstIdentifier;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstString;
import jinjava.javax.el.ExpressionFactory;

/** Jinjava's expressions with Python's opinion on {@code +} and {@code ~}: an undefined operand is an error, not "null". */
final class StrictSyntax extends ExtendedSyntaxBuilder {
    private static final long serialVersionUID = 1L;
    private static final int CACHED_EXPRESSIONS = 1000;
    private static final int DEEPEST = 100;

    private StrictSyntax() {
        super(Feature.METHOD_INVOCATIONS, Feature.VARARGS);
    }

    static ExpressionFactory expressions() {
        return new ExpressionFactoryImpl(
                new TreeStore(new StrictSyntax(), new Cache(CACHED_EXPRESSIONS)), new TruthyTypeConverter());
    }

    @Override
    protected Parser createParser(String expression) {
        requireShallow(expression);
        return new StrictParser(this, expression);
    }

    /** Jinjava's parser looks ahead to the closing bracket at every opening one: deep nesting would take it hours. */
    private static void requireShallow(String expression) {
        int depth = 0;
        for (int i = 0; i < expression.length(); i++) {
            switch (expression.charAt(i)) {
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new MuninnException("brackets are nested more than %s deep".formatted(DEEPEST));
            }
        }
    }

    private static final class StrictParser extends ExtendedParser {
        StrictParser(StrictSyntax syntax, String expression) {
            super(syntax, expression);
            putExtensionHandler(StringConcatOperator.TOKEN, new ExtensionHandler(ExtensionPoint.ADD) {
                @Override
                public AstNode createAstNode(AstNode... children) {
                    return new AstBinary(children[0], children[1], new Concat());
                }
            });
        }

        @Override
        protected AstBinary createAstBinary(AstNode left, AstNode right, AstBinary.Operator operator) {
            return super.createAstBinary(left, right, operator instanceof AdditionOperator ? new Plus() : operator);
        }

        /** Filters and tests are looked up under a prefixed name; where there is none, Jinjava would go on with nothing. */
        @Override
        protected AstIdentifier createAstIdentifier(String name, int index) {
            if (name.startsWith(FILTER_PREFIX)) {
                TemplateEngine.requireFilter(name.substring(FILTER_PREFIX.length()));
            } else if (name.startsWith(EXPTEST_PREFIX)) {
                TemplateEngine.requireTest(name.substring(EXPTEST_PREFIX.length()));
            }
            return super.createAstIdentifier(name, index);
        }

        /** As the overridden method, but {@code a if b} without {@code else} is an empty string, as printing it is in Jinja. */
        @Override
        protected AstNode expr(boolean required) throws ScanException, ParseException {
            AstNode value = or(required);
            if (value == null || getToken().getSymbol() != Symbol.QUESTION) {
                return value;
            }
            boolean python = consumeToken().getImage().equals("if");
            AstNode second = expr(true);
            if (!python) {
                consumeToken(Symbol.COLON);
                return createAstChoice(value, second, expr(true));
            }
            AstNode otherwise = new AstString("");
            if (getToken().getImage().equals("else")) {
                consumeToken();
                otherwise = expr(true);
            }
            return createAstChoice(second, value, otherwise);
        }
    }

    /** {@code +}: strings with strings, lists with lists, numbers with numbers. */
    private static final class Plus extends AstBinary.SimpleOperator implements StringBuildingOperator {
        @Override
        protected Object apply(TypeConverter converter, Object left, Object right) {
            if (PythonStrings.isString(left) && PythonStrings.isString(right)) {
                return getStringBuilder()
                        .append(left.toString())
                        .append(right.toString())
                        .toString();
            }
            if (left instanceof Number && right instanceof Number) {
                return NumberOperations.add(converter, left, right);
            }
            if (left instanceof Collection<?> first && right instanceof Collection<?> second) {
                return PythonStrings.joined(first, second);
            }
            throw new MuninnException("%s + %s cannot be added".formatted(kind(left), kind(right)));
        }

        @Override
        public String toString() {
            return "+";
        }
    }

    /** {@code ~}: the texts of both sides. */
    private static final class Concat extends AstBinary.SimpleOperator implements StringBuildingOperator {
        @Override
        protected Object apply(TypeConverter converter, Object left, Object right) {
            if (left == null || right == null) {
                throw new MuninnException("%s ~ %s cannot be joined".formatted(kind(left), kind(right)));
            }
            return getStringBuilder()
                    .append(PythonStrings.text(left))
                    .append(PythonStrings.text(right))
                    .toString();
        }

        @Override
        public String toString() {
            return "~";
        }
    }

    private static String kind(Object value) {
        if (value == null) {
            return "an undefined value";
        }
        return PythonStrings.isString(value)
                ? "a string"
                : value instanceof Map ? "a mapping" : "a " + value.getClass().getSimpleName();
    }
}
