package dev.muninn.template;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement of a template. */
sealed interface Statement {
    /** Text outside of tags. */
    record Data(String text) implements Statement {}

    record Print(Expression value) implements Statement {}

    record Assign(Target target, Expression value) implements Statement {}

    /** {@code {% set target %}body{% endset %}}. */
    record AssignBlock(Target target, Expression.@Nullable Filter filter, List<Statement> body) implements Statement {}

    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

    record Branch(Expression test, List<Statement> body) {}

    record For(
            Target target,
            Expression items,
            @Nullable Expression test,
            boolean recursive,
            List<Statement> body,
            List<Statement> otherwise,
            int at)
            implements Statement {}

    record DefineMacro(String name, Signature signature, List<Statement> body) implements Statement {}

    /** {@code {% call(parameters) call %}body{% endcall %}}. */
    record CallBlock(Expression.Call call, Signature signature, List<Statement> body, int at) implements Statement {}

    record FilterBlock(Expression.Filter filter, List<Statement> body) implements Statement {}

    record With(List<Target> targets, List<Expression> values, List<Statement> body) implements Statement {}

    /** A body with variables of its own, such as a {@code generation} block. */
    record Scoped(List<Statement> body) implements Statement {}

    /**
     * A named part of a template.
     *
     * @param scoped whether it sees the variables around it, and not only those of the template
     */
    record Block(String name, boolean scoped, List<Statement> body) implements Statement {}

    /** {@code break}, or {@code continue}. */
    record Leave(boolean isBreak) implements Statement {}

    /** What needs other templates: there are none, so it fails when it is reached. */
    record OtherTemplate(String tag, int at) implements Statement {}

    /**
     * Parameters of a macro.
     *
     * @param defaults those of the last parameters
     * @param special which of {@code caller}, {@code kwargs} and {@code varargs} the body reads
     */
    record Signature(List<String> names, List<Expression> defaults, Set<String> special) {}

    /** What a value is assigned to. */
    sealed interface Target {
        record Variable(String name) implements Target {}

        /** A member of a namespace. */
        record Member(String namespace, String name, int at) implements Target {}

        record Several(List<Target> targets, int at) implements Target {}
    }
}
