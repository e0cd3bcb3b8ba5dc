package dev.muninn.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;

import dev.muninn.error.MuninnException;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.data.Packed.Placed;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstFitPackerTest {
    private static final FirstFitPacker PACKER = new FirstFitPacker(99);

    /** Token i of document d is 100 d + i, its weight i + 1. */
    private static Document document(long number, int tokens, boolean asks) {
        float[] weights = new float[tokens];
        IntStream.range(0, tokens).forEach(i -> weights[i] = i + 1);
        boolean[] answer = new boolean[tokens];
        answer[tokens - 1] = asks;
        return new Document(
                IntStream.range(0, tokens).map(i -> (int) (100 * number + i)).toArray(), weights, answer, "d" + number);
    }

    private static DocumentSource lengths(int... tokens) {
        return index -> document(index, tokens[(int) index % tokens.length], false);
    }

    private static DocumentSource random() {
        return index -> document(index, 2 + new Random(index).nextInt(30), true);
    }

    @Test
    void aSmallBatchByHand() {
        // Rows: 3, 2, 2, 3 of 2 sequences of 5: documents 0 and 1 fill the first, 2 and 3 the second, 4 finds no room.
        Packed packed = PACKER.pack(lengths(4, 3, 3, 4), 0, 2, 5);
        Batch batch = packed.batch();

        assertThat(packed.next()).isEqualTo(4);
        assertThat(batch.tokens()).containsExactly(0, 1, 2, 100, 101, 200, 201, 300, 301, 302);
        assertThat(batch.targets()).containsExactly(1, 2, 3, 101, 102, 201, 202, 301, 302, 303);
        assertThat(batch.weights()).containsExactly(2, 3, 4, 2, 3, 2, 3, 2, 3, 4);
        assertThat(batch.documentStart()).containsExactly(0, 0, 0, 3, 3, 5, 5, 7, 7, 7);
        assertThat(packed.placed()).extracting(Placed::firstRow).containsExactly(0, 3, 5, 7);
        assertThat(packed.placed()).extracting(Placed::rows).containsExactly(3, 2, 2, 3);
    }

    @Test
    void aLaterDocumentMayFillAnEarlierGapAndEmptyRowsAreDocumentsOfTheirOwn() {
        Packed packed = PACKER.pack(lengths(4, 5, 3, 9), 0, 2, 6); // rows 3, 4, 2, 8 cut to 6
        assertThat(packed.placed()).extracting(Placed::firstRow).containsExactly(0, 6, 3);
        assertThat(packed.next()).isEqualTo(3);
        assertThat(packed.batch().documentStart()).containsExactly(0, 0, 0, 3, 3, 5, 6, 6, 6, 6, 10, 11);
        assertThat(packed.batch().tokens()).endsWith(99, 99).contains(99, atIndex(5));
        assertThat(packed.batch().weights()).endsWith(0, 0).contains(0, atIndex(5));
    }

    @Test
    void noDocumentSeesAnotherAndEveryTargetIsTheNextTokenOfItsOwn() {
        long first = 0;
        long expected = 0;
        for (int step = 0; step < 50; step++) {
            Packed packed = PACKER.pack(random(), first, 4, 64);
            Batch batch = packed.batch();
            float weight = 0;
            for (Placed placed : packed.placed()) {
                assertThat(placed.document().label()).isEqualTo("d" + expected++);
                assertThat(placed.rows()).isEqualTo(placed.document().tokens().length - 1);
                assertThat(placed.firstRow() / 64).isEqualTo((placed.firstRow() + placed.rows() - 1) / 64);
                for (int i = 0; i < placed.rows(); i++) {
                    int row = placed.firstRow() + i;
                    assertThat(batch.documentStart()[row]).isEqualTo(placed.firstRow());
                    assertThat(batch.tokens()[row]).isEqualTo(placed.document().tokens()[i]);
                    assertThat(batch.targets()[row]).isEqualTo(placed.document().tokens()[i + 1]);
                    assertThat(batch.weights()[row]).isEqualTo(placed.document().weights()[i + 1]);
                    weight += batch.weights()[row];
                }
            }
            float all = 0;
            for (float each : batch.weights()) {
                all += each;
            }
            assertThat(all).isEqualTo(weight); // padding counts nothing
            assertThat(packed.next()).isEqualTo(expected);
            first = packed.next();
        }
    }

    @Test
    void aResumedRunSeesTheSameBatches() {
        long first = PACKER.pack(random(), PACKER.pack(random(), 0, 3, 50).next(), 3, 50)
                .next();
        Packed one = PACKER.pack(random(), first, 3, 50);
        Packed again = new FirstFitPacker(99).pack(random(), first, 3, 50);
        assertThat(again.next()).isEqualTo(one.next());
        assertThat(again.batch().tokens()).isEqualTo(one.batch().tokens());
        assertThat(again.batch().documentStart()).isEqualTo(one.batch().documentStart());
    }

    @Test
    void longTextIsCutAndALongProblemRefused() {
        Packed packed = PACKER.pack(lengths(9), 0, 1, 5);
        assertThat(packed.placed()).singleElement().extracting(Placed::rows).isEqualTo(5);
        assertThat(packed.batch().targets()).containsExactly(1, 2, 3, 4, 5);
        assertThatThrownBy(() -> PACKER.pack(index -> document(index, 9, true), 0, 1, 5))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'d0' has 8 tokens to predict");
        assertThatThrownBy(() -> PACKER.pack(lengths(1), 0, 1, 5)).isInstanceOf(MuninnException.class);
    }
}
