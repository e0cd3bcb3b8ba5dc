package dev.muninn.eval.harness.run;

import dev.muninn.RequestDefaults;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.prompt.Item;
import dev.muninn.eval.harness.run.Writer.Written;
import dev.muninn.eval.harness.score.Said;
import dev.muninn.eval.harness.task.GenerationConfig;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.generate.Request;
import dev.muninn.sampling.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers that are written, setting by setting. */
final class WritingRun {
    /** Answers written beside one another: a step of the core takes a row of each. */
    private static final int AT_ONCE = 64;

    private final EvalModel model;
    private final Encoder encoder;
    private final EvalOptions options;
    private final Asking asking;

    WritingRun(EvalModel model, Encoder encoder, EvalOptions options, Asking asking) {
        this.model = model;
        this.encoder = encoder;
        this.options = options;
        this.asking = asking;
    }

    private record Asked(int index, String key, List<Request> requests) {}

    void run(PlannedTask planned, Setting setting, TaskAnswers answers) {
        List<Asked> waiting = new ArrayList<>();
        int known = 0;
        for (int i = 0; i < planned.items().size() && !asking.stopped(); i++) {
            int index = i;
            Asked asked = asked(planned, setting, i);
            Optional<Answer> found = asking.journal().find(asked.key());
            found.ifPresent(answer -> answers.put(setting, index, answer));
            known += found.isPresent() ? 1 : 0;
            if (found.isEmpty()) {
                waiting.add(asked);
            }
            if (waiting.size() * planned.repeats() >= AT_ONCE
                    || i == planned.items().size() - 1) {
                asking.advance((long) (waiting.size() + known) * setting.recurrences() * planned.repeats());
                write(waiting, planned, setting, answers);
                waiting.clear();
                known = 0;
            }
        }
    }

    private Asked asked(PlannedTask planned, Setting setting, int index) {
        Item item = planned.items().get(index);
        GenerationConfig generation = planned.task().generation();
        List<Request> requests = new ArrayList<>();
        try {
            int[] prompt = encoder.prompt(item.context(), generation.tokens());
            for (int copy = 0; copy < planned.repeats(); copy++) {
                requests.add(model.defaults()
                        .request(prompt)
                        .maxTokens(generation.tokens())
                        .recurrences(setting.recurrences())
                        .exit(ExitPolicy.of(ExitSpec.parse(setting.exit())))
                        .slots(SlotPolicy.parse(setting.slots()))
                        .noiseSeed(options.noiseSeed())
                        .seed(options.seed() + copy)
                        .sampling(sampling(generation, planned.temperature()))
                        .build());
            }
            requests.forEach(model.generator()::check);
            Request first = requests.getFirst();
            String key = Journal.key(
                    model.fingerprint(),
                    setting,
                    prompt,
                    generation.tokens(),
                    stops(planned),
                    first.sampling(),
                    options.seed(),
                    options.noiseSeed(),
                    planned.repeats());
            return new Asked(index, key, requests);
        } catch (MuninnException e) {
            throw new MuninnException(
                    "%s, question %d: %s".formatted(planned.name(), item.number(), e.getMessage()), e);
        }
    }

    /** What a task leaves open, the model's own suggestions decide, as on a server. */
    private Sampling sampling(GenerationConfig wanted, double temperature) {
        Sampling suggested = model.defaults().sampling();
        return new Sampling(
                (float) temperature,
                wanted.topK() > 0 ? wanted.topK() : suggested.topK(),
                wanted.topP() < 1 ? RequestDefaults.topP(wanted.topP()) : suggested.topP(),
                wanted.minP() > 0 ? (float) wanted.minP() : suggested.minP(),
                suggested.repetitionPenalty());
    }

    private List<String> stops(PlannedTask planned) {
        List<String> stops = new ArrayList<>(planned.task().generation().until());
        model.end().filter(end -> !stops.contains(end)).ifPresent(stops::add);
        return model.defaults().stops(stops);
    }

    private void write(List<Asked> asked, PlannedTask planned, Setting setting, TaskAnswers answers) {
        if (asked.isEmpty()) {
            return;
        }
        List<Request> requests =
                asked.stream().flatMap(each -> each.requests().stream()).toList();
        Writer writer = new Writer(model.generator(), model.tokenizer(), asking::stopped);
        List<Optional<Written>> written = writer.write(requests, stops(planned));
        int next = 0;
        for (Asked each : asked) {
            List<Optional<Written>> own =
                    written.subList(next, next + each.requests().size());
            next += own.size();
            if (own.stream().allMatch(Optional::isPresent)) {
                List<Written> whole = own.stream().map(Optional::orElseThrow).toList();
                Cost cost = whole.stream().map(Written::cost).reduce(Cost.NONE, Cost::plus);
                Answer answer = new Answer(
                        new Said.Texts(whole.stream().map(Written::text).toList()), cost);
                asking.journal().add(each.key(), answer);
                answers.put(setting, each.index(), answer);
            }
        }
        asking.journal().flush();
    }
}
