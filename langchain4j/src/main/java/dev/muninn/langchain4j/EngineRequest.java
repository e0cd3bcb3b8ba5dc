package dev.muninn.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.muninn.Engine;
import dev.muninn.config.GenerationDefaults;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.Request;
import dev.muninn.sampling.Sampling;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.sampling.grammar.JsonSchema;
import dev.muninn.tools.Tools;
import java.util.List;
import java.util.Optional;

/** LangChain4j's parameters as a request to the engine. What they leave open, the model's {@code generation_config.json} decides. */
final class EngineRequest {
    private EngineRequest() {}

    static Request of(Engine engine, int[] prompt, ChatRequestParameters parameters, Optional<Tools> tools) {
        refuseUnsupported(parameters);
        int room = engine.model().config().context() - prompt.length;
        if (room < 1) {
            throw new MuninnException(
                    "the chat has %s tokens, and the model's context of %s must have room for an answer; shorten the chat"
                            .formatted(prompt.length, prompt.length + room));
        }
        Integer most = parameters.maxOutputTokens();
        int tokens = most == null ? engine.defaults().maxNewTokens().orElse(room) : most;
        Request.Builder request = Request.builder(prompt)
                .maxTokens(Math.clamp(tokens, 1, room))
                .recurrences(engine.model().config().meanRecurrence())
                .sampling(sampling(engine.defaults(), parameters))
                .stopTokens(engine.stopTokens());
        Optional<Grammar> form = grammar(parameters.responseFormat());
        Optional<Grammar> right = tools.isPresent() ? tools.get().grammar(form) : form;
        right.ifPresent(grammar -> request.rules(List.of(engine.rule(grammar))));
        if (parameters instanceof MuninnChatRequestParameters depth) {
            think(request, depth);
        }
        return request.build();
    }

    private static void think(Request.Builder request, MuninnChatRequestParameters depth) {
        Optional.ofNullable(depth.recurrences()).ifPresent(request::recurrences);
        Optional.ofNullable(depth.exit()).ifPresent(request::exit);
        Optional.ofNullable(depth.slots()).ifPresent(request::slots);
        Optional.ofNullable(depth.decoding()).ifPresent(request::decoding);
        Optional.ofNullable(depth.seed()).ifPresent(request::seed);
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

    private static Sampling sampling(GenerationDefaults defaults, ChatRequestParameters parameters) {
        Double temperature = parameters.temperature();
        Double topP = parameters.topP();
        Integer topK = parameters.topK();
        Double minP = parameters instanceof MuninnChatRequestParameters own ? own.minP() : null;
        return new Sampling(
                (float) (temperature == null ? defaults.temperature().orElse(1) : temperature),
                topK == null ? defaults.topK().orElse(0) : topK,
                (float) (topP == null ? defaults.topP().orElse(1) : topP),
                (float) (minP == null ? defaults.minP().orElse(0) : minP),
                (float) defaults.repetitionPenalty().orElse(1));
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
