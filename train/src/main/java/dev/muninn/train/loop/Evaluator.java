package dev.muninn.train.loop;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.Packed;
import dev.muninn.train.data.Packed.Placed;
import dev.muninn.train.data.Packer;
import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.EvaluationReport.Cell;
import dev.muninn.train.metrics.EvaluationReport.Depth;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.EvaluationRecipe;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.tape.Pass;
import dev.muninn.train.tape.PassResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads held-out documents out after several numbers of recurrences; the same documents and first states every time. */
final class Evaluator {
    /** Sums over documents. */
    private static final class Tally {
        int documents;
        int asked;
        int solved;
        double loss;
        double weight;

        double meanLoss() {
            return weight == 0 ? Double.NaN : loss / weight;
        }
    }

    private final Pass pass;
    private final Packer packer;
    private final Recipe recipe;
    private final int[] recurrences;
    private final List<Document> documents = new ArrayList<>();

    /** @param mostRecurrences of the model: a dense one is read out after its one recurrence, whatever the recipe says */
    Evaluator(Pass pass, Packer packer, Recipe recipe, int mostRecurrences, DocumentSources open) {
        this.pass = pass;
        this.packer = packer;
        this.recipe = recipe;
        this.recurrences = recipe.evaluation().recurrences().stream()
                .mapToInt(r -> Math.min(r, mostRecurrences))
                .distinct()
                .toArray();
        for (DataPart part : recipe.evaluation().data()) {
            switch (part) {
                case DataPart.Task task -> addTask(task, open);
                case DataPart.Shards _ -> add(open.heldOut(part));
                case DataPart.Jsonl jsonl ->
                    documents.addAll(open.heldOut(jsonl, recipe.evaluation().problems()));
            }
        }
        documents.forEach(this::requireFit);
    }

    private void addTask(DataPart.Task task, DocumentSources open) {
        for (int n = task.easiest(); n <= task.hardest(); n++) {
            add(open.heldOut(new DataPart.Task(task.family(), task.form(), 1, n, n)));
        }
    }

    private void add(DocumentSource source) {
        EvaluationRecipe evaluation = recipe.evaluation();
        for (int i = 0; i < evaluation.problems(); i++) {
            documents.add(source.at(i));
        }
    }

    private void requireFit(Document document) {
        int most = recipe.batch().length();
        boolean question = false;
        for (boolean answer : document.answer()) {
            question |= answer;
        }
        require(
                !question || document.tokens().length - 1 <= most,
                "a held-out document '%s' has %d tokens, a sequence reads %d: its answer would be cut off; set batch.length to at"
                        + " least %d, or evaluate easier problems",
                document.label(),
                document.tokens().length,
                most,
                document.tokens().length - 1);
    }

    /**
     * Reads all of them out.
     *
     * @param step steps taken so far
     */
    EvaluationReport run(Parameters parameters, long step) {
        List<Map<String, Tally>> byLabel = new ArrayList<>();
        double[][] states = new double[recurrences.length][2];
        for (int ignored : recurrences) {
            byLabel.add(new TreeMap<>());
        }
        int batches = 0;
        for (long first = 0; first < documents.size(); batches++) {
            Packed packed = packer.pack(
                    index -> documents.get((int) (index % documents.size())),
                    first,
                    recipe.batch().sequences(),
                    recipe.batch().length());
            List<PassResult> results = pass.evaluate(
                    parameters,
                    packed.batch(),
                    recurrences,
                    Keys.of(recipe.seed(), Keys.Purpose.EVALUATION, batches, 0));
            int wanted =
                    (int) Math.min(documents.size() - first, packed.placed().size());
            for (int r = 0; r < recurrences.length; r++) {
                PassResult result = results.get(r);
                for (Placed placed : packed.placed().subList(0, wanted)) {
                    count(placed, result, byLabel.get(r));
                }
                states[r][0] += result.stateNorms()[result.stateNorms().length - 1];
                states[r][1] += result.stateCorrelation();
            }
            first = packed.next();
        }
        return report(step, byLabel, states, batches);
    }

    private static void count(Placed placed, PassResult result, Map<String, Tally> tallies) {
        Tally tally = tallies.computeIfAbsent(placed.document().label(), label -> new Tally());
        Solved questions = Solved.of(placed, result.correct());
        tally.documents++;
        tally.asked += questions.asked();
        tally.solved += questions.solved();
        float[] weights = placed.document().weights();
        for (int i = 1; i <= placed.rows(); i++) {
            tally.loss += (double) weights[i] * result.losses()[placed.firstRow() + i - 1];
            tally.weight += weights[i];
        }
    }

    private EvaluationReport report(long step, List<Map<String, Tally>> byLabel, double[][] states, int batches) {
        List<Cell> cells = new ArrayList<>();
        List<Depth> depths = new ArrayList<>();
        for (int r = 0; r < recurrences.length; r++) {
            int depth = recurrences[r];
            Tally all = new Tally();
            byLabel.get(r).forEach((label, tally) -> {
                cells.add(new Cell(label, depth, tally.documents, tally.asked, tally.solved, tally.meanLoss()));
                all.documents += tally.documents;
                all.asked += tally.asked;
                all.solved += tally.solved;
                all.loss += tally.loss;
                all.weight += tally.weight;
            });
            depths.add(new Depth(
                    depth,
                    all.documents,
                    all.asked,
                    all.solved,
                    all.meanLoss(),
                    states[r][0] / batches,
                    states[r][1] / batches));
        }
        return new EvaluationReport(step, cells, depths);
    }
}
