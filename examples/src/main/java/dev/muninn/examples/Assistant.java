package dev.muninn.examples;

import dev.langchain4j.service.AiServices;
import dev.muninn.Engine;
import dev.muninn.langchain4j.MuninnChatModel;
import dev.muninn.langchain4j.MuninnChatRequestParameters;

/** A LangChain4j assistant whose model runs in this process, twice as deep as the model's mean. */
public final class Assistant {
    private Assistant() {}

    /** The assistant, as LangChain4j implements it. */
    interface Helper {
        String answer(String question);
    }

    /**
     * Runs the example.
     *
     * @param args a model's directory or name, and a question
     */
    public static void main(String... args) {
        try (Engine engine = Engine.load(args[0])) {
            int mean = engine.model().config().meanRecurrence();
            var depth =
                    MuninnChatRequestParameters.builder().recurrences(2 * mean).build();
            Helper helper = AiServices.create(Helper.class, new MuninnChatModel(engine, depth));
            System.out.println(helper.answer(args[1]));
        }
    }
}
