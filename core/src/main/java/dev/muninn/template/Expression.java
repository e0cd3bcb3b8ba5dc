package dev.muninn.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of a template; {@code at} is where it stands in the source. */
sealed interface Expression {
    int at();

    record Literal(Object value, int at) implements Expression {}

    record Name(String name, int at) implements Expression {}

    record ListOf(List<Expression> items, int at) implements Expression {}

    record TupleOf(List<Expression> items, int at) implements Expression {}

    record DictOf(List<Expression> keys, List<Expression> values, int at) implements Expression {}

    /** {@code of.name}: an attribute, or else the item of that name. */
    record Attribute(Expression of, String name, int at) implements Expression {}

    /** {@code of[key]}: an item, or else the attribute of that name. */
    record Item(Expression of, Expression key, int at) implements Expression {}

    record Slice(
            Expression of,
            @Nullable Expression from,
            @Nullable Expression to,
            @Nullable Expression step,
            int at) implements Expression {}

    record Call(Expression function, Arguments arguments, int at) implements Expression {}

    /** {@code value | name(arguments)}; without a value in the tag of a block, whose body it is applied to. */
    record Filter(@Nullable Expression value, String name, Arguments arguments, int at) implements Expression {}

    record Test(Expression value, String name, Arguments arguments, int at) implements Expression {}

    record Not(Expression value, int at) implements Expression {}

    /** {@code -value} or {@code +value}. */
    record Signed(Expression value, boolean negative, int at) implements Expression {}

    record Arithmetic(String operator, Expression left, Expression right, int at) implements Expression {}

    record Concatenation(List<Expression> parts, int at) implements Expression {}

    /** {@code first operator second operator third}, each pair compared. */
    record Comparison(Expression first, List<Operand> rest, int at) implements Expression {}

    /**
     * What a value is compared with.
     *
     * @param operator one of Python's comparisons, {@code in} or {@code not in}
     */
    record Operand(String operator, Expression value) {}

    /** {@code left and right} or {@code left or right}: the value that decides. */
    record Logic(boolean isAnd, Expression left, Expression right, int at) implements Expression {}

    record Conditional(
            Expression test, Expression then, @Nullable Expression otherwise, int at) implements Expression {}

    /**
     * Arguments of a call.
     *
     * @param spread {@code *spread}
     * @param spreadNamed {@code **spreadNamed}
     */
    record Arguments(
            List<Expression> positional,
            List<Named> named,
            @Nullable Expression spread,
            @Nullable Expression spreadNamed) {
        static final Arguments NONE = new Arguments(List.of(), List.of(), null, null);

        static Arguments of(Expression only) {
            return new Arguments(List.of(only), List.of(), null, null);
        }
    }

    record Named(String name, Expression value) {}
}
