package dev.muninn.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.muninn.Completion;
import dev.muninn.Engine;
import dev.muninn.RequestDefaults;
import dev.muninn.sampling.Sampling;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.sampling.grammar.JsonSchema;
import dev.muninn.tools.Tools;
import java.util.List;
import java.util.Optional;

/** LangChain4j's parameters as the engine's; what they leave open, {@link RequestDefaults} decide. */
final class EngineRequest {
    private EngineRequest() {}

    static Completion of(Engine engine, int[] prompt, ChatRequestParameters parameters, Optional<Tools> tools) {
        refuseUnsupported(parameters);
        Completion completion = engine.complete(prompt)
                .sampling(sampling(engine.requestDefaults().sampling(), parameters));
        Optional.ofNullable(parameters.maxOutputTokens()).ifPresent(completion::maxTokens);
        List<String> stops = parameters.stopSequences();
        completion.stop(stops == null ? List.of() : stops);
        Optional<Grammar> form = grammar(parameters.responseFormat());
        Optional<Grammar> right = tools.isPresent() ? tools.get().grammar(form) : form;
        right.ifPresent(completion::grammar);
        if (parameters instanceof MuninnChatRequestParameters depth) {
            think(completion, depth);
        }
        return completion;
    }

    private static void think(Completion completion, MuninnChatRequestParameters depth) {
        Optional.ofNullable(depth.recurrences()).ifPresent(completion::recurrences);
        Optional.ofNullable(depth.exit()).ifPresent(completion::exit);
        Optional.ofNullable(depth.seed()).ifPresent(completion::seed);
        completion.with(request -> {
            Optional.ofNullable(depth.slots()).ifPresent(request::slots);
            Optional.ofNullable(depth.decoding()).ifPresent(request::decoding);
        });
    }

    private static void refuseUnsupported(ChatRequestParameters parameters) {
        refuse(parameters.frequencyPenalty() != null && parameters.frequencyPenalty() != 0, "frequencyPenalty");
        refuse(parameters.presencePenalty() != null && parameters.presencePenalty() != 0, "presencePenalty");
    }

    private static void refuse(boolean wanted, String what) {
        if (wanted) {
            throw new UnsupportedFeatureException(what + " are not supported by the engine in process; leave them out");
        }
    }

    private static Sampling sampling(Sampling defaults, ChatRequestParameters parameters) {
        Double temperature = parameters.temperature();
        Double topP = parameters.topP();
        Integer topK = parameters.topK();
        Double minP = parameters instanceof MuninnChatRequestParameters own ? own.minP() : null;
        return new Sampling(
                temperature == null ? defaults.temperature() : temperature.floatValue(),
                topK == null ? defaults.topK() : topK,
                topP == null ? defaults.topP() : RequestDefaults.topP(topP),
                minP == null ? defaults.minP() : minP.floatValue(),
                defaults.repetitionPenalty());
    }

    private static Optional<Grammar> grammar(ResponseFormat format) {
        if (format == null || format.type() == ResponseFormatType.TEXT) {
            return Optional.empty();
        }
        if (format.jsonSchema() == null) {
            return Optional.of(JsonSchema.anyObject());
        }
        return Optional.of(JsonSchema.grammar(Schemas.json(format.jsonSchema().rootElement())));
    }
}
