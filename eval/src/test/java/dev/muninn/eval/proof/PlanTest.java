package dev.muninn.eval.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Architecture;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
    @TempDir
    Path directory;

    private static final Architecture CONFIG = new OracleModel(List.of(), OracleModels.DIFFICULTY).config();

    private TrainingFacts read(String json) throws IOException {
        Files.writeString(directory.resolve(TrainingFacts.FILE), json);
        return TrainingFacts.of(directory, CONFIG);
    }

    @Test
    void trainingFactsAreRead() throws IOException {
        TrainingFacts facts = read("""
                {"meanRecurrence": 6, "families": {"hops": {"trainedMax": 5}, "chains": {"trainedMax": 9, "x": 1}}}""");

        assertThat(facts.meanRecurrence()).isEqualTo(6);
        assertThat(facts.trainedMax()).containsEntry(Tasks.HOPS, 5).containsEntry(Tasks.CHAINS, 9);
        assertThat(facts.stated()).isTrue();
        assertThat(read("{\"families\": {\"hops\": {\"trainedMax\": 5}}}").meanRecurrence())
                .isEqualTo(CONFIG.meanRecurrence());
    }

    @Test
    void withoutAFileTheyAreAssumed() {
        TrainingFacts facts = TrainingFacts.of(directory, CONFIG);

        assertThat(facts.stated()).isFalse();
        assertThat(facts.trainedMax()).hasSameSizeAs(Tasks.all()).containsEntry(Tasks.ROADS, 8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [1                                                   | could not be read as JSON
            {}                                                   | no family
            {"families": {"hops": {}}}                           | families.hops.trainedMax
            {"families": {"hops": {"trainedMax": 2.5}}}          | whole number
            {"families": {"hops": {"trainedMax": 99}}}           | wanted 1 to 16
            {"families": {"chess": {"trainedMax": 2}}}           | no family of problems 'chess'
            {"meanRecurrence": 0, "families": {"hops": {"trainedMax": 2}}}   | meanRecurrence is 0
            {"meanRecurrence": "8", "families": {"hops": {"trainedMax": 2}}} | meanRecurrence is
            """)
    void wrongFactsAreRefusedWithTheFile(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(TrainingFacts.FILE);
    }

    @Test
    void levelsGoToTwiceTheTrainedMaximumWhereThereAreSuch() {
        ProofOptions options = new ProofOptions(new TreeSet<>(List.of(1)), false, Optional.empty(), 0);
        Plan plan = Plan.of(OracleModels.facts(), options);

        assertThat(plan.perCell()).isGreaterThanOrEqualTo(500);
        assertThat(plan.levels().stream().filter(level -> level.family() == Tasks.CHAINS))
                .extracting(Level::difficulty)
                .containsExactly(4, 8, 12, 16);
        assertThat(plan.levels().stream().filter(level -> level.family() == Tasks.STORIES))
                .extracting(Level::difficulty)
                .containsExactly(4, 8, 12);
        assertThat(plan.spread().stream().filter(level -> level.family() == Tasks.HOPS))
                .extracting(Level::difficulty)
                .containsExactly(2, 4, 6, 8);
        assertThat(plan.depths()).containsExactly(1, 2, 4, 8, 16, 32, 64);
        List<Example> problems = plan.problems(plan.levels().getFirst(), 30);
        assertThat(problems)
                .allMatch(problem -> Split.of(problem.family() + ":" + problem.content()) == Split.HELD_OUT);
    }

    @Test
    void readoutsAreAlsoAtMultiplesOfTheMean() {
        TrainingFacts facts = new TrainingFacts(6, OracleModels.facts().trainedMax(), true);
        ProofOptions options = new ProofOptions(new TreeSet<>(List.of(1)), true, Optional.of(4), 0);

        assertThat(Plan.of(facts, options).depths()).containsExactly(1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64);
    }

    @Test
    void sectionsThatDoNotExistAreRefused() {
        assertThatThrownBy(() -> new ProofOptions(new TreeSet<>(List.of(9)), true, Optional.empty(), 0))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("no section 9");
        assertThatThrownBy(() -> new ProofOptions(new TreeSet<>(), true, Optional.empty(), 0))
                .isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> new ProofOptions(new TreeSet<>(List.of(1)), true, Optional.of(0), 0))
                .isInstanceOf(MuninnException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~ 14~   | number
            ~\n~    | line feed
            ~ ~     | space
            ~a~     | letter
            ~ Ann~  | name or sentence's first word
            ~ the~  | word
            ~ +~    | operator
            ~.~     | punctuation
            ~a4~    | other
            """)
    void tokensHaveKinds(String token, String kind) {
        assertThat(TokenDepth.kind(token)).isEqualTo(kind);
    }

    @Test
    void changedTokensAreThoseThatDifferOrAreMissing() {
        assertThat(DecodingSection.changed(new int[] {1, 2, 3}, new int[] {1, 2, 3, 4}))
                .isZero();
        assertThat(DecodingSection.changed(new int[] {1, 2, 3}, new int[] {1, 5}))
                .isEqualTo(2);
    }
}
