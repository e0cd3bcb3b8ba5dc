package dev.muninn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.KvFormat;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows narrower and far wider than pages, which they fill evenly or not. */
class HistorySlotTest {
    private static float[] row(int width, int position, int version) {
        float[] row = new float[width];
        for (int i = 0; i < width; i++) {
            row[i] = version * 1e6f + position * 1000f + i;
        }
        return row;
    }

    @ParameterizedTest
    @CsvSource({"2, 42", "28, 84", "42, 42", "2, 64", "2, 333", "16, 1"})
    void givesBackWhatWasWrittenLast(int keyWidth, int width) {
        for (KvFormat format : KvFormat.values()) {
            KvGeometry geometry = new KvGeometry(1, 1, 0, keyWidth, width, format);
            try (KvPool pool = new KvPool(geometry, 1 << 24)) {
                KvLease lease = new KvLease(pool, geometry, 0);
                HistorySlot slot = new HistorySlot(lease);
                float[] wide = new float[width + 5];
                for (int p = 0; p < 50; p++) {
                    System.arraycopy(row(width, p, 1), 0, wide, 3, width);
                    slot.write(p, wide, 3);
                }
                assertHolds(slot, width, 0, 50, 1);
                slot.truncate(31);
                assertHolds(slot, width, 0, 31, 1);
                long kept = (31L * width * 4 + geometry.pageBytes() - 1) / geometry.pageBytes();
                lease.trim();
                assertThat(slot.bytes()).isEqualTo(kept * geometry.pageBytes()).isEqualTo(pool.usedBytes());
                for (int p = 31; p < 60; p++) {
                    slot.write(p, row(width, p, 2), 0);
                }
                assertHolds(slot, width, 0, 31, 1);
                assertHolds(slot, width, 31, 60, 2);
                slot.truncate(0);
                assertThat(slot.inUse()).isFalse();
                lease.close();
                assertThat(pool.usedBytes()).isZero();
                assertThat(pool.leasedBytes()).isZero();
            }
        }
    }

    private static void assertHolds(HistorySlot slot, int width, int from, int to, int version) {
        float[] found = new float[width + 1];
        for (int p = from; p < to; p++) {
            slot.read(p, found);
            assertThat(Arrays.copyOf(found, width)).as("position %d", p).isEqualTo(row(width, p, version));
            assertThat(found[width]).isZero();
        }
    }
}
