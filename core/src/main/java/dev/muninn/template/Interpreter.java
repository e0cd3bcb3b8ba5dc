package dev.muninn.template;

import dev.muninn.template.Statement.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Runs the statements of a template once. */
final class Interpreter {
    /** How a list of statements ended. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Map<String, Statement.Block> blocks;
    private final Scope root;
    private final Budget budget;
    private final Operations operations;
    private final Evaluator evaluator;
    private StringBuilder out = new StringBuilder();

    /** @param variables what the template is given, and around that what every template knows */
    Interpreter(Map<String, Statement.Block> blocks, Scope variables, Budget budget, boolean strict) {
        this.blocks = blocks;
        this.root = new Scope(variables);
        this.budget = budget;
        this.operations = Operations.of(budget);
        this.evaluator = new Evaluator(operations, strict);
        variables.set("self", new TemplateReference(this::block));
    }

    /** Where it stands in the source. */
    int at() {
        return evaluator.at();
    }

    String render(List<Statement> body) {
        run(body, root);
        return out.toString();
    }

    void enter() {
        budget.enter();
    }

    void leave() {
        budget.leave();
    }

    Object evaluate(Expression expression, Scope scope) {
        return evaluator.evaluate(expression, scope);
    }

    /** The text that statements print. */
    String captured(List<Statement> body, Scope scope) {
        return capture(body, scope).text();
    }

    private record Captured(String text, Flow flow) {}

    private Captured capture(List<Statement> body, Scope scope) {
        StringBuilder around = out;
        out = new StringBuilder();
        Flow flow = run(body, scope);
        Captured captured = new Captured(out.toString(), flow);
        out = around;
        return captured;
    }

    private @Nullable Object block(String name) {
        Statement.Block block = blocks.get(name);
        return block == null ? null : (Function) given -> captured(block.body(), new Scope(root));
    }

    private void print(String text) {
        budget.text(text.length());
        budget.text((long) (out.length() + text.length()) / 4096);
        out.append(text);
    }

    private Flow run(List<Statement> body, Scope scope) {
        budget.enter();
        for (Statement statement : body) {
            budget.step();
            Flow flow = run(statement, scope);
            if (flow != Flow.ON) {
                budget.leave();
                return flow;
            }
        }
        budget.leave();
        return Flow.ON;
    }

    private Flow run(Statement statement, Scope scope) {
        switch (statement) {
            case Statement.Data data -> print(data.text());
            case Statement.Print print -> print(operations.printing().text(evaluate(print.value(), scope)));
            case Statement.Assign assign -> assign(assign.target(), evaluate(assign.value(), scope), scope);
            case Statement.AssignBlock block -> {
                Captured captured = capture(block.body(), new Scope(scope));
                if (captured.flow() != Flow.ON) {
                    return captured.flow();
                }
                assign(block.target(), filtered(block.filter(), captured.text(), scope), scope);
            }
            case Statement.If choice -> {
                for (Statement.Branch branch : choice.branches()) {
                    if (Values.truth(evaluate(branch.test(), scope))) {
                        return run(branch.body(), scope);
                    }
                }
                return run(choice.otherwise(), scope);
            }
            case Statement.For loop -> loop(loop, scope);
            case Statement.DefineMacro macro ->
                scope.set(macro.name(), new Macro(macro.name(), macro.signature(), macro.body(), scope, this));
            case Statement.CallBlock call -> {
                Macro caller = new Macro(null, call.signature(), call.body(), scope, this);
                print(operations.printing().text(evaluator.call(call.call(), scope, caller)));
            }
            case Statement.FilterBlock block -> {
                Scope inner = new Scope(scope);
                Captured captured = capture(block.body(), inner);
                if (captured.flow() != Flow.ON) {
                    return captured.flow();
                }
                String text = Values.asText(filtered(block.filter(), captured.text(), inner));
                if (text == null) {
                    throw TemplateFailure.of("the filter of a block makes something that is no text");
                }
                print(text);
            }
            case Statement.With with -> {
                Scope inner = new Scope(scope);
                for (int i = 0; i < with.targets().size(); i++) {
                    assign(with.targets().get(i), evaluate(with.values().get(i), scope), inner);
                }
                return run(with.body(), inner);
            }
            case Statement.Scoped scoped -> {
                return run(scoped.body(), new Scope(scope));
            }
            case Statement.Block block -> run(block.body(), new Scope(block.scoped() ? scope : root));
            case Statement.Leave leave -> {
                return leave.isBreak() ? Flow.BREAK : Flow.CONTINUE;
            }
            case Statement.OtherTemplate other ->
                throw new TemplateFailure(
                        other.at(), "'%s' wants another template, and there is none".formatted(other.tag()));
        }
        return Flow.ON;
    }

