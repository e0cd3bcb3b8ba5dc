package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.NoExit;
import dev.muninn.model.RecurrentModel;

/** Refuses, with a reason, what a model cannot do or what does not make sense together. */
final class RequestCheck {
    private RequestCheck() {}

    static void check(Request request, RecurrentModel model) {
        checkPrompt(request, model);
        model.config().loop().depth().check(request.recurrences());
        require(
                !request.exit().criterion().needsGate() || model.hasExitGate(),
                "the exit criterion 'gate' needs a model with a learned exit gate; %s has none, try latent-diff or kl",
                model.config().family());
        require(
                !request.warmStart() || model.injectsInput(),
                "a warm start does not fit %s: its state starts from the token's embedding",
                model.config().family());
        switch (request.decoding()) {
            case Decoding.Sequential() -> {}
            case Decoding.Speculative speculative -> checkSpeculative(request, speculative);
            case Decoding.Wavefront wavefront -> checkWavefront(request, wavefront, model);
        }
    }

    private static void checkPrompt(Request request, RecurrentModel model) {
        int vocab = model.config().vocab();
        for (int token : request.prompt()) {
            require(token >= 0 && token < vocab, "token %d is outside the vocabulary of 0 to %d", token, vocab - 1);
        }
        int most = model.config().context();
        require(
                request.prompt().length < most,
                "the prompt has %d tokens, the model's context holds %d; shorten the prompt to leave room for an answer",
                request.prompt().length,
                most);
    }

    private static void checkSpeculative(Request request, Decoding.Speculative speculative) {
        require(
                request.slots().keepsEveryRecurrence() && request.slots().lookup() != SlotPolicy.Lookup.LAST,
                "speculative decoding checks drafts beside one another, so every recurrence must keep its own keys and values:"
                        + " --kv full or latest, found %s",
                request.slots());
        require(
                speculative.draftRecurrences() < request.recurrences(),
                "a draft of %d recurrences is no cheaper than the %d of a full token; lower --draft-recurrences",
                speculative.draftRecurrences(),
                request.recurrences());
        require(
                request.exit().afterExit() == ExitPolicy.AfterExit.STOP,
                "speculative decoding stops a row where it exits; a row that runs on after its exit is for sequential decoding");
        require(
                !request.warmStart(),
                "a warm start does not fit speculative decoding: a draft's state would start its neighbour's");
        require(
                !request.exit().criterion().needsLogits(),
                "speculative decoding reads rows out together once all are final, an exit criterion on logits would ask for a"
                        + " readout at every recurrence; use a criterion on states such as latent-diff");
        require(!request.trace(), "a trace is kept in sequential decoding only");
    }

    private static void checkWavefront(Request request, Decoding.Wavefront wavefront, RecurrentModel model) {
        require(
                model.injectsInput(),
                "wavefront decoding changes draft tokens while their positions think, which %s would not notice: it reads a token"
                        + " once, before the first recurrence; use --decode sequential or speculative",
                model.config().family());
        require(
                request.slots().storage() instanceof SlotPolicy.Storage.Ring(int recurrences) && recurrences == 1,
                "wavefront decoding thinks on neighbours at different depths, so all recurrences must share one slot:"
                        + " --kv latest+ring:1, found %s",
                request.slots());
        require(
                request.exit().criterion() instanceof NoExit,
                "wavefront decoding freezes positions by --exit-at; --exit '%s' has nothing to decide",
                request.exit().criterion().describe());
        require(
                wavefront.headway() <= wavefront.maxWavefront(),
                "--headway %d is more than --max-wavefront %d",
                wavefront.headway(),
                wavefront.maxWavefront());
        require(!request.trace(), "a trace is kept in sequential decoding only");
    }
}
