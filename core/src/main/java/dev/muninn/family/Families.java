package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The only list of all families. */
public final class Families {
    /** Where two share a {@code model_type}, the first that recognizes a checkpoint has it. */
    private static final List<Family> ALL = List.of(
            new RetrofittedRaven(),
            new Raven(),
            new Ouro(),
            new Nanbeige(),
            new Llama(),
            new Mistral(),
            new Qwen2(),
            new Qwen3(),
            new Looped());

    private Families() {}

    public static List<Family> all() {
        return ALL;
    }

    /** The family of {@code facts}. */
    public static Family of(Architecture facts) {
        return ALL.stream()
                .filter(family -> family.name().equals(facts.family()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(facts.family()));
    }

    /** The tensors that a checkpoint holds for {@code param}. */
    public static List<Stored> stored(Architecture facts, Param param) {
        if (!param.adapter()) {
            return of(facts).stored(facts, param);
        }
        Layout layout = Layout.of(facts);
        Param changed = layout.find(param.part(), param.block(), param.tensor(), p -> !p.adapter())
                .orElseThrow();
        return Stored.adapter(of(facts).stored(facts, changed), param);
    }

    /** All tensors of a checkpoint, in order. */
    public static List<Stored> stored(Layout layout) {
        return layout.params().stream()
                .flatMap(param -> stored(layout.facts(), param).stream())
                .toList();
    }

    /** The facts that a {@code config.json} states. */
    public static Architecture read(JsonFields config, Set<String> stored) {
        return of(config, stored).read(config);
    }

    /** The text of a {@code config.json}; reading it gives {@code facts} again. */
    public static String toJson(Architecture facts) {
        Family family = of(facts);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model_type", family.modelType());
        family.write(facts, json);
        Keys.writeSpecialTokens(facts, json);
        return JsonFields.toText(json);
    }

    /** Refuses a config of no family here, before its weights are looked at. */
    public static Family of(JsonFields config) {
        return of(config, Set.of());
    }

    /**
     * The family of a checkpoint.
     *
     * @param stored names of its tensors; empty where the weights are not there
     */
    public static Family of(JsonFields config, Set<String> stored) {
        String type = config.string("model_type");
        return ALL.stream()
                .filter(family -> family.modelType().equals(type) && family.recognizes(config, stored))
                .findFirst()
                .orElseThrow(() -> config.fault(
                        "model_type",
                        "'" + JsonFields.shorten(type) + "'",
                        "one of the supported families: "
                                + ALL.stream().map(Family::modelType).distinct().collect(Collectors.joining(", "))));
    }
}
