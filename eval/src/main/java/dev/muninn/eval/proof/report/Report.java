package dev.muninn.eval.proof.report;

import java.util.List;

/**
 * All that was found.
 *
 * @param facts what was measured, how and on what: two columns
 * @param targets and their verdicts; none where none were set
 * @param notes what a reader must know before any figure, such as that the run was a quick one
 * @param published figures of papers to compare with
 */
public record Report(
        String title,
        List<String> notes,
        List<List<String>> facts,
        List<Target> targets,
        List<String> published,
        List<Chapter> chapters) {
    public Report {
        notes = List.copyOf(notes);
        facts = List.copyOf(facts);
        targets = List.copyOf(targets);
        published = List.copyOf(published);
        chapters = List.copyOf(chapters);
    }

    Block.Table targetTable() {
        Block.Rows rows = new Block.Rows();
        targets.forEach(target ->
                rows.add(target.aim(), target.measured(), target.verdict().label()));
        return rows.table("Targets, set before the model was trained", "target", "measured", "verdict");
    }

    Block.Table factTable() {
        return new Block.Table("What was measured", List.of("", ""), facts);
    }
}