    private Object filtered(Expression.@Nullable Filter filter, Object text, Scope scope) {
        if (filter == null) {
            return text;
        }
        Object value = filter.value() instanceof Expression.Filter before ? filtered(before, text, scope) : text;
        return evaluator.filter(filter, value, scope);
    }

    private void assign(Target target, Object value, Scope scope) {
        switch (target) {
            case Target.Variable variable -> scope.set(variable.name(), value);
            case Target.Member member -> {
                if (!(scope.get(member.namespace()) instanceof Namespace namespace)) {
                    throw new TemplateFailure(
                            member.at(),
                            "'%s' is no namespace, so its members cannot be set".formatted(member.namespace()));
                }
                namespace.set(member.name(), value);
            }
            case Target.Several several -> {
                evaluator.stand(several.at());
                Iterator<Object> values = Values.iterate(value);
                List<Object> taken = new ArrayList<>();
                while (values.hasNext() && taken.size() <= several.targets().size()) {
                    taken.add(values.next());
                }
                if (taken.size() != several.targets().size()) {
                    throw new TemplateFailure(
                            several.at(),
                            "wanted %s values to assign, found %s"
                                    .formatted(
                                            several.targets().size(),
                                            taken.size() > several.targets().size() ? "more" : taken.size()));
                }
                for (int i = 0; i < taken.size(); i++) {
                    assign(several.targets().get(i), taken.get(i), scope);
                }
            }
        }
    }

    private void loop(Statement.For loop, Scope scope) {
        Object items = evaluate(loop.items(), scope);
        if (loop.recursive()) {
            print((String) again(loop, items, scope, 0));
        } else {
            loop(loop, items, scope, 0);
        }
    }

    /** A recursive loop over {@code items}, as text. */
    private Object again(Statement.For loop, Object items, Scope scope, int depth) {
        budget.enter();
        StringBuilder around = out;
        out = new StringBuilder();
        loop(loop, items, scope, depth);
        String text = out.toString();
        out = around;
        budget.leave();
        return text;
    }

    private void loop(Statement.For loop, Object items, Scope scope, int depth) {
        evaluator.stand(loop.at());
        Iterator<Object> all = Values.iterate(items);
        Expression test = loop.test();
        int length = test == null ? Values.length(items) : -1;
        if (test != null) {
            all = new Chosen(all, item -> {
                Scope inner = new Scope(scope);
                assign(loop.target(), item, inner);
                return Values.truth(evaluate(test, inner));
            });
        }
        Loop state = new Loop(
                all,
                length,
                depth,
                loop.recursive() ? (inner, level) -> again(loop, inner, scope, level) : null,
                operations.comparing());
        boolean none = true;
        for (Object item = state.next(); item != null; item = state.next()) {
            budget.step();
            Scope inner = new Scope(scope);
            inner.set("loop", state);
            assign(loop.target(), item, inner);
            Flow flow = run(loop.body(), inner);
            if (flow == Flow.BREAK) {
                break;
            }
            none &= flow != Flow.ON; // as Jinja has it: an iteration that was left early counts as none
        }
        if (none) {
            run(loop.otherwise(), new Scope(scope));
        }
    }

    private interface Choice {
        boolean takes(Object item);
    }

    /** Items that the test of a loop takes, looked at one by one. */
    private static final class Chosen implements Iterator<Object> {
        private final Iterator<Object> items;
        private final Choice choice;
        private @Nullable Object next;

        Chosen(Iterator<Object> items, Choice choice) {
            this.items = items;
            this.choice = choice;
        }

        @Override
        public boolean hasNext() {
            while (next == null && items.hasNext()) {
                Object item = items.next();
                next = choice.takes(item) ? item : null;
            }
            return next != null;
        }

        @Override
        public Object next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Object found = next;
            next = null;
            return found;
        }
    }
}
