package dev.muninn.eval.harness.run;

import java.util.List;

/**
 * All that was said.
 *
 * @param complete whether every question was asked at every setting
 */
public record Outcome(List<TaskAnswers> tasks, ModelFacts model, boolean complete) {}
