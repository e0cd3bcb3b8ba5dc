package dev.muninn.train.parameters;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.family.Families;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * All parameters of a model in one array. Those that are trained come first, in the layout's order, so that gradients, momenta and
 * averages are arrays of the same offsets that end where the frozen ones begin. The values may be changed in place.
 */
public final class Parameters {
    /** Every parameter is trained. */
    public static final Predicate<Param> ALL = param -> true;

    private final Layout layout;
    private final List<Parameter> everything;
    private final List<Parameter> trained;
    private final int size;
    private final float[] values;

    /** Zeros. */
    Parameters(Layout layout, Predicate<Param> trains) {
        this.layout = layout;
        List<Parameter> all = new ArrayList<>();
        append(all, layout, trains);
        this.trained = List.copyOf(all);
        require(
                !trained.isEmpty(),
                "no parameter of this model (%s) would be trained",
                layout.facts().family());
        this.size = end(all);
        append(all, layout, trains.negate());
        this.everything = List.copyOf(all);
        this.values = new float[end(all)];
    }

    private static void append(List<Parameter> all, Layout layout, Predicate<Param> wanted) {
        for (Param param : layout.params()) {
            if (wanted.test(param)) {
                int at = end(all);
                require(
                        at + param.elements() <= Integer.MAX_VALUE - 8,
                        "the config asks for more than %d parameters, training holds at most 2^31 in one array; use a smaller model",
                        at);
                all.add(new Parameter(param, name(layout.facts(), param), at, (int) param.elements()));
            }
        }
    }

    private static String name(Architecture facts, Param param) {
        return Families.of(facts).stored(facts, param).getFirst().name();
    }

    private static int end(List<Parameter> all) {
        return all.isEmpty() ? 0 : all.getLast().offset() + all.getLast().count();
    }

    public Architecture facts() {
        return layout.facts();
    }

    public Layout layout() {
        return layout;
    }

    /** The array itself, not a copy: {@link #size} trained elements, then frozen ones. */
    public float[] values() {
        return values;
    }

    /** Those that are trained, in the order of the array, without gaps. */
    public List<Parameter> all() {
        return trained;
    }

    /** Whether {@code param} is trained. */
    public boolean trains(Param param) {
        return trained.stream().anyMatch(at -> at.param().equals(param));
    }

    /** Those that are trained, then those that are not. */
    public List<Parameter> everything() {
        return everything;
    }

    /** Elements that are trained. */
    public int size() {
        return size;
    }
}
