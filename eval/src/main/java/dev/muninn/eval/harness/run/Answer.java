package dev.muninn.eval.harness.run;

import dev.muninn.eval.harness.score.Said;

/** What a model said to a question at a setting, and what that took. */
public record Answer(Said said, Cost cost) {}
