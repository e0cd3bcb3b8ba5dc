package dev.muninn.model;

import dev.muninn.kernels.KvView;

/** Where in the model a block stands, which decides where its keys and values live. */
sealed interface BlockPlace {
    int block();

    /** Stores the keys and values of a row. */
    void write(Row row, float[] kv, int keyAt, int valueAt);

    /** What the row's query sees. */
    void view(Row row, KvView view);

    /** Once a token, before the recurrence. */
    record Prelude(int block) implements BlockPlace {
        @Override
        public void write(Row row, float[] kv, int keyAt, int valueAt) {
            row.cache.writePrelude(block, row.position, kv, keyAt, valueAt);
        }

        @Override
        public void view(Row row, KvView view) {
            row.cache.viewPrelude(block, row.position, view);
        }
    }

    /** At every recurrence: the row knows which. */
    record Core(int block) implements BlockPlace {
        @Override
        public void write(Row row, float[] kv, int keyAt, int valueAt) {
            row.cache.writeCore(row.step, block, row.position, kv, keyAt, valueAt);
        }

        @Override
        public void view(Row row, KvView view) {
            row.cache.viewCore(row.step, block, row.position, view);
        }
    }

    /** At every readout; the last one stays. */
    record Coda(int block) implements BlockPlace {
        @Override
        public void write(Row row, float[] kv, int keyAt, int valueAt) {
            row.cache.writeCoda(block, row.position, kv, keyAt, valueAt);
        }

        @Override
        public void view(Row row, KvView view) {
            row.cache.viewCoda(block, row.position, view);
        }
    }
}
